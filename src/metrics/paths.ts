import type { Label, LabelOrigin } from '../contracts/observation.ts';
import { remembered } from './remembered.ts';
import { rememberedText } from './remembered-text.ts';
import { timeOf } from './times.ts';

/** Families of models as file names begin them, longest first where one begins another. */
const FAMILIES =
  /^(?:tinyllama|codellama|code-?llama|llama-?\d(?:\.\d)?|llama|gemma-?\d?n?|qwen-?\d?(?:\.\d)?|mistral|mixtral|ministral|phi-?\d?(?:\.\d)?|deepseek|gpt-oss|gpt-?2|falcon|granite|olmo-?\d?|smollm-?\d?|starcoder-?\d?|nemotron|kimi|glm|minimax|bloom|opt|vicuna|command-r|stablelm|bert|whisper)(?=$|[-_.:]|\d+(?:\.\d+)?[bm](?![a-z]))/i;

const SIZE = /^(?:\d+(?:[.p]\d+)?[bm]|\d+x\d+b|e\d+b|a\d+b)$/i;
const TAG =
  /^(?:it|instruct|chat|base|qat|latest|mini|small|medium|large|coder|r1|v\d|awq|gptq|gguf|mlx|distill|i?q\d|fp\d+|bf16|int\d|nf4|mxfp4|nvfp4)$/i;
const QUANTIZATION = /^(?:i?q\d(?:_[01k](?:_[sml])?)?|fp[48]|int[48]|awq|gptq|nf4|mxfp4|nvfp4)$/i;
const DTYPE = /^(?:fp16|bf16|fp32)$/i;

const BACKENDS: readonly (readonly [pattern: RegExp, backend: string])[] = [
  [/^ollama$/, 'ollama'],
  [/^vllm$/, 'vllm'],
  [/^sglang$/, 'sglang'],
  [/^(?:trtllm|tensorrtllm)$/, 'tensorrt-llm'],
  [/^llamacpp$/, 'llama.cpp'],
  [/^tgi$/, 'tgi'],
  [/^lmdeploy$/, 'lmdeploy'],
];

/** Settings as file names abbreviate them: a word and a number, `0p8` is 0.8. */
const SETTING = /^(tp|pp|ep|bs|isl|osl|conc|c|rate|qps|ctx|temp|ngl)[=-]?(\d+(?:[.p]\d+)?)$/i;
const SETTING_KEYS: ReadonlyMap<string, string> = new Map([
  ['tp', 'tensor_parallel'],
  ['pp', 'pipeline_parallel'],
  ['ep', 'expert_parallel'],
  ['bs', 'batch_size'],
  ['isl', 'input_length'],
  ['osl', 'output_length'],
  ['conc', 'concurrency'],
  ['c', 'concurrency'],
  ['rate', 'request_rate'],
  ['qps', 'request_rate'],
  ['ctx', 'num_ctx'],
  ['temp', 'temperature'],
  ['ngl', 'num_gpu'],
  ['gpu', 'num_gpu'],
]);

/** Words that say that a file holds results, not of what. */
const RESULT_WORDS = /^(?:results?|runs?|summary|summaries|reports?|raw|metrics|stats|outputs?|logs?|input|export)$/;
const NO_BENCHMARK = /^(?:bench|benchmarks?|tests?|runs?)$/;

const STAMPS: readonly RegExp[] = [
  /(?<!\d)(20\d{2})-(\d{2})-(\d{2})[T_ -](\d{2})[:_-]?(\d{2})(?:[:_-]?(\d{2}))?(?:[.,_]\d+)?(Z|[+-]\d{2}:?\d{2})?(?!\d)/,
  /(?<!\d)(20\d{2})(\d{2})(\d{2})[T_-]?(\d{2})(\d{2})(\d{2})?(Z)?(?!\d)/,
  /(?<!\d)(20\d{2})[-_](\d{2})[-_](\d{2})(?!\d)/,
  /(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)/,
];
const EPOCH = /(?<![\d.])1[4-9]\d{8}(?:\d{3})?(?!\d)/;
const REPETITION = /(?:^|[^a-z])((?:run|rep|repeat|trial|iter|iteration|attempt)[=_-]?\d{1,6})(?!\d)/i;

/**
 * What a path tells of the file: model, backend, settings, benchmark. The file name first, directories (innermost first) for a model
 * and settings that the name does not hold. A guess, so it yields to what columns and documents say.
 *
 * @param path relative, forward slashes.
 * @param knownModels models that columns and documents of the tree name; a name that holds one of them is that model.
 * @returns canonical label keys; empty where the path tells nothing.
 */
export function labelsFromPath(path: string, knownModels: ReadonlySet<string>): Map<string, Label> {
  const labels = new Map<string, Label>();
  const put = (key: string, value: string | number, origin: LabelOrigin) => {
    if (!labels.has(key)) labels.set(key, { value, origin });
  };
  const directories = path.split('/');
  let stem = (directories.pop() ?? '').replace(/(?:\.[a-z]{1,8})+$/i, '');
  stem = stem.replace(EPOCH, '').replace(REPETITION, '_');
  for (const stamp of STAMPS) stem = stem.replace(stamp, '');
  stem = stem.replace(/llama[._-]cpp/i, 'llamacpp').replaceAll(/^[-_.\s]+|[-_.\s]+$/g, '');

  const model = modelIn(stem, knownModels, true);
  if (model) {
    put('model', model.name, 'file-name');
    stem = model.rest;
  } else {
    for (const directory of directories.toReversed()) {
      const outer = modelIn(directory, knownModels, false);
      if (outer) put('model', outer.name, 'directory');
      if (outer) break;
    }
  }
  const words = quantizationsJoined(stem.split(/[_\s.]+|-(?=[a-z])/i).filter((word) => word !== ''));
  const isSweep = words.some((word) => /^ctx\d/i.test(word));
  const left = words.filter((word) => !readWord(word, isSweep, (key, value) => put(key, value, 'file-name')));
  const benchmark = benchmarkOf(left);
  if (benchmark !== null) put('benchmark', benchmark, 'file-name');
  for (const directory of directories.toReversed()) {
    for (const word of directory.split('_'))
      readSetting(word, /(?:^|_)ctx\d/i.test(directory), (key, value) => put(key, value, 'directory'));
  }
  return labels;
}

/** Reads one word of a file name; false for a word that is no setting. */
function readWord(word: string, isSweep: boolean, put: (key: string, value: string | number) => void): boolean {
  const lower = word.toLowerCase();
  const backend = BACKENDS.find(([pattern]) => pattern.test(lower));
  if (readSetting(word, isSweep, put)) return true;
  if (backend) put('backend', backend[1]);
  else if (QUANTIZATION.test(word)) put('quantization', word);
  else if (DTYPE.test(word)) put('dtype', lower);
  else return false;
  return true;
}

/** `ctx2048` is num_ctx 2048; `gpu80` is num_gpu 80 only beside a context size, else it may be the name of a card. */
function readSetting(word: string, isSweep: boolean, put: (key: string, value: number) => void): boolean {
  const setting = SETTING.exec(word) ?? (isSweep ? /^(gpu)(\d+)$/i.exec(word) : null);
  if (!setting) return false;
  put(SETTING_KEYS.get(setting[1]!.toLowerCase())!, Number(setting[2]!.replace('p', '.')));
  return true;
}

/** Joins q4, K, M to q4_K_M again. */
function quantizationsJoined(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const together = `${joined.at(-1)}_${word}`;
    if (QUANTIZATION.test(together)) joined[joined.length - 1] = together;
    else joined.push(word);
  }
  return joined;
}

function benchmarkOf(words: readonly string[]): string | null {
  const left = [...words];
  while (left.length > 0 && RESULT_WORDS.test(left.at(-1)!.toLowerCase())) left.pop();
  while (left.length > 0 && RESULT_WORDS.test(left[0]!.toLowerCase())) left.shift();
  const benchmark = left.join('_').toLowerCase();
  return benchmark === '' || NO_BENCHMARK.test(benchmark) || /^\d+$/.test(benchmark) ? null : benchmark;
}

interface ModelInName {
  readonly name: string;
  /** The text without the model. */
  readonly rest: string;
}

function modelIn(text: string, knownModels: ReadonlySet<string>, isFileName: boolean): ModelInName | null {
  return knownModelIn(text, knownModels, isFileName) ?? familyIn(text, isFileName);
}

interface Spelling {
  readonly name: string;
  readonly length: number;
  readonly pattern: RegExp;
}

/** What names of files and of directories are searched for: a tree has one set of models, and thousands of names. */
const spellingsOf = remembered((knownModels: ReadonlySet<string>) => ({
  file: spelled(knownModels, true),
  directory: spelled(knownModels, false),
}));

/** Spellings of at least three characters, the longest first, of equal ones the first known; `:latest` may be left unsaid in a file name. */
function spelled(knownModels: ReadonlySet<string>, isFileName: boolean): readonly Spelling[] {
  const found = [...knownModels].flatMap((name) => {
    const written = [name, name.slice(name.lastIndexOf('/') + 1), ...(isFileName ? [name.replace(/:latest$/, '')] : [])];
    return [...new Set(written)].map((spelling) => {
      const parts = spelling.split(/[^a-z0-9]+/i).filter((part) => part !== '');
      const pattern = new RegExp(`(?<![a-z0-9])${parts.join('[^a-z0-9]+')}(?![a-z0-9])`, 'i');
      return { name, length: parts.join('_').length, pattern };
    });
  });
  return found.filter(({ length }) => length >= 3).sort((one, other) => other.length - one.length);
}

/** The known model with the longest name that stands in the text as whole words. */
function knownModelIn(text: string, knownModels: ReadonlySet<string>, isFileName: boolean): ModelInName | null {
  for (const { name, pattern } of spellingsOf(knownModels)[isFileName ? 'file' : 'directory']) {
    const match = pattern.exec(text);
    if (!match) continue;
    const next = /^[^a-z0-9]+([a-z0-9.]+)/i.exec(text.slice(match.index + match[0].length))?.[1];
    const isOther = next !== undefined && (SIZE.test(next) || TAG.test(next));
    if (!isOther) return { name, rest: text.replace(pattern, '_') };
  }
  return null;
}

/**
 * A model whose family we know: `gemma3_1b-it-qat_baseline` has gemma3:1b-it-qat. One with its size or its tags wins over a bare family, which
 * may be the name of a collection (`results_qwen_latency_llama8B`); a bare family counts in a file name only.
 */
function familyIn(text: string, isFileName: boolean): ModelInName | null {
  const starts = [0, ...[...text.matchAll(/[-_. ]/g)].map(({ index }) => index + 1)];
  let bare: ModelInName | null = null;
  for (const start of starts) {
    const family = FAMILIES.exec(text.slice(start))?.[0];
    if (family === undefined || /^llama[._-]?(?:cpp|bench)/i.test(text.slice(start))) continue;
    let end = start + family.length;
    const tags: string[] = [];
    const glued = /^\d+(?:\.\d+)?[bm](?![a-z])/i.exec(text.slice(end))?.[0] ?? '';
    end += glued.length;
    for (;;) {
      const next = /^[-_:. ]([a-z0-9.]+?)(?=$|[-_: ]|\.(?!\d))/i.exec(text.slice(end));
      const quantized = /^[-_:. ]((?:i?q\d)_[01k](?:_[sml])?)(?![a-z0-9])/i.exec(text.slice(end));
      const word = quantized?.[1] ?? next?.[1];
      if (word === undefined || !(SIZE.test(word) || TAG.test(word) || quantized)) break;
      tags.push(word);
      end += word.length + 1;
    }
    const joint = text[start + family.length] === '-' ? '-' : ':';
    const name = `${family}${glued}${tags.length > 0 ? `${joint}${tags.join('-')}` : ''}`;
    const found = { name, rest: `${text.slice(0, start)}_${text.slice(end)}` };
    if (tags.length > 0 || glued !== '') return found;
    bare ??= found;
  }
  return isFileName ? bare : null;
}

/**
 * When, and as which of several repetitions, a run was made, as far as its path says. File name first, then directories, innermost first.
 *
 * @returns `runAt` in epoch milliseconds (a stamp without zone is taken as UTC; a date alone is its midnight); `run` as it is
 *   written there (`run=0`, `run1`); null for what the path does not say.
 */
export function runFromPath(path: string): { readonly runAt: number | null; readonly run: string | null } {
  const parts = path.split('/').toReversed();
  let runAt: number | null = null;
  let run: string | null = null;
  for (const part of parts) {
    const found = runInPart(part);
    runAt ??= found.runAt;
    run ??= found.run;
  }
  return { runAt, run };
}

/** The files of a directory share its name, and each is asked for its run more than once. */
const runInPart = rememberedText((part) => ({ runAt: stampIn(part), run: REPETITION.exec(part)?.[1] ?? null }));

function stampIn(part: string): number | null {
  for (const stamp of STAMPS) {
    const match = stamp.exec(part);
    if (!match) continue;
    const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = match;
    const at = timeOf(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
    if (at !== null) return at;
  }
  const epoch = EPOCH.exec(part);
  return epoch ? timeOf(Number(epoch[0])) : null;
}
