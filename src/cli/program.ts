import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../errors.ts';
import type { AuditOptions } from './audit-files.ts';
import type { CliContext, SharedOptions } from './context.ts';
import { addHistory, type Outcome } from './program-history.ts';

/** Exit code of a run that SIGINT or SIGTERM ended before it was done: 128 plus the number of SIGINT, as shells have it. */
const INTERRUPTED = 130;

/** Columns of a help text: the same everywhere, so that docs/cli.md can show it. */
const HELP_WIDTH = 100;

/**
 * Runs one command line.
 *
 * @param argv arguments after the program's name.
 * @returns the exit code: 0 fine, 1 the check asked for failed, 2 wrong use or configuration, 3 something needed is not reachable, 130
 *   interrupted. Never rejects: what went wrong is printed on standard error.
 */
export async function runProgram(argv: readonly string[], context: CliContext): Promise<number> {
  const outcome: Outcome = { exitCode: 0 };
  try {
    await buildProgram(context, outcome).parseAsync([...argv], { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    context.progress('');
    return explainFailure(error, context);
  }
}

function explainFailure(error: unknown, context: CliContext): number {
  // Commander has printed its message, or the help that was asked for, already.
  if (error instanceof CommanderError) return ['commander.helpDisplayed', 'commander.version'].includes(error.code) ? 0 : 2;
  if (context.signal.aborted) {
    context.note('benchscribe: interrupted');
    return INTERRUPTED;
  }
  if (error instanceof AppError) {
    noteLines(`benchscribe: ${error.message}`, context);
    return error.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  noteLines(`benchscribe: an unexpected error, which is a bug of benchscribe: please report it with these lines\n${trace}`, context);
  return 3;
}

/** A text whose line ends are our own: what came from elsewhere has lost them before. */
function noteLines(text: string, context: CliContext): void {
  for (const line of text.split('\n')) context.note(line);
}

/** The commands. Each loads its code only when it runs, so that `--help` is quick. */
function buildProgram(context: CliContext, outcome: Outcome): Command {
  const program = new Command('benchscribe')
    .description('Watches LLM inference benchmark results and writes reports in which every number can be re-checked.')
    .version(context.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help and an example')
    .helpCommand(false)
    .option('--config <file>', 'YAML configuration (default: the file named by BENCHSCRIBE_CONFIG, else none)')
    .option('--set <key=value>', 'set one configuration key, for example watch.sweepMs=5000; may be repeated', collect)
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => context.printText(text.trimEnd()),
      writeErr: (text) => noteLines(text.trimEnd(), context),
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
    })
    .exitOverride()
    .addHelpText('after', '\nExample:\n  $ benchscribe report results/');
  addMaking(program, context, outcome);
  addHistory(program, context, outcome);
  addChecking(program, context, outcome);
  addLooking(program, context, outcome);
  addAsking(program, context, outcome);
  for (const command of program.commands) showHelpAfterErrors(command, 'benchscribe');
  return program.showHelpAfterError('(benchscribe --help lists the commands)');
}

function showHelpAfterErrors(command: Command, above: string): void {
  const name = `${above} ${command.name()}`;
  command.showHelpAfterError(`(${name} --help shows the options and an example)`);
  for (const below of command.commands) showHelpAfterErrors(below, name);
}

function addMaking(program: Command, context: CliContext, outcome: Outcome): void {
  program
    .command('watch')
    .description('run the daemon: keep the reports of the watched directories up to date')
    .argument('[dirs...]', 'directories to watch, in addition to the roots of the configuration')
    .addOption(new Option('--role <role>', 'part of the work this process does').choices(['all', 'watcher', 'worker', 'narrator']))
    .addHelpText(
      'after',
      '\nExample:\n  $ benchscribe watch /srv/bench\n  $ REDIS_URL=redis://127.0.0.1 benchscribe watch --config bench.yaml --role worker',
    )
    .action(async (directories: string[], options: SharedOptions & { role?: string }, command: Command) => {
      const { watch } = await import('./watch.ts');
      outcome.exitCode = await watch(directories, { ...options, ...command.optsWithGlobals() }, context);
    });
  program
    .command('report')
    .description('write the reports of a directory and of each first-level subdirectory that has artifacts, once')
    .argument('<dir>', 'directory of benchmark results')
    .addOption(new Option('--out <dir>', 'write the reports below this directory instead of beside the artifacts'))
    .addOption(
      new Option('--format <list>', 'formats to write, separated by commas: md, html, json').argParser(listOf(['md', 'html', 'json'])),
    )
    .addOption(
      new Option('--stdout <format>', 'print the report of DIR itself and write no file: of Markdown its page')
        .choices(['md', 'json'])
        .conflicts(['out', 'format']),
    )
    .addOption(new Option('--full', 'with --stdout md: print all of the report, with tables and evidence'))
    .option('--no-narrative', 'ask no model what to say first, though the configuration names one')
    .addOption(
      new Option(
        '--fail-on <list>',
        'exit 1 when a report has one of these, separated by commas: regression, suspected, quarantined, gaps',
      ).argParser(listOf(['regression', 'suspected', 'quarantined', 'gaps'])),
    )
    .addOption(
      new Option(
        '--as-of <date>',
        'what would have been said then: runs that were made later are left out; with --out or --stdout',
      ).argParser(endOfDate),
    )
    .addOption(new Option('--root-id <id>', 'name of DIR in the reports (default: the last part of its path)').argParser(rootId))
    .addHelpText(
      'after',
      '\nExample:\n  $ benchscribe report results/ --out /tmp/reports --fail-on regression,quarantined\n  $ benchscribe report results/ --stdout json | jq .verdict',
    )
    .action(async (directory: string, _options: object, command: Command) => {
      const { report } = await import('./report.ts');
      outcome.exitCode = await report(directory, command.optsWithGlobals(), context);
    });
}

function addChecking(program: Command, context: CliContext, outcome: Outcome): void {
  program
    .command('audit')
    .description(
      'make a report again from its artifacts, re-read the cells behind every number, and compare; hold any other Markdown against the data claim by claim; exit 1 when something differs or is contradicted',
    )
    .argument('<files...>', 'reports, for example benchscribe-report.md, or any Markdown')
    .requiredOption('--against <dir>', 'directory of their artifacts')
    .addOption(new Option('--annotate', 'write a copy beside each text (ANY.annotated.md) with a mark and its evidence at every claim'))
    .addOption(
      new Option('--check', 'only hold the numbers that are marked with <!-- benchscribe: FACT --> against their facts').conflicts([
        'annotate',
        'sarif',
      ]),
    )
    .addOption(new Option('--fix', 'with --check: rewrite those that have moved, each as it is printed').conflicts(['annotate', 'sarif']))
    .addOption(new Option('--json', 'print the findings as JSON, one object a file').conflicts('sarif'))
    .addOption(new Option('--sarif', 'print what is wrong as SARIF 2.1.0, for code scanning and editors'))
    .addHelpText(
      'after',
      '\nExample:\n  $ benchscribe audit results/benchscribe-report.md --against results/\n  $ benchscribe audit notes/*.md --against results/ --annotate\n  $ benchscribe audit notes/*.md --against results/ --sarif > notes.sarif\n  $ benchscribe audit --check README.md --against results/',
    )
    .action(async (paths: string[], options: AuditOptions) => {
      const { auditFiles } = await import('./audit-files.ts');
      outcome.exitCode = await auditFiles(paths, options, context);
    });
  program
    .command('explain')
    .description('show the formula of a fact and the source lines that it was computed from')
    .argument('<fact>', 'id of a fact, a reference as it stands in a report (E3, [^E62]), or what a mark names')
    .option('--in <dir>', 'directory of the report', '.')
    .option('--against <dir>', 'directory of its artifacts, for a report that was made with --out')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ benchscribe explain f3k9q2 --in results/')
    .action(async (fact: string, options: { in: string; against?: string; json?: boolean }) => {
      const { explainFact } = await import('./explain.ts');
      const { against, json = false } = options;
      const settings = { json, rules: context.rules(), ...(against === undefined ? {} : { against }) };
      outcome.exitCode = await explainFact(fact, options.in, context.print, settings);
    });
}

function addLooking(program: Command, context: CliContext, outcome: Outcome): void {
  program
    .command('inspect')
    .description('show which adapter reads a file, and what it reads; exit 1 when a file is not accepted')
    .argument('<path>', 'a file, or a directory of files')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ benchscribe inspect results/run.csv')
    .action(async (path: string, options: { json?: boolean }, command: Command) => {
      const { inspect } = await import('./inspect.ts');
      outcome.exitCode = await inspect(path, { ...command.optsWithGlobals(), json: options.json === true }, context);
    });
  program
    .command('formats')
    .description('list the formats that are recognised')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ benchscribe formats')
    .action(async (options: { json?: boolean }) => {
      const { formats } = await import('./formats.ts');
      outcome.exitCode = formats(context, { json: options.json === true });
    });
  program
    .command('doctor')
    .description('check configuration, roots, Redis, model servers, inotify limits and the Node version')
    .argument('[dirs...]', 'directories to check, in addition to the roots of the configuration')
    .option('--quick', 'leave out what takes longer on large trees')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ benchscribe doctor --config bench.yaml')
    .action(async (directories: string[], options: { quick?: boolean; json?: boolean }, command: Command) => {
      const { doctor } = await import('./doctor.ts');
      const { quick, json } = options;
      outcome.exitCode = await doctor(directories, { ...command.optsWithGlobals(), quick: quick === true, json: json === true }, context);
    });
}

function addAsking(program: Command, context: CliContext, outcome: Outcome): void {
  program
    .command('hold')
    .description('let no model be asked by a daemon of this host, nor by report, for example while a benchmark runs; reports go on')
    .option('--for <time>', 'end by itself after this time: 90s, 30m, 2h or 1d', duration)
    .option('--release', 'end the hold')
    .addHelpText('after', '\nExample:\n  $ benchscribe hold --for 2h && ./run-benchmark.sh; benchscribe hold --release')
    .action(async (options: { for?: number; release?: boolean }, command: Command) => {
      const { hold } = await import('./hold.ts');
      outcome.exitCode = await hold({ ...options, ...command.optsWithGlobals() }, context);
    });
  program
    .command('narrator')
    .description('find out which local model may choose what your reports say first')
    .command('qualify')
    .description('ask a model about your own results and tell what its choice is worth; exit 1 when it did not earn it')
    .argument('[model]', 'model instead of the configured one, for example gemma3:latest')
    .option('--in <dir>', 'directory of results, in addition to the roots of the configuration; may be repeated', collect)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ benchscribe narrator qualify gemma3:latest --in results/')
    .action(async (model: string | undefined, _options: object, command: Command) => {
      const { qualify } = await import('./qualify.ts');
      outcome.exitCode = await qualify(model, command.optsWithGlobals(), context);
    });
  program
    .command('agents')
    .description('measure the agents that the configuration names')
    .command('compare')
    .description('put the same question to two configurations of agents and tell how they differ')
    .argument('<dir>', 'directory of results; the question is made from its report')
    .addOption(
      new Option('--scenario <name>', 'which configurations: see docs/narration.md')
        .choices(['baseline-vs-tuned', 'homogeneous', 'heterogeneous'])
        .default('heterogeneous'),
    )
    .option('--repeats <n>', 'how often each is asked', repeatCount, 5)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ benchscribe agents compare results/ --config bench.yaml --scenario baseline-vs-tuned')
    .action(async (directory: string, _options: object, command: Command) => {
      const { compareAgents } = await import('./agents-compare.ts');
      outcome.exitCode = await compareAgents(directory, command.optsWithGlobals(), context);
    });
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns ms. */
function duration(value: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
  if (count === undefined || Number(count) === 0) throw new InvalidArgumentError('A time is a number with a unit: 90s, 30m, 2h or 1d.');
  return Number(count) * UNIT_MS[unit!]!;
}

function repeatCount(value: string): number {
  if (/^[1-9]\d{0,2}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('A number from 1 to 999.');
}

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

function listOf(allowed: readonly string[]): (value: string) => string[] {
  return (value) => {
    const names = value.split(',').map((name) => name.trim());
    const wrong = names.find((name) => !allowed.includes(name));
    if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is none of ${allowed.join(', ')}.`);
    return [...new Set(names)];
  };
}

/** @returns epoch milliseconds of the end of a day, or of a time, in UTC where it names no zone. */
function endOfDate(value: string): number {
  const [, day, time = '', zone = 'Z'] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2})?)?(Z|[+-]\d{2}:\d{2})?$/.exec(value) ?? [];
  const at = day === undefined ? Number.NaN : Date.parse(`${day}${time === '' ? 'T23:59:59.999' : time}${zone}`);
  if (Number.isNaN(at)) throw new InvalidArgumentError('A day or a time: 2026-11-17, 2026-11-17T09:30:00Z.');
  return at;
}

function rootId(value: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value)) return value;
  throw new InvalidArgumentError('An id starts with a letter or digit and holds letters, digits, ".", "_" and "-".');
}
