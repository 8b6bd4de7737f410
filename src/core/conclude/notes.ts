import type { CheckedClaim, CheckedNote } from '../../contracts/checked-claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import { isTellingApart, labelRole } from '../../metrics/labels.ts';
import { name, shown, term, type Word } from '../prose.ts';
import type { Frame, KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { tell } from './tell.ts';

/** A longer sentence is quoted by the words that are the claim. */
const QUOTE_CHARS_MAX = 140;
/** Findings on one text; the audit of it lists all. */
const PER_TEXT_MAX = 4;

/** A figure that is not this many times another one may be that of another run, or was rounded: the audit of the text lists it. */
const APART_MIN = 1.05;
const MIDDLES: ReadonlySet<string> = new Set(['mean', 'median', 'p50', 'value', 'stated']);

/** Does a figure answer what a claim says? An extreme answers only a claim of one, or of the wait after a load. */
function answers({ statistic, subset, direction }: Fact, { quote }: CheckedClaim): boolean {
  if (MIDDLES.has(statistic) || subset === 'cold') return true;
  // Beside a time, "best" is said of the throughput that it came with.
  if (statistic === 'max')
    return /\b(?:peak|max|highest)/i.test(quote) || (direction === 'higher-is-better' && /\b(?:best|fastest|top)/i.test(quote));
  return statistic === 'min' && /\b(?:min|lowest|fastest|shortest)/i.test(quote);
}

/**
 * Is a figure of what the text speaks of? A text on some models that names nobody beside a number ("each swap costs 125 ms") is not held against
 * what was measured of anything else.
 *
 * @param models all that the text names.
 */
function isOfText({ labels: { model } }: Fact, { subjects }: CheckedClaim, models: ReadonlySet<string>): boolean {
  if (models.size === 0) return true;
  return model === undefined ? subjects.some(({ key }) => labelRole(key) === 'contestant') : models.has(String(model));
}

/** The words that a finding quotes of a claim. */
export function quotationOf({ quote, said }: CheckedClaim): string {
  return quote.length <= QUOTE_CHARS_MAX || said === '' ? quote : said;
}

/** The one accusation of each line that is farthest from the data; figures before orders, the farthest first. */
function gravest(accused: readonly CheckedClaim[]): CheckedClaim[] {
  const farther = accused.filter(({ apart }) => apart === null || apart >= APART_MIN);
  const byWeight = farther.toSorted((a, b) => (b.apart ?? 1) - (a.apart ?? 1));
  const lines = new Set<number>();
  return byWeight.filter(({ line }) => !lines.has(line) && lines.add(line)).slice(0, PER_TEXT_MAX);
}

/** "max 103.4 tokens/s (`a`)": a figure of the data with its statistic and whose it is. */
function figureWords(fact: Fact, naming: Naming): Word[] {
  const whose = new Map(Object.entries(fact.labels).filter(([key]) => !isTellingApart(key)));
  const statistic = /^(?:value|stated)$/.test(fact.statistic) || fact.sampleCount === 1 ? [] : [term(fact.statistic), ' '];
  return [...statistic, shown(fact), ...(whose.size === 0 ? [] : [' (', ...naming.subject(whose), ')'])];
}

/** @param facts at least one. */
function noteTelling(path: string, claim: CheckedClaim, facts: readonly Fact[], naming: Naming): Telling {
  const isPair = claim.form === 'relation' || claim.form === 'superlative' || claim.form === 'difference';
  const figures = facts.slice(0, isPair ? 2 : 1);
  const [first, second] = figures as [Fact, Fact?];
  const words: Word[] = [
    name(`${path}:${claim.line}`),
    ' says ',
    name(quotationOf(claim)),
    ', where the data have ',
    ...figureWords(first, naming),
    ...(second === undefined ? [] : [' and ', ...figureWords(second, naming)]),
    '.',
  ];
  return tell({
    kind: 'note',
    id: `note-${path}-${claim.line}`,
    words,
    also: figures,
    severity: 'warning',
    topic: 'contradiction',
    about: { metrics: figures.map(({ metric }) => metric).slice(0, 1), certainty: 'certain', scope: 'text against the data' },
  });
}

/** What Markdown artifacts claim that the data contradict: the gravest of each text, each with its words, its line and what the data have. */
export function noteFindings(notes: readonly CheckedNote[], byId: ReadonlyMap<string, Fact>, naming: Naming): Telling[] {
  return notes.flatMap(({ path, accused, models }) =>
    gravest(accused).flatMap((claim) => {
      const stated = claim.evidence.flatMap(({ fact }) => (fact === undefined ? [] : (byId.get(fact) ?? [])));
      const facts = stated.filter((fact) => answers(fact, claim) && isOfText(fact, claim, models));
      // Nobody is accused without what the data have instead.
      return facts.length === 0 ? [] : [noteTelling(path, claim, facts, naming)];
    }),
  );
}

/** Texts that state numbers where nothing was measured: nothing of them can be verified, which is not to say that it is wrong. */
export function unverifiedFindings(notes: readonly CheckedNote[]): Telling[] {
  const stating = notes.filter(({ hasData, statesNumbers }) => !hasData && statesNumbers);
  return stating.slice(0, PER_TEXT_MAX).map(({ path }) =>
    tell({
      kind: 'unverified',
      id: `unverified-${path}`,
      words: [name(path), ' states figures, and there is no measurement here that they could be held against.'],
      severity: 'info',
      topic: 'input',
    }),
  );
}

const STATED: Frame = { role: 'state', text: '{say}.' };

/** How texts that the data contradict are spoken of. */
export const NOTE_FRAMES: readonly KindFrames[] = [
  { id: 'note', frames: [STATED, { role: 'caution', text: '{say}.' }] },
  { id: 'unverified', frames: [STATED] },
];
