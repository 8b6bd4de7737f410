import type { ChangeGroup, History, MovedKey, SeriesChange, Slice } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSwept, labelRank } from '../../metrics/labels.ts';
import { enumerate, metricWord, name, shown, type Word } from '../prose.ts';
import { stateWords } from './change-states.ts';
import type { Naming } from './naming.ts';

/** Series of a group that are stated with their numbers; the section of changes has all of them. */
const SERIES_COUNT_MAX = 3;
/** Keys that moved with a change; more are no suspects, but another machine. */
const MOVED_COUNT_MAX = 3;

/** How the series of a history are called: by the labels in which they differ, and always by their model. */
export type SeriesNaming = (labels: ReadonlyMap<string, LabelValue>, isKept: (key: string) => boolean) => Word[];

/** The fewest labels that tell the series of a history apart: those that follow from others (a model's quantization) are left out. */
export function seriesNaming({ changes, failures, gone, added }: History, naming: Naming): SeriesNaming {
  const all = [...changes, ...failures, ...gone, ...added].map(({ labels }) => labels);
  const keys = [...new Set(all.flatMap((labels) => [...labels.keys()]))].sort((a, b) => labelRank(a) - labelRank(b));
  const told: string[] = [];
  const distinct = (own: readonly string[]) => new Set(all.map((labels) => JSON.stringify(own.map((key) => labels.get(key) ?? null)))).size;
  for (const key of keys) if (key === 'model' || distinct([...told, key]) > distinct(told)) told.push(key);
  return (labels, isKept) => naming.all([...labels].filter(([key]) => told.includes(key) && isKept(key)));
}

/** "fell" or "rose": what the values did, whichever way is better. */
function verbOf({ fact }: SeriesChange): string {
  return fact.value < 0 ? 'fell' : 'rose';
}

/** "-9.0 % (-10.4 to -7.5 %)". */
function changeWords({ fact }: SeriesChange): Word[] {
  return [shown(fact, 'percent'), ...(fact.interval ? [' (', shown(fact, 'bounds'), ')'] : [])];
}

/** "from 118.4 tokens/s to 107.8 tokens/s, -9.0 % (...)". */
function movementWords(change: SeriesChange): Word[] {
  return ['from ', shown(change.baseline), ' to ', shown(change.candidate), ', ', ...changeWords(change)];
}

/** " only from `depth=16384` on with `model`": where among its kind a change is. */
function sliceWords(slice: Slice | null, naming: Naming): Word[] {
  if (slice === null) return [];
  const { labels, bound } = slice;
  const where = labels.size === 0 ? [] : [' with ', ...naming.all(labels)];
  if (bound === null) return [' only', ...where];
  const limit = naming.all([[bound.key, bound.value]]);
  return [' only', ...(bound.side === 'from' ? [' from ', ...limit, ' on'] : [' up to ', ...limit]), ...where];
}

/** ". With it moved `engine_version=aaaa1111` to `engine_version=bbbb2222`". */
export function movedWords(moved: readonly MovedKey[]): Word[] {
  if (moved.length === 0) return [];
  const pairs = moved.slice(0, MOVED_COUNT_MAX).map(({ key, from, to }): Word[] => [name(`${key}=${from}`), ' to ', name(`${key}=${to}`)]);
  return ['. With it moved ', ...enumerate(pairs)];
}

function statusWords({ status, since }: SeriesChange, last: string): Word[] {
  if (since === null) return [];
  if (status === 'suspected') return ['; suspected, since it was seen in ', name(last), ' alone: another run confirms or withdraws it'];
  return [status === 'recovered' ? '; recovered, since ' : '; confirmed, since ', name(since)];
}

/** Why nothing is decided, and what would decide it. */
function undecidedWords({ reason, needed }: SeriesChange): Word[] {
  return ['; undecided: ', reason, ...(needed ? ['; runs needed for a verdict: ', shown(needed)] : [])];
}

/** What a group did as a phrase: which metric went which way, where, and by how much in the series that says most. */
export function groupTitle({ changes, slice }: ChangeGroup, naming: Naming, nameOf: SeriesNaming): Word[] {
  const [first] = changes;
  const what = metricWord(first!.metric, first!.unit);
  const who = nameOf(first!.labels, (key) => !isSwept(key));
  const where = nameOf(first!.labels, isSwept);
  return [
    ...(first!.status === null ? ['not decided: '] : []),
    ...(first!.together ? ['every series of ', what, ' moved with the others: it '] : [what, ' ']),
    verbOf(first!),
    ...(first!.together ? [] : sliceWords(slice, naming)),
    who.length + where.length === 0 ? ' by ' : ': ',
    ...who,
    ...(where.length === 0 ? [] : [who.length === 0 ? 'at ' : ' at ', ...where]),
    who.length + where.length === 0 ? '' : ' ',
    shown(first!.fact, 'percent'),
  ];
}

/** The sentence of a group for a page whose table has the values: one series by its change, how sure it is, what moved with it. */
export function groupStatement(group: ChangeGroup, last: string, naming: Naming, nameOf: SeriesNaming): Word[] {
  const [first, ...others] = group.changes;
  const bounds = first!.fact.interval ? [' (', shown(first!.fact, 'bounds'), ')'] : [];
  return [
    ...groupTitle(group, naming, nameOf),
    ...bounds,
    ...(others.length > 0 ? [' and others'] : []),
    ...(first!.status === null ? undecidedWords(first!) : statusWords(first!, last)),
    ...stateWords(first!),
    ...movedWords(first!.moved),
  ];
}

/**
 * The sentence of a group: which metric went which way and where, of whom from what to what, how sure it is, and what moved with it.
 *
 * @param last name of the run that the report is about.
 */
export function groupWords({ changes, slice }: ChangeGroup, last: string, naming: Naming, nameOf: SeriesNaming): Word[] {
  const [first] = changes;
  const told = changes.slice(0, SERIES_COUNT_MAX);
  const each = told.map((change, index): Word[] => {
    const who = nameOf(change.labels, (key) => !isSwept(key));
    const where = nameOf(change.labels, isSwept);
    return [
      index === 0 ? ': ' : '; ',
      ...who,
      ...(where.length === 0 ? [' '] : [who.length === 0 ? 'at ' : ' at ', ...where, ' ']),
      ...movementWords(change),
    ];
  });
  const what = metricWord(first!.metric, first!.unit);
  return [
    ...(first!.status === null ? ['not decided: '] : []),
    ...(first!.together ? ['every series of ', what, ' moved with the others, so that the machine is the suspect: it '] : [what, ' ']),
    verbOf(first!),
    ...(first!.together ? [] : sliceWords(slice, naming)),
    ...each.flat(),
    ...(changes.length > told.length ? ['; and others'] : []),
    ...(first!.status === null ? undecidedWords(first!) : statusWords(first!, last)),
    ...stateWords(first!),
    ...movedWords(first!.moved),
    '.',
  ];
}
