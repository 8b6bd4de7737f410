import type { LabelValue } from '../contracts/observation.ts';
import { nameParts } from './name-parts.ts';
import { STATISTICS } from './name-words.ts';

/** Names of what sums up the rows beside it: of a whole, whatever it is, and of a sum. The one place for all that must tell parts from totals. */
const TOTAL = /^(?:grand[ _-]?)?(?:(?:aggregated?|totals?|overall)(?:$|[^a-z0-9])|(?:all|sum|summary|average|avg|mean|combined)$)/i;

/** Does a name say that its row sums up the others? Then it is no member of them. */
export function isTotal(value: LabelValue): boolean {
  return typeof value === 'string' && TOTAL.test(value.trim());
}

/** What stands in a table for the sum of the rows above, and for what may be any statistic of them. */
const SUM = /^(?:(?:sub|grand)?[ _-]?totals?|sum)$/i;
const WHOLE = /^(?:overall|aggregated?|all|combined|summary|geo(?:metric)?[ _-]?mean)$/i;
/** Words that mean nothing else, wherever they stand alone; a kernel may be called `max` or `sum`. */
const UNMISTAKABLE = /^(?:avg|average|averaged|overall|(?:sub|grand)?[ _-]?totals?|aggregated?|geo(?:metric)?[ _-]?mean|summary)$/i;
/** The first two letters of all these words: most texts of a large table are told by them to be none. */
const BEGINNINGS: ReadonlySet<string> = new Set(
  [...STATISTICS.keys(), ...'total subtotal grand sum overall aggregate all combined summary geomean percentile quantile'.split(' ')].map(
    (word) => word.slice(0, 2),
  ),
);

/**
 * The statistic that a word names: one of `STATISTICS`, a percentile, `total`, or `overall` for one that does not say which.
 *
 * @returns null for any other text.
 */
export function summingStatistic(word: string): string | null {
  if (!BEGINNINGS.has(word.slice(0, 2).toLowerCase()) && !/^p\d/i.test(word)) return null;
  if (SUM.test(word)) return 'total';
  if (WHOLE.test(word)) return 'overall';
  const { stem, statistic, unit } = nameParts(word);
  return stem === '' && unit === null ? statistic : null;
}

/** Does the word mean a summary and nothing else? */
export function isUnmistakableSum(word: string): boolean {
  return UNMISTAKABLE.test(word);
}
