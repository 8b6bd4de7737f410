import type { Fact } from '../../contracts/fact.ts';
import { toBase } from '../../metrics/units.ts';
import type { PresentFacts } from './present-facts.ts';
import { factorOf, halfStep, type WrittenFigure } from './written-figure.ts';

const CANDIDATE_COUNT_MAX = 5;
/** A slip of the pen in a name. */
const SLIP_MAX = 2;

/**
 * Facts that may be meant by a name that stands for none: whose name or id is a slip away or is begun by it, then those whose value the number agrees
 * with in its unit, then the nearest ones of the same unit; of those that are as near, whose labels and statistic the words around speak of. Of several
 * runs the last.
 *
 * @param figure the number that was marked; null where none was found.
 * @param around the line that it stands on.
 */
export function nearestFacts(name: string, figure: WrittenFigure | null, around: string, present: PresentFacts): Fact[] {
  const found = new Map<string, { readonly fact: Fact; readonly distance: number }>();
  const words = around.toLowerCase();
  for (const fact of present.facts) {
    const own = present.nameOf(fact);
    const distance = isNear(name, fact, own) ? -1 : distanceOf(figure, fact);
    const known = found.get(own);
    // Facts stand in the order of the runs: a later one is of a later run.
    if (distance !== null && (known === undefined || distance <= known.distance)) found.set(own, { fact, distance });
  }
  return [...found.values()]
    .map((own) => ({ ...own, spokenOf: spokenOf(own.fact, words) }))
    .sort((a, b) => a.distance - b.distance || b.spokenOf - a.spokenOf)
    .slice(0, CANDIDATE_COUNT_MAX)
    .map(({ fact }) => fact);
}

/** How many of its labels, statistic and subset some words name. */
function spokenOf({ labels, statistic, subset }: Fact, words: string): number {
  const own = [...Object.values(labels), statistic, subset].map((value) => String(value).toLowerCase());
  return own.filter((value) => value.length > 1 && words.includes(value)).length;
}

function isNear(name: string, { id, series }: Fact, own: string): boolean {
  if (name.length < 4) return false;
  return [own, id].some((known) => known.startsWith(name) || slips(name, known) <= SLIP_MAX) || series === name;
}

/**
 * 0 where the value is the number at its precision, else how many times one is the other, less one; null of another unit. A number that counts things
 * ("44 files") may be a count; one with nothing behind it, what it agrees with.
 */
function distanceOf(figure: WrittenFigure | null, { value, unit }: Fact): number | null {
  if (figure === null) return null;
  const written = figure.unit ?? (figure.words === '' ? unit : 'count');
  if (toBase(written).base !== unit) return null;
  const [stated, own] = [Math.abs(figure.number.value), Math.abs(value) / factorOf(figure)];
  if (Math.abs(stated - own) <= halfStep(figure.number)) return 0;
  if (figure.unit === null || stated === 0 || own === 0) return null;
  return Math.max(stated / own, own / stated) - 1 + Number.EPSILON;
}

/** Letters that have to be put in, left out or replaced to make one name of the other; one more than `SLIP_MAX` where it is more. */
function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > SLIP_MAX || a[0] !== b[0]) return SLIP_MAX + 1;
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const own = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = before[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      own.push(Math.min(replaced, before[column]! + 1, own[column - 1]! + 1));
    }
    before = own;
  }
  return before[b.length]!;
}
