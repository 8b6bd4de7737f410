import type { CheckedClaim } from '../../contracts/checked-claim.ts';
import { groupBy } from '../group-by.ts';
import type { ClaimChecker } from './check-claims.ts';

/**
 * What each of some sentences claims of the data, read as a paragraph of its own: nothing of one is taken for said in another. In their order.
 *
 * @param check null where nothing can be checked.
 */
export function sentenceClaims(check: ClaimChecker['check'] | null): ((sentences: readonly string[]) => CheckedClaim[][]) | null {
  if (check === null) return null;
  return (sentences) => {
    const statements = sentences.map((text, index) => ({ part: 'paragraph' as const, line: index + 1, text, headings: [] }));
    const byLine = groupBy(check('commentary', statements, null).claims, ({ line }) => line);
    return sentences.map((_, index) => byLine.get(index + 1) ?? []);
  };
}
