import type { Context } from './context.ts';
import type { CountDraft } from './draft.ts';
import type { NumberMention } from './find-numbers.ts';
import { subjectOf } from './subject-of.ts';

/** What texts count, by the word that they end in. */
const COUNTED: readonly (readonly [pattern: RegExp, noun: string])[] = [
  [/^(?:files?|artifacts?|documents?)$/i, 'file'],
  [/^(?:directories|directory|folders?)$/i, 'directory'],
  [/^(?:models?|variants?)$/i, 'model'],
  [/^(?:quantizations?|quantisations?|quants?)$/i, 'quantization'],
  [/^(?:configurations?|configs?|combinations?|settings)$/i, 'configuration'],
  [/^(?:requests?|samples?|rows?|measurements?|data ?points?|calls?|inferences?|records?)$/i, 'request'],
  [/^(?:prompts?)$/i, 'prompt'],
  [/^(?:runs?|iterations?|tests?|benchmarks?|experiments?|trials?)$/i, 'run'],
  [/^(?:failures?|errors?|timeouts?)$/i, 'failure'],
  [/^(?:succeeded|completed)$/i, 'request'],
  [/^tokens?$/i, 'token'],
];

const FAILED = /\b(?:failed|failing|timed out|time-?outs?|errored|unsuccessful)\b/i;
/** What says that everything is counted. */
const WHOLE =
  /\b(?:data ?set|director(?:y|ies)|in total|total of|altogether|there (?:are|were)|holds?|contains?|comprises?|consists?|includes?|analy[sz]e[sd]?|covers?|based on|found|processed|scanned|ingested|inventory|collected)\b/i;
const FILE_KINDS = /\b(csv|jsonl|json|markdown|md|yaml|text|txt|log|html)\b/i;
/** Words between a number and what it counts. */
const NOUN_DISTANCE_MAX = 3;

/** "44 Markdown files", "two requests timed out": a number of things; null where nothing that is counted follows it. */
export function countDraft(context: Context, number: NumberMention): CountDraft | null {
  const { own, vocabulary, lineAt, quote } = context;
  if (!Number.isInteger(number.value) || (number.unit !== null && number.unit !== 'count') || number.to !== number.value) return null;
  const from = number.unit === null ? number.end : number.start + /^[\d,]*/.exec(number.text)![0].length;
  const rest = own.text.slice(from, from + 60);
  const words = [...rest.matchAll(/[\p{L}-]+|[.,;:()|=×*+]/gu)]
    .map((match) => ({ text: match[0], end: match.index + match[0].length }))
    .slice(0, NOUN_DISTANCE_MAX);
  const stop = words.findIndex(({ text }) => /^(?:[.,;:()|=×*+]|-?bit|of|for|in|on|with|and|to|per|are|is|were|was)$/i.test(text));
  const near = stop < 0 ? words : words.slice(0, stop);
  for (const [index, { text, end }] of [...near.entries()].reverse()) {
    const noun = COUNTED.find(([pattern]) => pattern.test(text))?.[1];
    if (noun === undefined) continue;
    const kind = near
      .slice(0, index)
      .map((word) => word.text)
      .join(' ');
    const isTotal = /\d\s+(?:out )?of\s+(?:the\s+)?$/i.test(own.text.slice(0, number.start));
    const isFailed = noun === 'request' && !isTotal && (FAILED.test(kind) || FAILED.test(own.text.slice(from + end, from + end + 24)));
    const label = /\b(csv|jsonl|json|markdown|md|yaml)\b[^:]{0,8}:[\s*_`~]*$/i.exec(own.text.slice(0, number.start))?.[1];
    const isKind = noun === 'file' ? (FILE_KINDS.exec(kind)?.[1] ?? (kind === '' ? (label ?? '') : null)) : kind;
    if (isKind === null && !/^(?:input|source|raw|benchmark|data|total|result|artifact)s?$/i.test(kind)) return null;
    return {
      form: 'count',
      line: lineAt(number.start),
      quote,
      said: `${number.text} ${own.text.slice(number.end, from + end).trim()}`.trim(),
      number,
      noun: isFailed ? 'failure' : noun,
      kind: (isKind ?? '').toLowerCase(),
      isWhole: WHOLE.test(own.text),
      subject: subjectOf(own, number, [], vocabulary.subjects),
    };
  }
  return failedOf(context, number, from) ?? listedFiles(context, number, from);
}

/** "7 of 21 requests failed", "7 of them failed": the first of the two is that of the failed ones. */
function failedOf({ own, vocabulary, lineAt, quote }: Context, number: NumberMention, from: number): CountDraft | null {
  const words =
    /^\s+(?:out )?of\s+(?:(?:the\s+)?[\d,]+\s+(?:requests?|runs?|samples?|tests?)|them|these|those|which)\s+(?:have\s+)?(?:failed|timed out|errored)\b/i.exec(
      own.text.slice(from),
    )?.[0];
  if (words === undefined) return null;
  const subject = subjectOf(own, number, [], vocabulary.subjects);
  return {
    form: 'count',
    line: lineAt(number.start),
    quote,
    said: `${number.text}${words}`,
    number,
    noun: 'failure',
    kind: '',
    isWhole: false,
    subject,
  };
}

/** "28 CSV, 29 JSON" in a sentence on files: a kind stands for its files. */
function listedFiles({ own, vocabulary, lineAt, quote }: Context, number: NumberMention, from: number): CountDraft | null {
  const kind = /^\s(csv|jsonl?|markdown|md|yaml)\b/i.exec(own.text.slice(from))?.[1];
  if (kind === undefined || !/\b(?:files?|artifacts?|dataset|documents?|inventory)\b/i.test(own.text)) return null;
  const subject = subjectOf(own, number, [], vocabulary.subjects);
  return {
    form: 'count',
    line: lineAt(number.start),
    quote,
    said: `${number.text} ${kind}`,
    number,
    noun: 'file',
    kind: kind.toLowerCase(),
    isWhole: true,
    subject,
  };
}
