import { isAllowed, readingWithin } from './allowed-readings.ts';
import { type Candidate, coincidenceOf } from './candidates.ts';
import type { Evidence, Slice } from './evidence.ts';
import { groundsOn, type Outcome, outcomeOn } from './outcome.ts';
import { printedInterval } from './printed-interval.ts';
import type { ValueDraft } from './reading/draft.ts';
import { FILE_KEY } from './reading/known-subjects.ts';
import type { Reading } from './readings.ts';

/** Words by which a text itself speaks of what was before. */
const PAST =
  /\b(?:earlier|previous(?:ly)?|formerly|older|initial(?:ly)?|prior|used to|last (?:week|month|night|year)|yesterday|before the|first run|at first)\b|\b(?:rose|risen|fell|fallen|dropped|climbed|increased|decreased|improved|grew|went|up|down)\b[^;]{0,80}\bfrom\b|→/i;

/** The best reading that a number agrees with. A range agrees where the middle of what was measured lies in it, and not only some stray value. */
function agreeing({ form, number }: ValueDraft, slice: Slice, factor: number, allows: (reading: Reading) => boolean): Reading | null {
  const isMiddle = ({ statistic, scope }: Reading) => statistic === 'mean' || statistic === 'median' || scope === 'cell';
  return readingWithin(slice, printedInterval(number, factor), (own) => (form !== 'range' || isMiddle(own)) && allows(own));
}

/** A number that some reading agrees with: as it is printed, else as near as "about" allows; of the last run, else of an earlier one. */
export function borneOut(draft: ValueDraft, candidates: readonly Candidate[], evidence: Evidence): Outcome | null {
  const { number } = draft;
  const isOfPast = PAST.test(draft.quote) || candidates.some(({ conditions }) => conditions.some(({ key }) => key === FILE_KEY));
  // Of the last run, else of all of them where a statistic is named, else of an earlier one; a text that speaks of the past may mean any.
  const ofStatistic: Age = draft.statistic === null ? 'earlier' : 'pooled';
  const ages: readonly Age[] = isOfPast ? ['any'] : ['last', ofStatistic, ofStatistic === 'pooled' ? 'earlier' : 'pooled'];
  for (const age of ages) {
    for (const asked of number.isApproximate ? [{ ...draft, number: { ...number, isApproximate: false } }, draft] : [draft]) {
      for (const { slice, factor } of candidates) {
        const allows = (own: Reading) => (age === 'any' || ageOf(own, evidence) === age) && isAllowed(own, slice, draft);
        const reading = agreeing(asked, slice, factor, allows);
        if (!reading) continue;
        const verdict = age === 'earlier' ? 'outdated' : 'supported';
        const lead = age === 'earlier' ? 'is true of an earlier run: ' : '';
        return outcomeOn(
          verdict,
          () => groundsOn(reading, slice.unit, evidence, lead),
          () => coincidenceOf(draft, candidates),
        );
      }
    }
  }
  return null;
}

type Age = 'last' | 'pooled' | 'earlier' | 'any';

function ageOf(reading: Reading, evidence: Evidence): Age {
  return evidence.isEarlier(reading) ? 'earlier' : evidence.isPooled(reading) ? 'pooled' : 'last';
}
