import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext, ExitCode } from './context.ts';

/** What a command line came to. */
export interface Outcome {
  exitCode: ExitCode;
}

/** Commands on the runs of a directory: what changed between them, and what people decided of it. */
export function addHistory(program: Command, context: CliContext, outcome: Outcome): void {
  addComparing(program, context, outcome);
  addRegressions(program, context, outcome);
  addKeeping(program, context, outcome);
}

function addComparing(program: Command, context: CliContext, outcome: Outcome): void {
  program
    .command('compare')
    .description('hold the runs of one directory against those of another, each run as the unit; nothing is written')
    .argument('<before>', 'a directory of results, or, with --in, a run, a tag or a label as key=value')
    .argument('<after>', 'the same')
    .option('--in <dir>', 'directory that holds both')
    .option('--json', 'print as JSON')
    .addOption(new Option('--fail-on <what>', 'exit 1 when a series is worse').choices(['regression']))
    .addHelpText(
      'after',
      '\nExample:\n  $ benchscribe compare results/before results/after\n  $ benchscribe compare engine_version=6189 engine_version=6210 --in nightly/',
    )
    .action(async (before: string, after: string, _options: object, command: Command) => {
      const { compare } = await import('./compare.ts');
      outcome.exitCode = await compare(before, after, command.optsWithGlobals(), context);
    });
}

function addKeeping(program: Command, context: CliContext, outcome: Outcome): void {
  program
    .command('keep')
    .description('keep a summary of each run, so that its artifacts may be deleted and it stays in the history')
    .argument('<dir>', 'directory of benchmark results with several runs')
    .addHelpText('after', '\nExample:\n  $ benchscribe keep nightly/ && rm -r nightly/2026-11-04')
    .action(async (directory: string, _options: object, command: Command) => {
      const { keep } = await import('./keep.ts');
      outcome.exitCode = await keep(directory, command.optsWithGlobals(), context);
    });
}

function addRegressions(program: Command, context: CliContext, outcome: Outcome): void {
  const regressions = program
    .command('regressions')
    .description('list what got worse in the last run of a directory, and decide what is known, excluded or accepted')
    .argument('[dir]', 'directory of benchmark results with several runs', '.')
    .option('--json', 'print as JSON')
    .addOption(new Option('--fail-on <what>', 'exit 1 when a regression is open or reopened').choices(['open']))
    .addHelpText(
      'after',
      '\nExample:\n  $ benchscribe regressions nightly/\n  $ benchscribe regressions acknowledge f3k9q2z --in nightly/ --reason "price of the new driver"',
    )
    .action(async (directory: string, _options: object, command: Command) => {
      const { regressions: list } = await import('./regressions.ts');
      outcome.exitCode = await list(directory, command.optsWithGlobals(), context);
    });
  decision(regressions, 'acknowledge', 'take changes as known: told after the others, and no reason to fail until they get worse')
    .argument('<change...>', 'ids of changes, as the list shows them')
    .option('--until <day>', 'last day on which it holds, UTC', day)
    .addHelpText('after', example('acknowledge f3k9q2z --in nightly/ --until 2026-12-31 --reason "price of the new driver"'))
    .action(async (changes: string[], _options: object, command: Command) => {
      const { acknowledge } = await import('./regressions.ts');
      outcome.exitCode = await acknowledge(changes, command.optsWithGlobals(), context);
    });
  decision(regressions, 'reset', 'let series begin anew with a run: what was before it is no baseline any more')
    .argument('<run>', 'first run of the new level')
    .option('--metric <id>', 'only series of this metric, for example decode_throughput')
    .addHelpText('after', example('reset 2026-11-11 --in nightly/ --reason "moved to another machine"'))
    .action(onRun('resets', context, outcome));
  decision(regressions, 'exclude', 'leave a run out of the history')
    .argument('<run>', 'run that is not to count')
    .addHelpText('after', example('exclude 2026-11-09 --in nightly/ --reason "another job ran on the box"'))
    .action(onRun('excluded', context, outcome));
  decision(regressions, 'accept', 'take a run as good: the last one is the baseline where "baseline: accepted" is configured')
    .argument('<run>', 'run that is good')
    .addHelpText('after', example('accept 2026-11-10 --in nightly/ --reason "release 1.4"'))
    .action(onRun('accepted', context, outcome));
  decision(regressions, 'tag', 'give a run a name, for compare and for the baseline')
    .argument('<run>', 'run that gets the name')
    .argument('<tag>', 'name; a run that has it loses it', tagName)
    .addHelpText('after', example('tag 2026-11-10 v1.4 --in nightly/ --reason "release 1.4"'))
    .action(async (run: string, tag: string, _options: object, command: Command) => {
      const { tagRun } = await import('./regressions.ts');
      outcome.exitCode = await tagRun(run, tag, command.optsWithGlobals(), context);
    });
}

function decision(regressions: Command, name: string, description: string): Command {
  return regressions
    .command(name)
    .description(description)
    .option('--in <dir>', 'directory whose report has it', '.')
    .requiredOption('--reason <text>', 'why, in one line; the report quotes it', reason);
}

function onRun(what: 'resets' | 'excluded' | 'accepted', context: CliContext, outcome: Outcome) {
  return async (run: string, _options: object, command: Command) => {
    const { decideOnRun } = await import('./regressions.ts');
    outcome.exitCode = await decideOnRun(what, run, command.optsWithGlobals(), context);
  };
}

function example(line: string): string {
  return `\nExample:\n  $ benchscribe regressions ${line}`;
}

/** A reason says why: no blank one. */
function reason(value: string): string {
  if (/\S/.test(value)) return value;
  throw new InvalidArgumentError('A reason says why.');
}

function day(value: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) return value;
  throw new InvalidArgumentError('A day: 2026-12-31.');
}

function tagName(value: string): string {
  if (/^[A-Za-z][\w.-]*$/.test(value)) return value;
  throw new InvalidArgumentError('A tag starts with a letter and holds letters, digits, ".", "_" and "-".');
}
