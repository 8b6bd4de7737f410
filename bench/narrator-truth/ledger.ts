import { type Context, type Groups, names, type Shape } from './context.ts';
import type { ChangeRecord, NoteRecord } from './evidence.ts';
import { listed, quotedAs } from './names.ts';

/** The changes that the sentence is about, of values or of a share of failed requests. */
function changesOf({ scene, report }: Context): Pick<ChangeRecord, 'state' | 'acknowledged' | 'reopened'>[] {
  return scene.failing !== null ? [scene.failing] : scene.facts.flatMap((fact) => report.changes.find((own) => own.fact === fact.id) ?? []);
}

function isReason(said: string | undefined, reason: string | undefined, context: Context): boolean {
  return said === undefined ? reason === undefined : reason !== undefined && names(said, context).join(' ') === quotedAs(reason);
}

function acknowledgedProblem(said: Groups, context: Context): string | null {
  const own = changesOf(context);
  const wrong = own.find(({ state, acknowledged }) => {
    const isUntil = names(said['until'], context).join(' ') === (acknowledged?.until ?? '');
    return state !== 'acknowledged' || !isUntil || !isReason(said['reason'], acknowledged?.reason, context);
  });
  return own.length > 0 && wrong === undefined ? null : 'it is not acknowledged so';
}

function reopenedProblem(said: Groups, context: Context): string | null {
  const own = changesOf(context);
  const wrong = own.find(
    ({ state, reopened, acknowledged }) =>
      state !== 'reopened' || reopened !== said['why'] || !isReason(said['reason'], acknowledged?.reason, context),
  );
  return own.length > 0 && wrong === undefined ? null : 'it is not reopened so';
}

function notesProblem(kind: 'excluded' | 'resets'): (said: Groups, context: Context) => string | null {
  return (said, context) => {
    const notes: readonly NoteRecord[] = context.report.ledger?.[kind] ?? [];
    const told = listed(said['notes']!).map((note) => {
      const [run = '', reason = ''] = note.replace(/\)$/, '').split(' (');
      return JSON.stringify([names(run, context).join(' '), names(reason, context).join(' ')]);
    });
    const expected = notes.map(({ run, reason }) => JSON.stringify([quotedAs(run), quotedAs(reason)]));
    return JSON.stringify(told) === JSON.stringify(expected) ? null : `the ledger says otherwise: ${expected.join(', ')}`;
  };
}

function brokenProblem(said: Groups, context: Context): string | null {
  const isSo = context.report.ledger?.files.some(
    ({ path, problem }) => path === names(said['path'], context).join(' ') && isReason(said['problem'], problem, context),
  );
  return isSo ? null : 'the ledger was read';
}

function baselineProblem(said: Groups, context: Context): string | null {
  const { history, inputs } = context.report;
  const runs = history?.baseline ?? [];
  const told = runs.length < 3 ? runs.join(' and ') : `${runs[0]} to ${runs.at(-1)}`;
  const isAsked = names(said['asked'], context).join(' ') === inputs.baseline;
  return isAsked && (said['runs'] ?? '') === told ? null : `the baseline is ${told}`;
}

export const LEDGER_SHAPES: readonly Shape[] = [
  { name: 'baseline', pattern: /^As configured by (?<asked>\S+), the baseline is (?<runs>.+)$/, judge: baselineProblem },
  {
    name: 'no baseline',
    pattern:
      /^The baseline (?<asked>\S+) is not among the runs that are here: the level after the last confirmed change stands in its place$/,
    judge: baselineProblem,
  },
  { name: 'acknowledged', pattern: /^acknowledged(?: until (?<until>\S+))?: (?<reason>.+)$/, judge: acknowledgedProblem },
  { name: 'reopened', pattern: /^reopened, as (?<why>[^:]+)(?:: (?<reason>.+))?$/, judge: reopenedProblem },
  { name: 'left out', pattern: /^By decision left out of the history: (?<notes>.+)$/, judge: notesProblem('excluded') },
  { name: 'begins anew', pattern: /^By decision the level begins anew with (?<notes>.+)$/, judge: notesProblem('resets') },
  {
    name: 'broken ledger',
    pattern: /^What was decided in (?<path>\S+) is left aside, as it cannot be read: (?<problem>.+)$/,
    judge: brokenProblem,
  },
];
