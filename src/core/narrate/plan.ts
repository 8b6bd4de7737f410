import type { Audience, FrameRole } from '../../contracts/narration.ts';
import { adviceFor } from '../advice.ts';
import { frameOf, type Telling } from '../telling.ts';
import { bound, type Kinds, pairOf } from './joining.ts';
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
  return kind !== undefined && frameOf(kind, telling, 'state', 'engineer', () => false) !== undefined;
}

/** What the program leads with, and what may not be left out: failures, contradictions, and what alone would say too much. */
export function musts({ tellings, kinds }: Tellable): Telling[] {
  const telling = mostTelling(tellings.filter((own) => isFinding(own) && canState(own, kinds)));
  const [lead] = inReadingOrder(telling.slice(0, SENTENCE_COUNT_MAX));
  const failed = tellings.find(({ kind }) => kind === 'failed-total') ?? tellings.find(({ kind }) => kind === 'failed');
  const contradicted = tellings.find(({ kind }) => kind === 'contradiction');
  return [...new Set([lead, failed, contradicted].filter((own) => own !== undefined))];
}

/** Beyond this a sentence is hard to read. */
const PARTNER_COUNT_MAX = 2;

/** What is of the same comparison comes first, how sure it is last. */
function partnerRank({ topic }: Telling): number {
  return topic === 'ranking' ? 0 : topic === 'certainty' ? 2 : 1;
}

/**
 * What stands in one sentence with each of the chosen: what must stand there, whether it was chosen or not, then chosen ones as far as links
 * allow. Nothing stands in two sentences.
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
  const take = (from: Telling, others: readonly Telling[]) => {
    const own = found.get(from) ?? [];
    if (taken.has(from) || own.length === PARTNER_COUNT_MAX) return;
    const isFree = (other: Telling) => other !== from && !taken.has(other) && !found.has(other);
    // What is critical keeps a sentence of its own, which comes first.
    const isFit = (other: Telling) => other.severity !== 'critical' || from.severity === 'critical';
    const other = others.find((candidate) => isFree(candidate) && isFit(candidate) && pairOf(from, candidate, kinds) !== undefined);
    if (other === undefined) return;
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

/** Gaps in the order of what they keep from whoever must decide: whether the fastest is good, and what it costs. */
const GAP_ORDER = ['gap-quality', 'gap-gpu-memory', 'gap-engine-version', 'gap-request-times'];

/**
 * The program's own plan: the findings that tell a reader most, in the order in which he asks, with those joined that a link connects; what is
 * critical comes first.
 */
export function programPlan(tellable: Tellable): Plan {
  const { tellings, kinds } = tellable;
  const candidates = mostTelling(tellings.filter((own) => isFinding(own) && canState(own, kinds)));
  const chosen: Telling[] = [];
  for (const candidate of candidates) {
    const wider = [...chosen, candidate];
    if (wider.length - joinCount(wider, tellings, kinds) <= SENTENCE_COUNT_MAX) chosen.push(candidate);
  }
  const withMusts = [...new Set([...chosen, ...musts(tellable)])];
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

function joinCount(chosen: readonly Telling[], all: readonly Telling[], kinds: Kinds): number {
  const own = new Set(chosen);
  return [...companions(chosen, chosen, all, kinds).values()].flat().filter((other) => own.has(other)).length;
}

function gapRank({ id }: Telling): number {
  const rank = GAP_ORDER.indexOf(id);
  return rank < 0 ? GAP_ORDER.length : rank;
}
