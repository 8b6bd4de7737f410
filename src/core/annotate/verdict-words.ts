import type { CheckedText, ClaimVerdict } from '../../contracts/checked-claim.ts';

/** A verdict in words, the mark that stands for it in a text (signs that fonts without pictures have too), and how much an editor makes of it; null where it shows nothing. */
export const VERDICTS: Readonly<
  Record<ClaimVerdict, { readonly name: string; readonly mark: string; readonly level: 'error' | 'warning' | 'note' | null }>
> = {
  supported: { name: 'supported', mark: '✔', level: null },
  contradicted: { name: 'contradicted', mark: '✘', level: 'error' },
  misattributed: { name: 'misattributed', mark: '⇄', level: 'error' },
  outdated: { name: 'outdated', mark: '↺', level: 'warning' },
  unsupported: { name: 'unsupported', mark: '?', level: 'note' },
  'not-checkable': { name: 'not checkable', mark: '○', level: null },
};

/**
 * "15 claims: 3 supported, 8 contradicted, 4 not checkable", and what a "supported" is worth.
 *
 * @param isKey with the mark of each verdict: what the marks of an annotated copy mean.
 */
export function summaryText({ claims, counts, coincidence }: CheckedText, isKey = false): string {
  const told = (Object.entries(counts) as [ClaimVerdict, number][])
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${isKey ? `${VERDICTS[verdict].mark} ` : ''}${count} ${VERDICTS[verdict].name}`);
  const rate = (coincidence.rate * 100).toFixed(1);
  const luck = coincidence.claimCount === 0 ? '' : `; of random numbers of the same precision ${rate} % would have been called supported`;
  return `${claims.length} ${claims.length === 1 ? 'claim' : 'claims'}${told.length === 0 ? '' : `: ${told.join(', ')}`}${luck}`;
}
