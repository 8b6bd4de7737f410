import type { KnownNames, NamedLabel } from './known-names.ts';
import { dimensionOf, statementIn, type WordKind, wordKind } from './vocabulary.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a claim that is borne out says, and the words that it is said in; null where all of it gives way to the number of a fact. */
export interface CoveredSpan extends Span {
  readonly words: ReadonlySet<string> | null;
}

/** A name within a sentence. */
export interface NameSpan extends Span {
  readonly name: string;
  readonly labels: readonly NamedLabel[];
}

/** A word, or the name of a metric, that speaks of a measured quantity. */
export interface QuantitySpan extends Span {
  /** Name of the metric in lower case; null of a word. */
  readonly metric: string | null;
  readonly dimension: 'rate' | 'time' | 'any';
}

/** The words of a sentence, but for what its claims say. */
export interface SentenceWords {
  readonly names: readonly NameSpan[];
  /** Words that name a statistic with a digit: p95. */
  readonly terms: readonly Span[];
  /** Keys of labels: `num_gpu`. */
  readonly keys: readonly string[];
  readonly quantities: readonly QuantitySpan[];
  readonly kinds: ReadonlySet<WordKind>;
  /** The first thing that was not understood; null where all of it was. */
  readonly problem: { readonly verdict: 'unsupported' | 'not-checkable'; readonly reason: string } | null;
}

const TOKEN = /[\p{L}\p{N}][\p{L}\p{N}._:/@+=~%’'-]*/gu;
/** What may stand between words. */
const BETWEEN = /^[\s,.:;()'"’“”!–—~≈-]*$/u;
const STATISTIC = /^p\d{1,2}(?:\.\d)?$/i;

function overlaps(spans: readonly Span[], { start, end }: Span): boolean {
  return spans.some((span) => span.start < end && start < span.end);
}

/** A text with blanks in place of some spans. */
function without(text: string, spans: readonly Span[]): string {
  return spans.reduce((rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end), text);
}

/** The token as a name: without the marks that end a sentence or a part of it. */
function nameIn(text: string, start: number, { labels }: KnownNames): NameSpan | null {
  for (let own = text; own !== ''; own = own.slice(0, -1)) {
    const found = labels.get(own);
    if (found) return { start, end: start + own.length, name: own, labels: found };
    if (!/[._:/@+=~%’'-]$/.test(own) && !/[’']s$/.test(own)) return null;
  }
  return null;
}

/** Names of metrics in a sentence: "time to first token" is one, and no order. */
function metricSpans(lower: string, metrics: readonly string[]): QuantitySpan[] {
  const spans: QuantitySpan[] = [];
  for (const metric of metrics) {
    for (let at = lower.indexOf(metric); at >= 0; at = lower.indexOf(metric, at + 1)) {
      const span = { start: at, end: at + metric.length, metric, dimension: 'any' as const };
      if (!overlaps(spans, span)) spans.push(span);
    }
  }
  return spans;
}

/** @param text the words around it, names left out. */
function problemOf(word: string, text: string): SentenceWords['problem'] {
  if (/\p{N}/u.test(word)) return { verdict: 'unsupported', reason: `states ${word}, which no fact that it was checked against gives` };
  const statement = statementIn(word) ?? statementIn(text);
  return statement === null
    ? { verdict: 'not-checkable', reason: `holds a word that was not understood: ${word}` }
    : { verdict: 'unsupported', reason: statement };
}

/**
 * Reads every word of a sentence that no claim covers: names, words of the vocabulary, and nothing else.
 *
 * @param covered what supported claims say: no further word of theirs is read. @param text printable, on one line.
 */
export function sentenceWords(text: string, covered: readonly CoveredSpan[], known: KnownNames): SentenceWords {
  const metrics = metricSpans(text.toLowerCase(), known.metrics);
  const names: NameSpan[] = [];
  const terms: Span[] = [];
  const keys: string[] = [];
  const quantities: QuantitySpan[] = metrics.filter((span) => !overlaps(covered, span));
  const kinds = new Set<WordKind>();
  let problem: SentenceWords['problem'] = null;
  let strange: string | null = null;
  const isSaid = (word: string, span: Span) => covered.some((own) => own.words?.has(word) && overlaps([own], span));
  const rest = without(
    text,
    covered.filter(({ words }) => words === null),
  );
  for (const match of rest.matchAll(TOKEN)) {
    const span = { start: match.index, end: match.index + match[0].length };
    const name = nameIn(match[0], span.start, known);
    if (name) {
      names.push(name);
      if (!/^(?:[._:/@+=~%’'-]*|[’']s)$/.test(match[0].slice(name.end - span.start))) problem ??= problemOf(match[0], '');
      continue;
    }
    const word = match[0].replace(/[._:/@+=~%’'-]+$/u, '');
    if (overlaps(metrics, span) || isSaid(word.toLowerCase(), span)) continue;
    if (known.keys.has(word)) keys.push(word);
    else if (STATISTIC.test(word)) terms.push({ start: span.start, end: span.start + word.length });
    else {
      const kind = wordKind(word.toLowerCase());
      kinds.add(kind);
      if (kind === 'unknown') strange ??= word;
      const dimension = dimensionOf(word.toLowerCase());
      if (dimension !== null) quantities.push({ ...span, metric: null, dimension });
    }
  }
  if (strange !== null) problem ??= problemOf(strange, without(rest, names));
  if (!BETWEEN.test(rest.replaceAll(TOKEN, ' ')))
    problem ??= { verdict: 'not-checkable', reason: 'holds marks that are none of a plain sentence' };
  return { names, terms, keys, quantities, kinds, problem };
}
