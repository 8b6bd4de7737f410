import type { Baseline } from '../../contracts/history.ts';
import type { Ledger } from '../../contracts/ledger.ts';
import { namesRun } from './run-names.ts';

/** Indices of the runs that one of these entries names, in order. */
function named(entries: readonly { readonly run: string }[], directory: string): Baseline['runsOf'] {
  return (before) => before.flatMap(({ name }, index) => (entries.some(({ run }) => namesRun(run, name, directory)) ? [index] : []));
}

/**
 * The baseline of a configuration: `robust`, `previous`, `accepted`, `last:5`, `tag:v1.4`, `directory:releases/v1.4`.
 *
 * @param directory report directory, relative to the root.
 * @returns null for the robust one, which is no fixed set of runs.
 */
export function baselineOf(asked: string, ledger: Ledger, directory: string): Baseline | null {
  const [kind, ...rest] = asked.split(':');
  const what = rest.join(':');
  const base = { asked, middle: 'mean', directory: null } as const;
  switch (kind) {
    case 'robust':
      return null;
    case 'previous':
      return { ...base, runsOf: (before) => [before.length - 1] };
    case 'last':
      return { ...base, middle: 'median', runsOf: (before) => before.map((_, index) => index).slice(-Number(what)) };
    case 'accepted':
      return { ...base, runsOf: (before) => named(ledger.accepted, directory)(before).slice(-1) };
    case 'tag':
      return {
        ...base,
        runsOf: named(
          ledger.tags.filter(({ tag }) => tag === what),
          directory,
        ),
      };
    case 'directory': {
      const below = what.replace(/\/+$/, '');
      return { ...base, directory: below, runsOf: (before) => before.flatMap(({ isBelow }, index) => (isBelow(below) ? [index] : [])) };
    }
    default:
      throw new Error(`"${asked}" is no baseline`);
  }
}
