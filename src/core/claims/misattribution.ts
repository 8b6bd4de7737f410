import { isSlice } from '../../metrics/labels.ts';
import { isAllowed, readingWithin } from './allowed-readings.ts';
import type { Evidence } from './evidence.ts';
import { baseUnits, digitsOf, printedInterval } from './printed-interval.ts';
import type { Condition } from './reading/condition.ts';
import type { ValueDraft } from './reading/draft.ts';
import { isHard } from './reading/subject-of.ts';
import type { Reading } from './readings.ts';

/** Digits from which a single cell of another subject that agrees is no accident; a statistic of all of them needs fewer. */
const CELL_DIGITS_MIN = 4;
const STATISTIC_DIGITS_MIN = 3;
/** Other subjects that are asked; of more a number says little. */
const OTHERS_COUNT_MAX = 100;

/** The conditions of a claim with each of the other subjects in the place of its own. */
function othersOf({ subject, settings }: ValueDraft, metric: string, evidence: Evidence): Condition[][] {
  const ofSubjects = subject.alternatives.flatMap((conditions) =>
    conditions
      .filter(({ key }) => isHard(key) && key !== 'config_name')
      .flatMap(({ key, values }) => {
        // Another model may have been measured on another server than the one that stands above.
        const kept = conditions.filter((own) => own.key !== key && subject.ownKeys.has(own.key));
        const others = evidence
          .valuesOf(metric, key)
          .filter((value) => !values.includes(value))
          .slice(0, OTHERS_COUNT_MAX);
        return others.map((value) => [...kept, { key, values: [value] }, ...settings]);
      }),
  );
  // The figure of another load is another's too; of settings there are so many that one agrees by accident.
  const ofLoads = settings
    .filter(({ key }) => isSlice(key))
    .flatMap(({ key, values }) =>
      evidence.valuesOf(metric, key).flatMap((value) => {
        const kept = settings.filter((own) => own.key !== key);
        return values.includes(value) ? [] : subject.alternatives.map((conditions) => [...conditions, { key, values: [value] }, ...kept]);
      }),
    );
  return [...ofSubjects, ...ofLoads].slice(0, OTHERS_COUNT_MAX);
}

/**
 * Whose a value is that is not that of the subject named: the same quantity and statistic of another subject.
 *
 * @returns null where it is nobody's, or where its few digits fit many.
 */
export function misattribution(draft: ValueDraft, evidence: Evidence): { readonly reading: Reading; readonly unit: string } | null {
  const { number } = draft;
  const digits = digitsOf(number);
  if (number.isApproximate || draft.form !== 'value' || digits < STATISTIC_DIGITS_MIN) return null;
  for (const metric of draft.metrics) {
    for (const conditions of othersOf(draft, metric, evidence)) {
      const slice = evidence.slice(metric, conditions);
      for (const { base, factor } of slice === null ? [] : baseUnits(number.unit, draft.bases)) {
        if (base !== slice!.unit) continue;
        const isOnly = ({ blocks: [block] }: Reading) => slice!.blocks.every((own) => own === block || own.statistic !== block!.statistic);
        const tells = (own: Reading) =>
          own.scope === 'whole' || own.scope === 'file' || digits >= CELL_DIGITS_MIN || (own.scope === 'block' && isOnly(own));
        const reading = readingWithin(slice!, printedInterval(number, factor), (own) => isAllowed(own, slice!, draft) && tells(own));
        if (reading) return { reading, unit: slice!.unit };
      }
    }
  }
  return null;
}
