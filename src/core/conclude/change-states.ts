import type { History, StatedChange } from '../../contracts/history.ts';
import type { LedgerSummary } from '../../contracts/ledger.ts';
import type { Measurement } from '../../contracts/measured.ts';
import { enumerate, name, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import { tell } from './tell.ts';

/** A change of values, or of a share of failed requests. */
interface WithState {
  readonly state: StatedChange | null;
}

/** Is the change known, and its acknowledgement in force? */
export function isAcknowledged({ state }: WithState): boolean {
  return state?.state === 'acknowledged';
}

/** "; acknowledged until `2026-12-31`: `the new driver costs this`", or why it is reopened; nothing for what is open or back. */
export function stateWords({ state }: WithState): Word[] {
  if (state === null || state.state === 'open' || state.state === 'recovered') return [];
  const { why, acknowledged } = state;
  const reason: Word[] = acknowledged === null ? [] : [': ', name(acknowledged.reason)];
  if (why !== null) return ['; reopened, as ', why, ...reason];
  const until: Word[] = acknowledged?.until ? [' until ', name(acknowledged.until)] : [];
  return ['; acknowledged', ...until, ...reason];
}

type Note = LedgerSummary['excluded'][number];

/** "`2026-11-09` (`another job ran`) and `2026-11-10` (`driver update`)". */
function noteWords(notes: readonly Note[]): Word[] {
  return enumerate(notes.map(({ run, reason }): Word[] => [name(run), ' (', name(reason), ')']));
}

/** What a ledger keeps out of the history, and with which runs it begins anew. */
function decisionFindings({ excluded, resets }: LedgerSummary): Telling[] {
  const sentences: Word[][] = [
    ...(excluded.length === 0 ? [] : [['By decision left out of the history: ', ...noteWords(excluded), '.']]),
    ...(resets.length === 0 ? [] : [['By decision the level begins anew with ', ...noteWords(resets), '.']]),
  ];
  if (sentences.length === 0) return [];
  return [
    tell({
      kind: 'ledger-decisions',
      id: 'ledger-decisions',
      words: sentences.flatMap((own, index) => (index === 0 ? own : [' ', ...own])),
      predicate: 'changed',
      severity: 'info',
      topic: 'change',
      about: { certainty: 'certain', scope: 'decided by people' },
    }),
  ];
}

/** A ledger that is there and of which nothing is used. */
function brokenFindings({ files }: LedgerSummary): Telling[] {
  return files.flatMap(({ path, problem }) =>
    problem === undefined
      ? []
      : [
          tell({
            kind: 'ledger-broken',
            id: `ledger-broken-${path}`,
            words: ['What was decided in ', name(path), ' is left aside, as it cannot be read: ', name(problem), '.'],
            predicate: 'input',
            severity: 'warning',
            topic: 'input',
            about: { certainty: 'certain', scope: 'decisions not used' },
          }),
        ],
  );
}

/** Which runs the last one is held against, where that is configured. */
function baselineFindings({ summary: { baseline } }: History, asked: string | null): Telling[] {
  if (baseline === undefined || asked === null) return [];
  const words: Word[] =
    baseline.length === 0
      ? [
          'The baseline ',
          name(asked),
          ' is not among the runs that are here: the level after the last confirmed change stands in its place.',
        ]
      : ['As configured by ', name(asked), ', the baseline is ', ...runWords(baseline), '.'];
  return [
    tell({
      kind: 'change-baseline',
      id: 'change-baseline',
      words,
      predicate: 'changed',
      severity: baseline.length === 0 ? 'warning' : 'info',
      topic: 'change',
      about: { certainty: 'certain', scope: 'the baseline is configured' },
    }),
  ];
}

/** "`2026-11-10`", or the first and the last of several. */
function runWords(runs: readonly string[]): Word[] {
  return runs.length < 3 ? enumerate(runs.map((run) => [name(run)])) : [name(runs[0]!), ' to ', name(runs.at(-1)!)];
}

/** What the ledgers and the configuration of a report say of its runs. */
export function decidedFindings({ ledger, history, baseline }: Pick<Measurement, 'ledger' | 'history' | 'baseline'>): Telling[] {
  const decided = ledger === null ? [] : [...brokenFindings(ledger), ...decisionFindings(ledger)];
  return [...decided, ...(history === null ? [] : baselineFindings(history, baseline))];
}

/** What is said of a ledger. */
export const LEDGER_FRAMES: readonly KindFrames[] = [
  { id: 'ledger-broken', frames: [{ role: 'state', text: '{say}.', predicate: 'input' }] },
  { id: 'ledger-decisions', frames: [{ role: 'state', text: '{say}.', predicate: 'changed' }] },
  { id: 'change-baseline', frames: [{ role: 'state', text: '{say}.', predicate: 'changed' }] },
];
