import type { NextCommand } from '../contracts/claim.ts';
import type { SeriesChange } from '../contracts/history.ts';
import { commandLine, type RecordedCommand, recordedCommand } from './recorded-command.ts';

/** More are a script, which whoever ran the benchmark has. */
const COMMAND_COUNT_MAX = 3;

interface Recorded extends RecordedCommand {
  readonly source: string;
}

function sweptIn(argv: RecordedCommand['argv'], swept: number | null): string[] {
  const word = swept === null ? undefined : argv[swept];
  return typeof word === 'object' ? word.value.split(',') : [];
}

/** Commands that differ in one swept argument alone become one, with the values that it had. */
function joined(all: readonly Recorded[]): Recorded[] {
  const byRest = new Map<string, Recorded>();
  for (const own of all) {
    const { argv, swept, source } = own;
    const rest = JSON.stringify([source, argv.map((word, index) => (index === swept ? '' : word))]);
    const known = byRest.get(rest);
    const values = new Set([...sweptIn(known?.argv ?? [], swept), ...sweptIn(argv, swept)]);
    const together = { value: [...values].sort((a, b) => Number(a) - Number(b)).join(',') };
    byRest.set(rest, { ...own, argv: argv.map((word, index) => (index === swept ? together : word)) });
  }
  return [...byRest.values()];
}

/** The commands that measured some series in the last run, as far as its artifacts state them; none where they do not. */
export function commandsOf(changes: readonly SeriesChange[]): NextCommand[] {
  const recorded = changes.flatMap(({ last }): Recorded[] => {
    const command = recordedCommand(last);
    return command === null ? [] : [{ ...command, source: last.table.artifact.path }];
  });
  return joined(recorded)
    .flatMap(({ argv, source, unstated }): NextCommand[] => {
      const command = commandLine(argv);
      return command === null ? [] : [{ command, source, unstated: [...unstated] }];
    })
    .slice(0, COMMAND_COUNT_MAX);
}
