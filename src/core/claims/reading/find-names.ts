import { labelKey, labelRole, slug } from '../../../metrics/labels.ts';
import { rememberedText } from '../../../metrics/remembered-text.ts';
import { type KnownSubjects, type Naming, plainName } from './known-subjects.ts';

/** Where words stand in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A subject that a text names: under each key the values that the words may mean. */
export interface NameMention extends Span {
  readonly text: string;
  readonly namings: readonly Naming[];
  /** It looks like the name of a model, and the data know none of that name. */
  readonly isForeign: boolean;
}

/** A setting, load or size with its value: `num_gpu=80`, "concurrency of 8", "batch size 16". */
export interface SettingMention extends Span {
  readonly key: string;
  readonly value: string;
}

export interface Word extends Span {
  readonly text: string;
  /** As quantities are known by it: see `slug`. Those of several words in a row, joined by underscores, are that of all of them. */
  readonly slug: string;
  /** As names are known by it: see `plainName`. Those of the words of one name, joined, are that of the name. */
  readonly plain: string;
  /** It looks like the name of a model. */
  readonly isModelLike: boolean;
  /** It may go on with the name that the word before it is of. */
  readonly isJoined: boolean;
}

const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}._:/@+%-]*[\p{L}\p{N}%+])?/gu;
/** What stands between the words of one name. */
const WITHIN_NAME = /^[\s()`"'*-]{1,3}$/;

/** Families of models that texts speak of by name. */
const FAMILY =
  /^(?:llama|codellama|tinyllama|gemma|qwen|mistral|mixtral|phi|deepseek|gpt|falcon|vicuna|yi|granite|smollm|starcoder|claude|gemini|bloom|opt|olmo|nemotron|command-?r|solar|zephyr|orca|stablelm|dolphin|wizard|baichuan|chatglm|internlm|resnet|bert|whisper|llava)[\d.]*(?:[-:_ ]?v?\d[\w.:-]*|[-:][\w.:-]+)?$/i;
/** The tag of a model: `name:7b`; a size, `7b`, `270m`; a quantization. */
const TAGGED = /^[a-z][\w.-]*:[\w.-]*[a-z][\w.-]*$/i;
const SIZE = /^\d+(?:\.\d+)?[bm]$/i;
/** A size among the parts of a name: not the 3B of `A3B`, which are those that are active. */
const SIZED = /(?<![a-z\d.])\d+(?:\.\d+)?[bm](?![a-z\d])/i;
const QUANTIZED = /^(?:(?:ud-)?i?q\d(?:_[\dkmsl])*(?:_[a-z0-9]+)*|(?:mx|nv)?fp(?:4|6|8|16|32)|bf16|int[248]|nf4|awq|gptq)$/i;

/** "Llama 4": another one of a family that the data have. */
const OTHER_VERSION = /^v?\d+(?:\.\d+)?[bm]?$/i;

function looksLikeModel(word: string): boolean {
  if (LETTERS.test(word)) return QUANTIZED.test(word);
  return (FAMILY.test(word) && /[\d:]/.test(word)) || (TAGGED.test(word) && /\d/.test(word)) || SIZE.test(word) || QUANTIZED.test(word);
}

/** Most words are their own slug and name. */
const LETTERS = /^[a-z]+$/;

/** What a word is, wherever it stands. */
const wordAlone = rememberedText((text) => {
  const isModelLike = looksLikeModel(text);
  return LETTERS.test(text)
    ? { text, slug: text, plain: text, isModelLike }
    : { text, slug: slug(text), plain: plainName(text), isModelLike };
});

/** The words of a text, numbers among them. A text is read once for all reports that hold it against their data. */
export const wordsOf: (text: string) => readonly Word[] = rememberedText((text) => {
  let reached = 0;
  return Array.from(text.matchAll(WORD), (match): Word => {
    const start = match.index;
    const end = start + match[0].length;
    const isJoined = reached > 0 && WITHIN_NAME.test(text.slice(reached, start));
    reached = end;
    const { slug: own, plain, isModelLike } = wordAlone(match[0]);
    return { text: match[0], slug: own, plain, isModelLike, isJoined, start, end };
  });
});

/** Names of the data in a text, the longest first where several begin at one word; none overlap. */
export function findNames(text: string, words: readonly Word[], known: KnownSubjects): NameMention[] {
  const found: NameMention[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const mention = nameAt(text, words, index, known);
    if (mention === null) continue;
    found.push(mention.name);
    index += mention.count - 1;
  }
  return found;
}

function nameAt(text: string, words: readonly Word[], from: number, known: KnownSubjects): { name: NameMention; count: number } | null {
  const { start } = words[from]!;
  let reach = 1;
  while (reach < known.wordsMax && words[from + reach]?.isJoined === true) reach += 1;
  for (let count = reach; count > 0; count -= 1) {
    const namings = known.meaning(plainOf(words, from, count));
    if (namings.length === 0) continue;
    const { end } = words[from + count - 1]!;
    const said = text.slice(start, end);
    if (/^[\d.,%\s]+$/.test(said)) continue;
    const next = words[from + count];
    const isBeside = next !== undefined && /^[\s-]$/.test(text.slice(end, next.start));
    const isOther = isBeside && !/\d/.test(said) && OTHER_VERSION.test(next.text) && FAMILY.test(said);
    if (isBeside && (isOther || (SIZE.test(next.text) && areOfOtherSizes(namings, next.text))))
      return { name: { start, end: next.end, text: text.slice(start, next.end), namings: [], isForeign: true }, count: count + 1 };
    return { name: { start, end, text: said, namings, isForeign: false }, count };
  }
  const { text: said, end, isModelLike, plain } = words[from]!;
  return isModelLike && !known.isPlaced(plain) ? { name: { start, end, text: said, namings: [], isForeign: true }, count: 1 } : null;
}

/** "Qwen 3 32B" where the data have a Qwen 3 of other sizes alone: another model. */
function areOfOtherSizes(namings: readonly Naming[], size: string): boolean {
  const models = namings.flatMap(({ key, values }) => (key === 'model' ? values : []));
  return models.length > 0 && models.every((model) => SIZED.test(model) && !sizesIn(model).includes(size.toLowerCase()));
}

function sizesIn(model: string): string[] {
  return Array.from(model.toLowerCase().matchAll(new RegExp(SIZED, 'gi')), ([found]) => found);
}

function plainOf(words: readonly Word[], from: number, count: number): string {
  let plain = '';
  for (let index = from; index < from + count; index += 1) plain += words[index]!.plain;
  return plain;
}

const PAIRED =
  /(?<![\p{L}\p{N}_])([\p{L}][\p{L}\p{N}_]*(?:[ -][\p{L}]+){0,2})\s*(?:=|:|\bof\b|\bat\b|\bset to\b|\bis\b)?\s*[`"']?(-?\d+(?:\.\d+)?)(k)?(?![\p{L}\p{N}%]|\.\d|\s?(?:tok|t\/s|ms\b|s\b|%|x\b)|\s?(?:-|–|—|to\b|\/)\s?\d[\d.,]*(?![\d.,]|\s?(?:tok|t\/s|ms\b|s\b|%|x\b|req|[MG]i?B\b)))/giu;
const LISTED =
  /^(?:\s*(?:,|\band\b|\bor\b)+\s*\d+(?![\d.]|\s?(?:tok|t\/s|[nuµμm]?s\b|min\b|W\b|°C|%|x\b|req|[KMG]i?B\b)))+(?!\s*(?:,|\band\b|\bor\b)?\s*\d)/iu;
const REVERSED =
  /(?<![\p{L}\p{N}_.])(\d+)[ -](gpu layers?|layers?|concurrent (?:requests|users|clients)|threads|context(?: length)?|ctx)\b/giu;
const REVERSED_KEYS: readonly (readonly [pattern: RegExp, key: string])[] = [
  [/layer/i, 'num_gpu'],
  [/concurrent/i, 'concurrency'],
  [/thread/i, 'threads'],
  [/context|ctx/i, 'num_ctx'],
];

/** A name with a number beside it: the labels that it, or its end, may be called by, the longest first. */
interface Pair {
  readonly options: readonly { readonly key: string; readonly start: number }[];
  readonly value: string;
  readonly end: number;
}

/** All pairs of a text: which of them are settings the data decide. */
const pairsOf: (text: string) => readonly Pair[] = rememberedText((text) => {
  if (!/\d/.test(text)) return [];
  const paired = Array.from(text.matchAll(PAIRED), (match): Pair => {
    const [whole, name, digits, kilo] = match as unknown as [string, string, string, string | undefined];
    // "At concurrency 1, 4 and 16" is of each of them in turn.
    const isListed = LISTED.test(text.slice(match.index + whole.length, match.index + whole.length + 48));
    const words = name.split(/[ -]/);
    const options = (isListed ? [] : words).flatMap((_, from) => {
      const key = labelKey(words.slice(from).join('_'));
      const before = words.slice(0, from).reduce((length, word) => length + word.length + 1, 0);
      return key === null || labelRole(key) === 'contestant' ? [] : [{ key, start: match.index + before }];
    });
    return { options, value: String(Number(digits) * (kilo === undefined ? 1 : 1024)), end: match.index + whole.length };
  });
  const reversed = Array.from(text.matchAll(REVERSED), (match): Pair => {
    const key = REVERSED_KEYS.find(([pattern]) => pattern.test(match[2]!))?.[1];
    const options = key === undefined ? [] : [{ key, start: match.index }];
    return { options, value: String(Number(match[1])), end: match.index + match[0].length };
  });
  return [...paired, ...reversed].filter(({ options }) => options.length > 0);
});

/** Settings with a value, where the label is one that the data have. A value that it does not know is still a condition. */
export function findSettings(text: string, known: KnownSubjects): SettingMention[] {
  return pairsOf(text).flatMap(({ options, value, end }) => {
    const meant = options.find(({ key }) => known.valuesOf(key).length > 0);
    return meant === undefined ? [] : [{ ...meant, value, end }];
  });
}
