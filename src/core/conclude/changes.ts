import type { Severity } from '../../contracts/claim.ts';
import type { ChangeGroup, History, SeriesChange } from '../../contracts/history.ts';
import { commandsOf } from '../commands.ts';
import { enumerate, metricWord, name, shown, type Word } from '../prose.ts';
import type { KindFrames, Slots, Telling } from '../telling.ts';
import { calibrationFinding } from './change-calibration.ts';
import { isAcknowledged } from './change-states.ts';
import { failureChangeFindings } from './changed-failures.ts';
import { groupStatement, groupTitle, groupWords, type SeriesNaming, seriesNaming } from './changed-series.ts';
import type { Naming } from './naming.ts';
import { placeKey, sizeOfRatio, subjectOf, tell } from './tell.ts';

/** Series that came or went, near misses and patterns that are told; the report for machines counts all. */
const NAMED_COUNT_MAX = 3;
const GROUP_COUNT_MAX = 5;

function lastRun({ summary: { runs } }: History): string {
  return runs.at(-1)!.name;
}

/** "Run `2026-11-17` against 8 runs before it: 1 worse, 0 better, 31 unchanged, 2 undecided." */
function overview(history: History): Telling {
  const count = (verdict: string) => shown(history.counts.get(verdict)!);
  const { worse, better, undecided } = history.summary;
  const words: Word[] = [
    'Run ',
    name(lastRun(history)),
    ' against ',
    count('runs'),
    history.counts.get('runs')!.value === 1 ? ' run before it: ' : ' runs before it: ',
    count('worse'),
    ' worse, ',
    count('better'),
    ' better, ',
    count('unchanged'),
    ' unchanged, ',
    count('undecided'),
    ' undecided.',
  ];
  const isQuiet = worse + better + undecided === 0;
  return tell({
    kind: 'change-overview',
    id: 'changes',
    words,
    predicate: 'changed',
    severity: isQuiet ? 'info' : 'notable',
    topic: 'change',
    about: { certainty: 'certain', scope: isQuiet ? 'nothing changed' : 'against earlier runs' },
  });
}

function severityOf(change: SeriesChange): Severity {
  const { verdict, status } = change;
  if (verdict !== 'regressed' || status === 'recovered' || isAcknowledged(change)) return 'notable';
  return status === 'confirmed' ? 'critical' : 'warning';
}

function groupFinding(group: ChangeGroup, history: History, naming: Naming, nameOf: SeriesNaming): Telling {
  const first = group.changes[0]!;
  return tell({
    kind: 'change',
    id: `change-${first.fact.id}`,
    words: groupWords(group, lastRun(history), naming, nameOf),
    also: [first.fact],
    predicate: 'changed',
    severity: severityOf(first),
    topic: 'change',
    about: {
      subjects: [subjectOf(first.labels)],
      metrics: [first.metric],
      keys: first.moved.map(({ key }) => key),
      place: placeKey(first.labels),
      size: sizeOfRatio(1 + Math.abs(first.fact.value)),
      certainty: first.status === 'confirmed' ? 'certain' : 'undecided',
      scope: first.verdict === 'regressed' ? 'worse' : first.verdict === 'improved' ? 'better' : 'not decided',
    },
    slots: {
      title: groupTitle(group, naming, nameOf),
      short: groupStatement(group, lastRun(history), naming, nameOf),
      ...(first.moved.length === 0 ? {} : confirmSlots(first, nameOf)),
    },
    commands: commandsOf([first]),
  });
}

/** What to run again to tell whether what moved is the cause: both levels of the key that moves most seldom. */
function confirmSlots({ labels, metric, unit, moved }: SeriesChange, nameOf: SeriesNaming): Slots {
  const { key, from, to } = moved[0]!;
  return {
    series: [metricWord(metric, unit), ' of ', ...nameOf(labels, () => true)],
    before: [name(`${key}=${from}`)],
    after: [name(`${key}=${to}`)],
  };
}

/** How unchanged what is unchanged is: the interval of the series that is known least well. */
function unchangedFinding({ changes }: History, nameOf: SeriesNaming): Telling[] {
  const own = changes.filter(({ verdict, fact }) => verdict === 'unchanged' && fact.interval !== undefined);
  const width = ({ fact: { interval } }: SeriesChange) => interval!.high - interval!.low;
  const widest = own.toSorted((a, b) => width(b) - width(a))[0];
  if (!widest) return [];
  const words: Word[] = [
    'What is unchanged is so within bounds; of what is known least well, ',
    metricWord(widest.metric, widest.unit),
    ' ',
    ...nameOf(widest.labels, () => true),
    ', ',
    shown(widest.fact, 'bounds'),
    '.',
  ];
  return [
    tell({
      kind: 'change-bounds',
      id: 'change-bounds',
      words,
      predicate: 'changed',
      severity: 'info',
      topic: 'change',
      about: { metrics: [widest.metric], certainty: 'certain', scope: 'unchanged within bounds' },
    }),
  ];
}

/** "`acorn` prompt processing throughput": up to so many by name. */
function seriesWords(own: History['gone'], nameOf: SeriesNaming): Word[] {
  const told = own.slice(0, NAMED_COUNT_MAX).map(({ metric, labels }): Word[] => [...nameOf(labels, () => true), ' ', metricWord(metric)]);
  return own.length > told.length
    ? [...told.flatMap((words, index) => (index === 0 ? words : [', ', ...words])), ' and others']
    : enumerate(told);
}

/** What the last run does not measure any more, what it measures for the first time, and what might have been compared. */
function coverageFinding(history: History, nameOf: SeriesNaming): Telling[] {
  const { gone, added, nearMisses } = history;
  const near = new Set(nearMisses.map(({ labels }) => labels));
  const fresh = added.filter(({ labels }) => !near.has(labels));
  const sentences: Word[][] = [
    ...(gone.length === 0 ? [] : [['Gone since the run before: ', ...seriesWords(gone, nameOf), '.']]),
    ...(fresh.length === 0 ? [] : [['New: ', ...seriesWords(fresh, nameOf), '.']]),
    ...nearMisses.slice(0, NAMED_COUNT_MAX).map(({ metric, labels, moved }): Word[] => {
      const what = [metricWord(metric), ' ', ...nameOf(labels, () => true)];
      return ['Not compared: ', ...what, ', which differs from a series that is gone in ', name(moved.key), ' alone.'];
    }),
  ];
  if (sentences.length === 0) return [];
  const words = sentences.flatMap((own, index) => (index === 0 ? own : [' ', ...own]));
  return [
    tell({
      kind: 'change-coverage',
      id: 'change-coverage',
      words,
      predicate: 'changed',
      severity: 'notable',
      topic: 'change',
      about: { certainty: 'certain', scope: 'gone or new' },
    }),
  ];
}

/**
 * What changed in the last run of a history: what got worse or better since when and with what, how much was judged, what is gone or new, and
 * what makes a pattern but cannot be decided yet.
 */
export function changeFindings(history: History | null, naming: Naming): Telling[] {
  if (history === null) return [];
  const nameOf = seriesNaming(history, naming);
  const finding = (group: ChangeGroup) => groupFinding(group, history, naming, nameOf);
  return [
    ...failureChangeFindings(history, nameOf),
    // What is known comes after what is news.
    ...history.groups
      .toSorted((a, b) => Number(isAcknowledged(a.changes[0]!)) - Number(isAcknowledged(b.changes[0]!)))
      .slice(0, GROUP_COUNT_MAX)
      .map(finding),
    ...history.leanings.slice(0, NAMED_COUNT_MAX).map(finding),
    overview(history),
    ...coverageFinding(history, nameOf),
    ...calibrationFinding(history),
    ...unchangedFinding(history, nameOf),
  ];
}

/** Names that the sentences on changes may set as code: runs, and what moved between them. */
export function namesOfHistory(history: History | null): string[] {
  if (history === null) return [];
  const moved = [...history.changes, ...history.failures].flatMap((change) => change.moved);
  const missed = history.nearMisses.map((miss) => miss.moved);
  return [
    ...history.summary.runs.map(({ name: own }) => own),
    ...[...moved, ...missed].flatMap(({ key, from, to }) => [key, `${key}=${from}`, `${key}=${to}`]),
    // What is gone or new is in no fact that is stated.
    ...[...history.gone, ...history.added].flatMap(({ labels }) =>
      [...labels].flatMap(([key, value]) => [String(value), `${key}=${value}`]),
    ),
  ];
}

const CHANGED = { predicate: 'changed' } as const;

/** What is said of a history. */
export const CHANGE_FRAMES: readonly KindFrames[] = [
  {
    id: 'change',
    frames: [
      {
        role: 'title',
        when: ({ about: { scope }, severity }) => scope !== 'not decided' && severity !== 'info',
        text: '{title}',
        ...CHANGED,
      },
      { role: 'state', text: '{say}.', ...CHANGED },
      { role: 'state', text: '{short}.', ...CHANGED },
      {
        role: 'advise',
        advice: 'confirm-change',
        when: ({ about: { scope } }) => scope === 'worse',
        text: 'Measure {series} again with {before} and with {after} on one day: what moved with the change is not shown to be its cause.',
        predicate: 'advice',
        risk: 'Further runs hold the machine.',
        mitigation: 'The series that changed by far is enough, several times on each side.',
      },
    ],
    causes: ['build', 'thermal', 'other-load', 'offload'],
  },
  {
    id: 'change-overview',
    frames: [
      { role: 'title', when: ({ about: { scope } }) => scope === 'nothing changed', text: '{say}', ...CHANGED },
      { role: 'state', text: '{say}.', ...CHANGED },
    ],
  },
  { id: 'change-coverage', frames: [{ role: 'state', text: '{say}.', ...CHANGED }] },
  { id: 'change-bounds', frames: [{ role: 'state', text: '{say}.', ...CHANGED }] },
];
