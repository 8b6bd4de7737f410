import { labelKey, labelRole } from '../../metrics/labels.ts';
import type { KnownSubjects, Naming } from './known-subjects.ts';

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
const QUANTIZED = /^(?:i?q\d(?:_[\dkmsl])*(?:_[a-z0-9]+)*|fp(?:4|8|16|32)|bf16|int[48]|nf4|awq|gptq)$/i;

/** The words of a text, numbers among them. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
}

function isForeignName(word: string): boolean {
  return (FAMILY.test(word) && /[\d:]/.test(word)) || (TAGGED.test(word) && /\d/.test(word)) || SIZE.test(word) || QUANTIZED.test(word);
}

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
  while (reach < known.wordsMax && from + reach < words.length) {
    if (!WITHIN_NAME.test(text.slice(words[from + reach - 1]!.end, words[from + reach]!.start))) break;
    reach += 1;
  }
  for (let count = reach; count > 0; count -= 1) {
    const { end } = words[from + count - 1]!;
    const said = text.slice(start, end);
    if (/^[\d.,%\s]+$/.test(said)) continue;
    const namings = known.meaning(said);
    if (namings.length > 0) return { name: { start, end, text: said, namings, isForeign: false }, count };
  }
  const { text: said, end } = words[from]!;
  return isForeignName(said) ? { name: { start, end, text: said, namings: [], isForeign: true }, count: 1 } : null;
}

const PAIRED =
  /([\p{L}][\p{L}\p{N}_]*(?:[ -][\p{L}]+){0,2})\s*(?:=|:|\bof\b|\bat\b|\bset to\b|\bis\b)?\s*[`"']?(-?\d+(?:\.\d+)?)(k)?(?![\p{L}\p{N}%]|\.\d|\s?(?:tok|t\/s|ms\b|s\b|%|x\b)|\s?(?:-|–|—|to\b|\/)\s?\d[\d.,]*(?![\d.,]|\s?(?:tok|t\/s|ms\b|s\b|%|x\b|req|[MG]i?B\b)))/giu;
const REVERSED =
  /(?<![\p{L}\p{N}_.])(\d+)[ -](gpu layers?|layers?|concurrent (?:requests|users|clients)|threads|context(?: length)?|ctx)\b/giu;
const REVERSED_KEYS: readonly (readonly [pattern: RegExp, key: string])[] = [
  [/layer/i, 'num_gpu'],
  [/concurrent/i, 'concurrency'],
  [/thread/i, 'threads'],
  [/context|ctx/i, 'num_ctx'],
];

/** Settings with a value, where the label is one that the data have. A value that it does not know is still a condition. */
export function findSettings(text: string, known: KnownSubjects): SettingMention[] {
  const found: SettingMention[] = [];
  for (const match of text.matchAll(PAIRED)) {
    const [whole, name, digits, kilo] = match as unknown as [string, string, string, string | undefined];
    const words = name.split(/[ -]/);
    for (let from = 0; from < words.length; from += 1) {
      const key = labelKey(words.slice(from).join('_'));
      if (key === null || known.valuesOf(key).length === 0 || labelRole(key) === 'contestant') continue;
      const value = String(Number(digits) * (kilo === undefined ? 1 : 1024));
      const before = words.slice(0, from).reduce((length, word) => length + word.length + 1, 0);
      found.push({ key, value, start: match.index + before, end: match.index + whole.length });
      break;
    }
  }
  for (const match of text.matchAll(REVERSED)) {
    const key = REVERSED_KEYS.find(([pattern]) => pattern.test(match[2]!))?.[1];
    if (key === undefined || known.valuesOf(key).length === 0) continue;
    found.push({ key, value: String(Number(match[1])), start: match.index, end: match.index + match[0].length });
  }
  return found;
}
