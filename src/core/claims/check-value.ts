import type { Fact } from '../../contracts/fact.ts';
import { type Asked, allowedReadings, askedKey, isAllowed, readingWithin } from './allowed-readings.ts';
import { borneOut } from './borne-out.ts';
import { type Candidate, candidatesOf, coincidenceOf } from './candidates.ts';
import { checkPart } from './check-part.ts';
import type { Evidence, Slice } from './evidence.ts';
import { misattribution } from './misattribution.ts';
import {
  conditionsText,
  evidenceFor,
  evidenceOfFact,
  type Grounds,
  groundsOn,
  metricText,
  type Outcome,
  outcome,
  outcomeOn,
  printedValue,
  readingText,
} from './outcome.ts';
import { baseUnits, printedInterval, roughInterval } from './printed-interval.ts';
import type { Condition } from './reading/condition.ts';
import type { ValueDraft } from './reading/draft.ts';
import { keptWith } from './reading/kept-with.ts';
import { FILE_KEY } from './reading/known-subjects.ts';
import { acceptedStatistics } from './reading/wording.ts';
import { type Reading, SCOPES } from './readings.ts';

/** The claim with no other names than those of its own sentence. */
function ofOwnNames(draft: ValueDraft): ValueDraft {
  const { subject } = draft;
  const alternatives = subject.alternatives.map((conditions) => conditions.filter(({ key }) => subject.ownKeys.has(key)));
  return subject.ownKeys.size === 0 ? draft : { ...draft, subject: { ...subject, alternatives } };
}

/** What the data say of a number of a quantity. */
export function checkValue(draft: ValueDraft, evidence: Evidence): Outcome {
  const { subject, metrics, number } = draft;
  if (subject.foreign !== null) return outcome('unsupported', `nothing in the data is about ${subject.foreign}`);
  if (metrics.length === 0) return outcome('unsupported', 'the data have no such quantity');
  const named = candidatesOf(draft, evidence);
  // What stands above may be of something that the one who is named was not measured with.
  const candidates = named.length > 0 ? named : candidatesOf(ofOwnNames(draft), evidence);
  if (subject.pronoun !== null && (subject.alternatives[0]!.length > 0 || isOpen(draft, candidates)))
    return outcome('not-checkable', `whom "${subject.pronoun}" means cannot be told`);
  if (candidates.length === 0) return withoutCandidates(draft, evidence);
  if (draft.form === 'bound') return checkBound(draft, candidates, evidence);
  const found = borneOut(draft, candidates, evidence);
  if (found) return found;
  const isRough = candidates.some(({ slice, factor }) =>
    readingWithin(slice, roughInterval(number, factor), (own) => isAllowed(own, slice, draft)),
  );
  if (isRough && number.isApproximate)
    return outcomeOn(
      'unsupported',
      () => dataSay(candidates, draft, evidence, 'is near what the data have, but not within the precision of an approximation: '),
      () => coincidenceOf(draft, candidates),
    );
  return accused(draft, candidates, evidence);
}

/** Do the data have several of what the words leave open? */
function isOpen({ subject }: ValueDraft, candidates: readonly Candidate[]): boolean {
  const isSeveral = ({ slice: { blocks } }: Candidate) =>
    subject.open.some((key) => new Set(blocks.flatMap(({ labels }) => labels.get(key) ?? [])).size > 1);
  return candidates.length === 0 || candidates.some(isSeveral);
}

function withoutCandidates(draft: ValueDraft, evidence: Evidence): Outcome {
  const unit = draft.number.unit;
  const { alternatives } = draft.subject;
  const slices = draft.metrics.flatMap((metric) => alternatives.flatMap((conditions) => evidence.slice(metric, conditions) ?? []));
  const [slice] = slices;
  if (slice === undefined) {
    const whose = conditionsText(alternatives[0] ?? []);
    return outcome('unsupported', `the data have no ${metricText(draft.metrics[0]!)}${whose === '' ? '' : ` of ${whose}`}`);
  }
  const isOtherUnit = baseUnits(unit, draft.bases).every(({ base }) => slices.every((own) => own.unit !== base));
  if (isOtherUnit && unit !== null && isMeasuring(unit)) {
    const reading =
      slice.readings(['whole']).find(({ statistic, subset }) => statistic === 'mean' && subset === 'all') ?? slice.readings(SCOPES)[0]!;
    return outcome(
      'contradicted',
      `${metricText(slice.metric)} is not measured in ${unit}: ${readingText(reading)} is ${printedValue(reading.value, slice.unit)}`,
      [evidenceFor(reading, slice.unit, evidence)],
    );
  }
  return outcome('unsupported', `nothing was measured under ${conditionsText([], draft.settings)}`);
}

/** Units that only one dimension has: a per cent or a multiple may be of anything. */
function isMeasuring(unit: string): boolean {
  return !/^(?:%|x|count|thousand|million|ratio|value|score)$/.test(unit);
}

/** "more than 50 tokens/s": true of the middle of what was measured, or false of every value. */
function checkBound(draft: ValueDraft, candidates: readonly Candidate[], evidence: Evidence): Outcome {
  const { number } = draft;
  let isPartly = false;
  for (const { slice, factor } of candidates) {
    const limit = number.value * factor;
    const slack = number.step * factor * (number.isApproximate ? 1 : 0.5);
    const holds = (value: number) => (number.bound === 'above' ? value >= limit - slack : value <= limit + slack);
    const isBearing = (own: Reading) => own.scope !== 'setting' && own.scope !== 'cell' && holds(own.value);
    const reading =
      allowedReadings(slice, { ...draft, statistic: draft.statistic ?? 'average' }).find(isBearing) ??
      (draft.statistic === null
        ? allowedReadings(slice, draft).find((own) => (own.statistic === 'max' || own.statistic === 'min') && isBearing(own))
        : undefined);
    if (reading) return outcomeOn('supported', () => groundsOn(reading, slice.unit, evidence));
    isPartly ||= !number.isAlways && allowedReadings(slice, { ...draft, statistic: null }).some((own) => holds(own.value));
  }
  if (isPartly) return outcomeOn('unsupported', () => dataSay(candidates, draft, evidence, 'holds for some values only: '));
  return accused(draft, candidates, evidence);
}

/** False under every reading: of whom else it is true, or what the data say instead. */
function accused(draft: ValueDraft, candidates: readonly Candidate[], evidence: Evidence): Outcome {
  const { subject, number } = draft;
  const coincidence = () => coincidenceOf(draft, candidates);
  const fact = draft.form === 'value' ? agreeingFact(draft, candidates, evidence) : null;
  if (fact !== null) {
    const reason = `${fact.statistic} over several runs is ${printedValue(fact.value, fact.unit)}`;
    return outcomeOn('supported', () => ({ reason, evidence: [evidenceOfFact(fact)] }), coincidence);
  }
  const part = draft.form === 'value' ? checkPart(draft, candidates, evidence) : null;
  if (part !== null) return part;
  const allowed = candidates.some(({ slice }) => allowedReadings(slice, draft).length > 0);
  if (!allowed) {
    const { reason } = dataSay(candidates, { ...draft, statistic: null, subset: null }, evidence, 'the data state no such statistic: ');
    return outcome('unsupported', reason);
  }
  const say = (lead: string) => () => dataSay(candidates, draft, evidence, lead);
  if (subject.doubt !== null) return outcomeOn('unsupported', say(`${subject.doubt}: `), coincidence);
  if (draft.isOpen) return outcomeOn('unsupported', say('may be of something else than what was measured: '), coincidence);
  const other = misattribution(draft, evidence);
  // Of several who are named none has it, and somebody else does: it may be meant.
  const isAnothers = !subject.isSure && misattribution({ ...draft, number: { ...number, isApproximate: false } }, evidence) !== null;
  const isAmbiguous = !(subject.isSure && !isOpen(draft, candidates)) && (isAnothers || !isBeyondAll(draft, candidates));
  if (isAmbiguous) return outcomeOn('unsupported', say('does not say of whom, and no figure agrees: '), coincidence);
  if (other !== null) {
    const { reading, unit } = other;
    const grounds = () => {
      const [own, said] = [groundsOn(reading, unit, evidence, 'is true of something else: '), say('')()];
      return { reason: `${own.reason}; ${said.reason}`, evidence: [...own.evidence, ...said.evidence] };
    };
    return outcomeOn('misattributed', grounds, coincidence);
  }
  const grounds = () => {
    const said = say('')();
    return { ...said, reason: `${said.reason}${unitSlip(number, candidates, draft)}` };
  };
  return outcomeOn('contradicted', grounds, coincidence);
}

/** A fact that no reading of rows stands for, such as what lies between the values of several runs. */
function agreeingFact(draft: ValueDraft, candidates: readonly Candidate[], evidence: Evidence): Fact | null {
  const accepted = acceptedStatistics(draft.statistic);
  for (const { slice, conditions, factor } of candidates) {
    const { low, high } = printedInterval(draft.number, factor);
    const found = evidence
      .factsOverRuns(slice.metric, [...conditions, ...draft.settings])
      .find(({ value, statistic }) => value >= low && value <= high && (accepted === null || accepted.includes(statistic)));
    if (found) return found;
  }
  return null;
}

/** Of a claim that names nobody: it is false whoever is meant, if a statistic is named or the value lies outside everything measured. */
function isBeyondAll(draft: ValueDraft, candidates: readonly Candidate[]): boolean {
  const { statistic, number, isNamed, subject } = draft;
  const isTelling = ({ key }: Condition) => key !== FILE_KEY || subject.ownKeys.has(key);
  if (subject.alternatives.every((conditions) => conditions.some(isTelling))) return true;
  // "Each swap costs 125 ms of latency": nobody is named, and the data have several things of that name.
  if (new Set(candidates.map(({ slice }) => slice.metric)).size > 1) return false;
  if (isOpen(draft, candidates)) {
    if (statistic === null) return false;
  } else if (statistic !== null && isNamed) return true;
  return candidates.every(({ slice, factor }) => {
    const { low, high } = roughInterval(number, factor);
    const readings = slice.readings(SCOPES);
    return high < readings[0]!.value || low > readings.at(-1)!.value;
  });
}

function unitSlip(number: ValueDraft['number'], candidates: readonly Candidate[], draft: ValueDraft): string {
  for (const scale of [1000, 0.001]) {
    const hit = candidates.some(({ slice, factor }) =>
      readingWithin(slice, printedInterval(number, factor * scale), (own) => isAllowed(own, slice, draft)),
    );
    if (hit) return `; the number is right in a unit ${scale === 1000 ? 'a thousand times larger' : 'a thousand times smaller'}`;
  }
  return '';
}

/** The figures that a claim is held against: those of the statistic it names, or mean, least and largest. */
const figuresOf = keptWith((slice: Slice, asked: Asked): readonly Reading[] => {
  const allowed = allowedReadings(slice, asked);
  const wanted = acceptedStatistics(asked.statistic) ?? ['mean', 'min', 'max'];
  const found = wanted.flatMap((statistic) => widestOf(allowed, statistic) ?? []);
  return found.length > 0 ? found : allowed.slice(0, 1);
}, askedKey);

/** The first reading of a statistic among those of the widest scope, of all requests rather than of some. */
function widestOf(readings: readonly Reading[], statistic: string): Reading | null {
  let widest: Reading | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const own of readings) {
    if (own.statistic !== statistic) continue;
    const rank = 2 * SCOPES.indexOf(own.scope) + Number(own.subset !== 'all');
    if (rank < least) [widest, least] = [own, rank];
  }
  return widest;
}

const NAMED_COUNT_MAX = 3;

function distinctSlices(candidates: readonly Candidate[]): Candidate[] {
  return candidates
    .filter(({ slice }, index) => candidates.findIndex((other) => other.slice === slice) === index)
    .slice(0, NAMED_COUNT_MAX);
}

/** What the data have in the place of a claim. @param lead what is said before it. */
function dataSay(candidates: readonly Candidate[], draft: Asked, evidence: Evidence, lead: string): Grounds {
  const told = distinctSlices(candidates).map(({ slice }) => ({ slice, figures: figuresOf(slice, draft) }));
  const parts = told.map(({ slice, figures }) => {
    const said = figures.map((reading) => `${readingText(reading)} is ${printedValue(reading.value, slice.unit)}`);
    return `${metricText(slice.metric)}: ${said.join(', ')}`;
  });
  return {
    reason: `${lead}the data say ${parts.join('; ')}`,
    evidence: told.flatMap(({ slice, figures }) => figures.map((reading) => evidenceFor(reading, slice.unit, evidence))),
  };
}
