import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMarkdown } from '../../src/adapters/readers/markdown.ts';
import { type CheckedClaim, ClaimVerdict } from '../../src/contracts/checked-claim.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { measuredOf } from '../support/told-of.ts';

/** A claim of the labelled texts: `{{contradicted/wrong value:253.9 tok/s}}` is printed as "253.9 tok/s". */
export interface LabelledClaim {
  readonly place: string;
  readonly words: string;
  readonly kind: string;
  readonly verdict: ClaimVerdict;
  readonly found: ClaimVerdict;
  readonly reason: string;
}

/** A verdict over all labelled texts. */
export interface Score {
  readonly verdict: ClaimVerdict;
  readonly labelled: number;
  readonly found: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
}

/** A label within a text: verdict, kind, and the words. */
export const LABEL = /\{\{([a-z-]+)\/([^:}]*):([^}]*)\}\}/g;

interface Label {
  readonly line: number;
  readonly verdict: ClaimVerdict;
  readonly kind: string;
  readonly words: string;
}

function labelsOf(markdown: string): Label[] {
  return markdown
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(LABEL)].map(
        ([, verdict, kind, words]): Label => ({ line: index + 1, verdict: ClaimVerdict.parse(verdict), kind: kind!, words: words! }),
      ),
    );
}

const numberIn = (text: string) => /\d[\d,]*(?:\.\d+)?/.exec(text)?.[0] ?? null;

/** The claim that a label is of: on its line, with its number, or else with its words; a claim is of one label. */
function claimFor(
  { words, line, verdict }: Label,
  claims: readonly CheckedClaim[],
  taken: ReadonlySet<CheckedClaim>,
): CheckedClaim | undefined {
  const own = claims.filter((claim) => claim.line === line && !taken.has(claim));
  const number = numberIn(words);
  if (verdict === 'not-checkable' && number === null) return own[0];
  if (number !== null && !/ before /.test(words))
    return own.find(({ said }) => said.includes(number)) ?? own.find(({ quote, form }) => form === 'none' && quote.includes(number));
  const plain = words.toLowerCase();
  return (
    own.find(
      ({ said, form }) => form !== 'value' && said !== '' && (said.toLowerCase().includes(plain) || plain.includes(said.toLowerCase())),
    ) ?? own.find(({ form }) => /^(?:relation|superlative|effect|count|difference)$/.test(form))
  );
}

/** The folder of data that a labelled text is of: several texts may be of one. */
export function dataOf(name: string): string {
  return name.replace(/(?:-\w+)?\.md$/, '');
}

/** Every labelled claim, and accusations of what is not labelled. */
export function judgedTexts(folder = import.meta.dirname): { readonly claims: LabelledClaim[]; readonly unlabelled: LabelledClaim[] } {
  const claims: LabelledClaim[] = [];
  const unlabelled: LabelledClaim[] = [];
  for (const name of readdirSync(join(folder, 'labelled')).sort()) {
    const marked = readFileSync(join(folder, 'labelled', name), 'utf8');
    const { check } = measuredOf(filesOf(join(folder, 'data', dataOf(name))));
    const checked = check(name, readMarkdown(marked.replaceAll(LABEL, '$3')).blocks, null).claims;
    const taken = new Set<CheckedClaim>();
    for (const label of labelsOf(marked)) {
      const claim = claimFor(label, checked, taken);
      if (claim) taken.add(claim);
      const { verdict, kind, words } = label;
      claims.push({
        place: `${name}:${label.line}`,
        words,
        kind,
        verdict,
        found: claim?.verdict ?? 'not-checkable',
        reason: claim?.reason ?? 'is not read as a claim',
      });
    }
    for (const claim of checked) {
      if (taken.has(claim) || (claim.verdict !== 'contradicted' && claim.verdict !== 'misattributed')) continue;
      unlabelled.push({
        place: `${name}:${claim.line}`,
        words: claim.said,
        kind: 'unlabelled',
        verdict: 'not-checkable',
        found: claim.verdict,
        reason: claim.reason,
      });
    }
  }
  return { claims, unlabelled };
}

/** Precision and recall of each verdict. */
export function scoresOf({ claims, unlabelled }: ReturnType<typeof judgedTexts>): Score[] {
  return ClaimVerdict.options.flatMap((verdict) => {
    const labelled = claims.filter((claim) => claim.verdict === verdict).length;
    const found = [...claims, ...unlabelled].filter((claim) => claim.found === verdict).length;
    const right = claims.filter((claim) => claim.verdict === verdict && claim.found === verdict).length;
    if (labelled === 0 && found === 0) return [];
    return [{ verdict, labelled, found, right, precision: found === 0 ? 1 : right / found, recall: labelled === 0 ? 1 : right / labelled }];
  });
}
