import type { CheckedClaim } from '../../contracts/checked-claim.ts';
import { labelRole } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import type { NameSpan, QuantitySpan, SentenceWords, Span } from './sentence-words.ts';

/** Claims that hold one thing against another, or a setting against a quantity. */
const OF_ORDER: ReadonlySet<CheckedClaim['form']> = new Set(['relation', 'superlative', 'difference', 'effect']);
/** What makes two mentions one subject or one quantity: "`a` and `b` have the highest". */
const JOINED = /^[\s`*]*(?:,|\/|,?\s*\b(?:and|or)\b)[\s`*]*(?:(?:the|a|mean|median|average)\s+)*$/i;

/** A statistic right before a quantity: orders are checked by means, and hold of no other figure for that. */
const OTHER_STATISTIC = /\b(?:median|max(?:imum)?|min(?:imum)?|peak|percentile|p\d{1,2}(?:\.\d)?)\s+$/i;

function areJoined(text: string, first: Span, second: Span): boolean {
  return first.end <= second.start && JOINED.test(text.slice(first.end, second.start));
}

function someJoined<S extends Span>(text: string, spans: readonly S[], isAlike: (a: S, b: S) => boolean): boolean {
  const ordered = spans.toSorted((a, b) => a.start - b.start);
  return ordered.some((span, index) => index > 0 && isAlike(ordered[index - 1]!, span) && areJoined(text, ordered[index - 1]!, span));
}

/** Is a quantity that a sentence mentions one of its claims? */
function isClaimed({ metric, dimension }: QuantitySpan, metrics: ReadonlySet<string>): boolean {
  const known = [...metrics].map((id) => metricOf(id));
  if (metric !== null) return known.some(({ name }) => name.toLowerCase() === metric);
  if (dimension === 'any') return true;
  return known.some(({ unit }) => (dimension === 'time' ? unit === 'ms' : unit !== 'ms'));
}

/** Is somebody whom a sentence names a subject of one of its claims? What does not compete says where, and is checked with the claims. */
function isSubject({ labels }: NameSpan, subjects: CheckedClaim['subjects']): boolean {
  return labels.some(({ key, value }) => labelRole(key) !== 'contestant' || subjects.some((own) => own.key === key && own.value === value));
}

/**
 * What stands in a sentence of facts beside its claims, and would be taken for part of them: "`a` and `b` have the highest throughput" is claimed of one,
 * "the lowest throughput and latency" of the first, "in production" of nothing that was measured.
 *
 * @param claims all that the sentence claims, each borne out. @param all mentions of the whole sentence. @param rest those outside of the claims.
 * @returns why it cannot be kept; null where nothing is astray.
 */
export function strayMention(text: string, claims: readonly CheckedClaim[], all: SentenceWords, rest: SentenceWords): string | null {
  if (rest.kinds.has('judgement') || rest.kinds.has('context')) return 'mixes facts with what no measurement bears out';
  const metrics = new Set(claims.flatMap(({ evidence }) => evidence.map(({ metric }) => metric)));
  // "Times" is no time within the words of a ratio.
  const quantities = [...all.quantities.filter(({ metric }) => metric !== null), ...rest.quantities];
  if (!quantities.every((quantity) => isClaimed(quantity, metrics))) return 'mentions a quantity of which it claims nothing';
  const subjects = claims.flatMap((own) => own.subjects);
  if (!all.names.every((own) => isSubject(own, subjects))) return 'mentions somebody of whom it claims nothing';
  const isOfEffect = claims.some(({ form }) => form === 'effect');
  if (all.keys.length > 0 && !isOfEffect) return 'mentions a setting of which it claims nothing';
  if (!claims.some(({ form }) => OF_ORDER.has(form))) return null;
  const ofOrder = quantities.filter(({ metric, dimension }) => metric !== null || dimension !== 'any');
  if (ofOrder.some(({ start }) => OTHER_STATISTIC.test(text.slice(0, start)))) return 'compares in a statistic that was not compared';
  const share = (a: NameSpan, b: NameSpan) => a.labels.some(({ key }) => b.labels.some((other) => other.key === key));
  if (someJoined(text, all.names, share)) return 'compares several at once';
  return someJoined(text, ofOrder, () => true) ? 'compares in several quantities at once' : null;
}
