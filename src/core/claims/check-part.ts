import type { Fact } from '../../contracts/fact.ts';
import { isOfPart, readingWithin } from './allowed-readings.ts';
import { type Candidate, coincidenceOf } from './candidates.ts';
import type { Evidence } from './evidence.ts';
import { evidenceOfFact, groundsOn, type Outcome, outcome, outcomeOn, printedValue } from './outcome.ts';
import { printedInterval } from './printed-interval.ts';
import type { ValueDraft } from './reading/draft.ts';
import { acceptedStatistics } from './reading/wording.ts';

/** A fact on one subject, load or setting within what is named. */
function factOfPart(draft: ValueDraft, candidates: readonly Candidate[], evidence: Evidence): Fact | null {
  const accepted = acceptedStatistics(draft.statistic);
  for (const { slice, conditions, factor } of candidates) {
    const isSo = ({ statistic, subset }: Fact) => (accepted?.includes(statistic) ?? true) && (draft.subset ?? subset) === subset;
    const found = evidence.factsWithin(slice.metric, [...conditions, ...draft.settings], printedInterval(draft.number, factor)).find(isSo);
    if (found) return found;
  }
  return null;
}

/**
 * A figure that no reading of all that is named agrees with may be that of a part of it: of one run, which the words then mean, or of one setting,
 * load or build that they leave out. Neither is false, and the second is no more than a part.
 *
 * @returns null where no part has it.
 */
export function checkPart(draft: ValueDraft, candidates: readonly Candidate[], evidence: Evidence): Outcome | null {
  for (const { slice, factor } of candidates) {
    const reading = readingWithin(slice, printedInterval(draft.number, factor), (own) => isOfPart(own, slice, draft));
    if (reading === null) continue;
    const isOfOneRun = reading.cells.length === 1 && draft.statistic !== 'max' && draft.statistic !== 'min';
    const [verdict, lead] = isOfOneRun ? (['supported', ''] as const) : (['unsupported', 'holds of a part only: '] as const);
    return outcomeOn(
      verdict,
      () => groundsOn(reading, slice.unit, evidence, lead),
      () => coincidenceOf(draft, candidates),
    );
  }
  const fact = factOfPart(draft, candidates, evidence);
  if (fact === null) return null;
  return outcome('unsupported', `holds of a part only: ${fact.statistic} is ${printedValue(fact.value, fact.unit)}`, [
    evidenceOfFact(fact),
  ]);
}
