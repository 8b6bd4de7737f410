import type { CheckedClaim, ClaimVerdict } from '../../contracts/checked-claim.ts';
import type { Claim } from '../../contracts/claim.ts';
import type { CommentarySentence } from '../../contracts/commentary.ts';
import { appendAll } from '../../sequences/append-all.ts';
import { name, claim as proseClaim, shown, term, type Word } from '../prose.ts';
import { SENTENCE_CHARS_MAX } from './answer-sentences.ts';
import { type BorneOut, borneOut, type Ground } from './borne-out.ts';
import type { KnownNames, NamedLabel } from './known-names.ts';
import { scopeOfNumber, scopeOfOrder, scopeOfRatio } from './scope-words.ts';
import { type CoveredSpan, type SentenceWords, type Span, sentenceWords } from './sentence-words.ts';
import { strayMention } from './stray-mention.ts';
import type { TellingKeys } from './telling-keys.ts';
import { EFFECT_WORDS, ORDER_WORDS } from './vocabulary.ts';

export type Judged = Pick<CommentarySentence, 'verdict' | 'isOpinion' | 'reason' | 'claim'>;

/** The worst first. */
const VERDICTS: readonly ClaimVerdict[] = ['contradicted', 'misattributed', 'outdated', 'unsupported', 'not-checkable'];

function leftOut(verdict: ClaimVerdict, reason: string): Judged {
  return { verdict, isOpinion: false, reason, claim: null };
}

/** A claim that is borne out, with the place of its words. */
interface Placed {
  readonly span: Span;
  readonly checked: CheckedClaim;
  readonly basis: Exclude<BorneOut, { kind: 'refused' }>;
}

/** Where the words of a claim stand; null where they cannot be found, or stand within those of another. */
function placeOf(text: string, said: string, taken: readonly Placed[]): Span | null {
  for (let at = said === '' ? -1 : text.indexOf(said); at >= 0; at = text.indexOf(said, at + 1)) {
    const span = { start: at, end: at + said.length };
    if (!taken.some((other) => other.span.start < span.end && span.start < other.span.end)) return span;
  }
  return null;
}

function placed(text: string, claims: readonly CheckedClaim[], ground: Ground, names: readonly NamedLabel[]): Placed[] | Judged {
  const [isCold, isWarm] = [/\bcold\b/i, /\bwarm\b/i].map((word) => word.test(text));
  const subset = isCold && isWarm ? 'both' : isCold ? 'cold' : isWarm ? 'warm' : null;
  const found: Placed[] = [];
  for (const checked of claims) {
    const basis = borneOut(checked, ground, { names, subset });
    if (basis.kind === 'refused') return leftOut('unsupported', basis.reason);
    const span = withObject(text, placeOf(text, checked.said, found), basis.kind);
    if (span === null || /[()[\]]/.test(checked.said)) return leftOut('not-checkable', 'says two things in the same words');
    if (basis.kind === 'ratio' && !RATIO.test(text.slice(span.start, span.end))) return leftOut('unsupported', 'states a ratio in words');
    found.push({ span, checked, basis });
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** The words of a ratio with the one that leads to whom it is held against: "1.6 times faster" than. */
function withObject(text: string, span: Span | null, kind: BorneOut['kind']): Span | null {
  if (span === null || kind !== 'ratio') return span;
  const more = /^ (?:than|as)\b/.exec(text.slice(span.end))?.[0].length ?? 0;
  return { ...span, end: span.end + more };
}

/** The number of a ratio within its words, with the word that says that it is one. */
const RATIO = /\d+(?:\.\d+)?\s?(?:times|fold|[x×])/;

/** What a claim covers of its sentence: a number as a whole, of an order or effect the words that it is said in. */
function coveredBy(text: string, { span, checked, basis }: Placed): CoveredSpan[] {
  if (basis.kind === 'number') return [{ ...span, words: null }];
  const order = { ...span, words: checked.form === 'effect' ? EFFECT_WORDS : ORDER_WORDS };
  return basis.kind === 'words' ? [order] : [order, { ...ratioIn(text, span), words: null }];
}

/** The number of a ratio, with the word that says that it is one. */
function ratioIn(text: string, span: Span): Span {
  const ratio = RATIO.exec(text.slice(span.start, span.end))!;
  const start = span.start + ratio.index;
  return { start, end: start + ratio[0].length };
}

/** What leads from a number to whom it is of: "134.2 ms for `a`" is not parted. */
const BOUND = /^\s+(?:for|with|on|of|by|from)\s+(?:the\s+)?$/;

/** Where what a number is of is told: behind it, or behind the name that follows it. */
function scopePlace(text: string, end: number, names: readonly Span[]): number {
  return names.find((name) => name.start >= end && BOUND.test(text.slice(end, name.start)))?.end ?? end;
}

/** Where numbers stand in a sentence, and what is printed in their place. */
function numberWords(text: string, own: readonly Placed[], names: readonly Span[], named: readonly NamedLabel[], telling: TellingKeys) {
  return own.flatMap(({ span, checked, basis }): { start: number; end: number; words: Word[] }[] => {
    if (basis.kind === 'words') return [];
    if (basis.kind === 'number') {
      const place = scopePlace(text, span.end, names);
      const scope = scopeOfNumber(basis.fact, checked, text, named, telling);
      return [
        { ...span, words: [shown(basis.fact)] },
        { start: place, end: place, words: scope },
      ];
    }
    return [{ ...ratioIn(text, span), words: [shown(basis.fact, 'times'), ...scopeOfRatio(basis.fact, named, telling)] }];
  });
}

/** What is printed of a sentence: its words, names as code, each number that of its fact with what it is of. */
function printed(
  id: string,
  text: string,
  own: readonly Placed[],
  { names, terms }: SentenceWords,
  named: readonly NamedLabel[],
  telling: TellingKeys,
): Claim {
  const replaced: { start: number; end: number; words: Word[] }[] = [
    ...numberWords(text, own, names, named, telling),
    ...names.map((span) => ({ ...span, words: [name(span.name)] as Word[] })),
    ...terms.map((span) => ({ ...span, words: [term(text.slice(span.start, span.end))] as Word[] })),
  ];
  const words: Word[] = [];
  let from = 0;
  for (const { start, end, words: inserted } of replaced.sort((a, b) => a.start - b.start)) {
    appendAll(words, [text.slice(from, start), ...inserted]);
    from = end;
  }
  const cited = own.flatMap(({ basis }) => (basis.kind === 'number' ? [] : basis.facts));
  const ordered = cited.filter(({ kind }) => kind === 'statistic');
  appendAll(words, [text.slice(from).replace(/[\s.!:;,]+$/u, ''), ...scopeOfOrder(ordered, text), '.']);
  return proseClaim(
    id,
    words.filter((word) => word !== ''),
    cited,
  );
}

/**
 * What becomes of one sentence of a model. It is kept where every claim of it is supported and borne out by facts and every other word of it is
 * understood; or where it is an opinion that names no quantity.
 *
 * @param claims what the audit of texts found in it, as a paragraph of its own.
 */
export function judgeSentence(id: string, text: string, claims: readonly CheckedClaim[], ground: Ground, known: KnownNames): Judged {
  if (text.length > SENTENCE_CHARS_MAX) return leftOut('not-checkable', 'is too long for a sentence that states facts');
  for (const verdict of VERDICTS) {
    const bad = claims.find((own) => own.verdict === verdict && (verdict !== 'not-checkable' || own.form !== 'none'));
    if (bad) return leftOut(verdict, bad.reason);
  }
  const supported = claims.filter(({ verdict }) => verdict === 'supported');
  const whole = sentenceWords(text, [], known);
  const named = whole.names.flatMap(({ labels }) => labels);
  const own = placed(text, supported, ground, named);
  if (!Array.isArray(own)) return own;
  const words = sentenceWords(
    text,
    own.flatMap((one) => coveredBy(text, one)),
    known,
  );
  if (words.problem) return leftOut(words.problem.verdict, words.problem.reason);
  const isOpinion = own.length === 0 && words.kinds.has('judgement') && words.quantities.length === 0 && words.keys.length === 0;
  if (own.length === 0 && !isOpinion)
    return leftOut('not-checkable', claims[0]?.reason ?? 'states no quantity, order or number of the data');
  const stray = isOpinion ? null : strayMention(text, supported, whole, words);
  if (stray !== null) return leftOut('unsupported', stray);
  const claim = printed(id, text, own, words, named, ground.telling);
  return { verdict: isOpinion ? 'not-checkable' : 'supported', isOpinion, reason: '', claim };
}
