import type { Audience, FrameRole } from '../../contracts/narration.ts';
import { adviceFor } from '../advice.ts';
import { addedWords, framesOf, SENTENCE_WORD_COUNT_MAX, statementWords, type Telling } from '../telling.ts';
import { bound, hasRoom, type Kinds, pairOf } from './joining.ts';
import { inReadingOrder, mostTelling } from './weights.ts';

/** One thing to say, in one role. */
export interface Step {
  readonly telling: Telling;
  readonly role: FrameRole;
}

/** What a page says, in order: of each section the steps, which may be joined to one sentence where a link allows it. */
export interface Plan {
  readonly audience: Audience;
  readonly summary: readonly Step[];
  /** What to do; the page has room for three. */
  readonly advice: readonly Step[];
  /** What to beware of. */
  readonly risk: readonly Step[];
}

/** What the tellings of a report are, by what they are good for. */
export interface Tellable {
  readonly tellings: readonly Telling[];
  readonly kinds: Kinds;
  /** Words that the summary may have beside its table. */
  readonly summaryWordCountMax: number;
  /** What the title says; null for none. */
  readonly answer: Telling | null;
  /** Ids of the facts of which the table shows the value, or another statistic of the same samples. */
  readonly shownIds: ReadonlySet<string>;
}

const SENTENCE_COUNT_MAX = 5;
const ADVICE_COUNT_MAX = 3;
const RISK_COUNT_MAX = 2;

/** Kinds that are no findings: they are said among risks and next steps only. */
const NO_FINDINGS: ReadonlySet<string> = new Set(['gap', 'repeat']);

export function isFinding({ kind }: Telling): boolean {
  return !NO_FINDINGS.has(kind);
}

function canState(telling: Telling, kinds: Kinds): boolean {
  const kind = kinds.get(telling.kind);
  return kind !== undefined && framesOf(kind, telling, 'state', 'engineer', () => false).length > 0;
}

/** What the program leads with, and what may not be left out: failures, contradictions, and what alone would say too much. */
export function musts({ tellings, kinds }: Pick<Tellable, 'tellings' | 'kinds'>): Telling[] {
  const telling = mostTelling(tellings.filter((own) => isFinding(own) && canState(own, kinds)));
  const [lead] = inReadingOrder(telling.slice(0, SENTENCE_COUNT_MAX));
  const failed = tellings.find(({ kind }) => kind === 'failed-total') ?? tellings.find(({ kind }) => kind === 'failed');
  const contradicted = tellings.find(({ kind }) => kind === 'contradiction');
  return [...new Set([lead, failed, contradicted].filter((own) => own !== undefined))];
}

/** What may not be left out of the sentences: what title, line and table do not say. */
export function required(tellable: Tellable): Telling[] {
  const shown = shownBy(tellable);
  return musts(tellable).filter((telling) => !shown(telling));
}

/** Beyond this a sentence is hard to read. */
const PARTNER_COUNT_MAX = 2;

/** What is of the same comparison comes first, how sure it is last. */
function partnerRank({ topic }: Telling): number {
  return topic === 'ranking' ? 0 : topic === 'certainty' ? 2 : 1;
}

/**
 * What stands in one sentence with each of the chosen: what must stand there, whether it was chosen or not, then chosen ones as far as links
 * and the length of a sentence allow. Nothing stands in two sentences.
 *
 * @param stated those that can begin a sentence.
 */
export function companions(
  stated: readonly Telling[],
  chosen: readonly Telling[],
  all: readonly Telling[],
  kinds: Kinds,
): Map<Telling, readonly Telling[]> {
  const found = new Map<Telling, Telling[]>();
  const taken = new Set<Telling>();
  const lengths = new Map<Telling, number>();
  const lengthOf = (telling: Telling) => lengths.get(telling) ?? statementWords(kinds.get(telling.kind)!, telling, 'engineer');
  const take = (from: Telling, others: readonly Telling[]) => {
    const own = found.get(from) ?? [];
    if (taken.has(from) || own.length === PARTNER_COUNT_MAX) return;
    const isLater = (other: Telling) => !stated.includes(other) || stated.indexOf(other) > stated.indexOf(from);
    const isFree = (other: Telling) => other !== from && !taken.has(other) && !found.has(other) && isLater(other);
    // What is critical keeps a sentence of its own, which comes first.
    const isFit = (other: Telling) => other.severity !== 'critical' || from.severity === 'critical';
    const hasRoomFor = (other: Telling) => {
      const pair = pairOf(from, other, kinds);
      return pair !== undefined && hasRoom(lengthOf(from), pair, other);
    };
    const other = others.find((candidate) => isFree(candidate) && isFit(candidate) && hasRoomFor(candidate));
    if (other === undefined) return;
    lengths.set(from, lengthOf(from) + addedWords(pairOf(from, other, kinds)!, other));
    found.set(
      from,
      [...own, other].toSorted((a, b) => partnerRank(a) - partnerRank(b)),
    );
    taken.add(other);
  };
  for (const from of stated)
    take(
      from,
      chosen.filter((other) => pairOf(from, other, kinds)?.binding !== true),
    );
  for (const from of stated) {
    const must = bound(from, all, kinds);
    if (must !== undefined) take(from, [must]);
  }
  return found;
}

/** Kinds whose title says all that their statement does. */
const REPEATING: ReadonlySet<string> = new Set([
  'failed',
  'failed-total',
  'runs',
  'unranked',
  'noise',
  'nothing-read',
  'unread',
  'measured',
  'curve',
]);

/** Gaps in the order of what they keep from whoever must decide: whether the fastest is good, and what it costs. */
const GAP_ORDER = ['gap-quality', 'gap-gpu-memory', 'gap-engine-version', 'gap-request-times'];

/**
 * The program's own plan: the findings that tell a reader most, in the order in which he asks, with those joined that a link connects; what is
 * critical comes first.
 */
export function programPlan(tellable: Tellable): Plan {
  const { tellings, kinds, summaryWordCountMax } = tellable;
  const shown = shownBy(tellable);
  const candidates = mostTelling(tellings.filter((own) => isFinding(own) && canState(own, kinds) && !shown(own)));
  const chosen: Telling[] = [];
  const wordsOf = (telling: Telling) => statementWords(kinds.get(telling.kind)!, telling, 'engineer');
  const isShort = (telling: Telling) => wordsOf(telling) <= SENTENCE_WORD_COUNT_MAX;
  let wordCount = 0;
  for (const candidate of candidates.filter((own, index) => index === 0 || isShort(own))) {
    const wider = [...chosen, candidate];
    if (chosen.length > 0 && wordCount + wordsOf(candidate) > summaryWordCountMax) continue;
    if (wider.length - joinCount(wider, tellings, kinds) > SENTENCE_COUNT_MAX) continue;
    chosen.push(candidate);
    wordCount += wordsOf(candidate);
  }
  const withMusts = [...new Set([...chosen, ...required(tellable)])];
  const gaps = tellings.filter(({ kind }) => kind === 'gap').toSorted((a, b) => gapRank(a) - gapRank(b));
  return {
    audience: 'engineer',
    summary: inReadingOrder(withMusts).map((telling) => ({ telling, role: 'state' })),
    advice: adviceFor(tellings, kinds)
      .slice(0, ADVICE_COUNT_MAX)
      .map(({ telling }) => ({ telling, role: 'advise' })),
    risk: gaps.slice(0, RISK_COUNT_MAX).map((telling) => ({ telling, role: 'caution' })),
  };
}

/** Topics that say how much was measured: what the table shows already is not said again. */
const OF_VALUES: ReadonlySet<string> = new Set(['measured', 'configuration', 'telemetry']);

/** Whether title, line or table of the page say already what a telling says. */
export function shownBy({ answer, shownIds }: Pick<Tellable, 'answer' | 'shownIds'>): (telling: Telling) => boolean {
  return (telling) => {
    if (telling.kind === 'change-overview') return true;
    const printed = telling.parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : []));
    if (telling === answer && REPEATING.has(telling.kind)) return true;
    const isBare = ['reason', 'aftermath'].every((slot) => (telling.slots[slot] ?? []).length === 0);
    if (telling.topic === 'failure' && isBare && printed.every((id) => shownIds.has(id))) return printed.length > 0;
    return OF_VALUES.has(telling.topic) && printed.length > 0 && printed.every((id) => shownIds.has(id));
  };
}

function joinCount(chosen: readonly Telling[], all: readonly Telling[], kinds: Kinds): number {
  const own = new Set(chosen);
  return [...companions(chosen, chosen, all, kinds).values()].flat().filter((other) => own.has(other)).length;
}

function gapRank({ id }: Telling): number {
  const rank = GAP_ORDER.indexOf(id);
  return rank < 0 ? GAP_ORDER.length : rank;
}
