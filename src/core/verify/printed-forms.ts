import type { Show } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { Change } from '../../contracts/report.ts';
import { printFact } from '../../metrics/format.ts';
import { printedNumbers } from '../../metrics/printed-numbers.ts';
import { unitsOf } from '../../metrics/units.ts';

/** Most decimals of a printed number: see `decimalsFor`. */
const PLACES_MAX = 4;

const PLAIN: readonly Show[] = ['value', 'bare', 'interval', 'bounds'];

/** Every number that a text may print of a fact: value, bounds and half width in any unit and precision, times, per cent, sample count; as printed. */
export function printedForms(fact: Fact): Set<string> {
  const forms = new Set<string>();
  const add = (show: Show, unit?: string, places?: number) => {
    for (const form of printedNumbers(printFact(fact, show, unit, places).number)) forms.add(form);
  };
  add('count');
  if (fact.unit === 'x') add('times');
  if (fact.unit === 'ratio') add('percent');
  for (const show of PLAIN) {
    add(show);
    for (const { unit } of unitsOf(fact.unit)) {
      add(show, unit);
      for (let places = 0; places <= PLACES_MAX; places += 1) add(show, unit, places);
    }
  }
  return forms;
}

/** As `printedForms`, for the relative change that a row of changes prints. */
export function changeForms(change: Change, fact: Fact): Set<string> {
  return printedForms({ ...fact, unit: 'ratio', value: change.relativeChange, interval: change.interval });
}
