import type { LabelValue } from '../../../contracts/observation.ts';
import { identifies, labelRole } from '../../../metrics/labels.ts';
import { rememberedText } from '../../../metrics/remembered-text.ts';

/** What a text may call a value of a label, or a file. */
export interface Naming {
  readonly key: string;
  readonly values: readonly string[];
}

/** What the data call things, and what people call them. */
export interface KnownSubjects {
  /** What a name means, as `plainName` has it; [] for what is no name here. Of several keys one entry each. */
  meaning(plain: string): readonly Naming[];
  /** Do paths of files have a name? Then it is none of something else, if no label's either. */
  isPlaced(plain: string): boolean;
  /** Longest number of words of a name. */
  readonly wordsMax: number;
  /**
   * Every value of a key, in the order of the data. While a text is read it may be asked whether there is none, one or several, and whether a
   * number is among them: another value that no text can name changes no reading.
   */
  valuesOf(key: string): readonly string[];
  /** All that a text is read with: where it is equal, texts are read alike. */
  readonly words: string;
  /** Keys that tell contestants apart, and have several values. */
  readonly choices: readonly string[];
}

/** The key of a file among the labels. */
export const FILE_KEY = 'file';

/** What is asked of a server is named without the verb of its protocol. */
const METHOD = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+/;

/** Shorter words stand in paths by accident. */
const PLACED_CHARS_MIN = 4;

/** What is left of the path of a model's file: its name, without the extension and without the number of its part. */
function fileNames(model: string): string[] {
  const base = model.slice(model.lastIndexOf('/') + 1);
  const stem = base.replace(/\.(?:gguf|ggml|safetensors|bin)$/i, '');
  return [...new Set([base, stem, stem.replace(/-\d{5}-of-\d{5}$/, '')])].filter((name) => name !== model);
}

const PARTS_MAX = 6;
const WORDS_MAX = 5;
/** Words that stand in names and mean too much beside them. */
const GENERIC =
  /^(?:it|instruct|chat|latest|base|model|models|small|large|medium|mini|tiny|big|fast|slow|default|test|tests|run|runs|the|a|an|all|none|on|off|true|false|yes|no|data|results?|report|summary|baseline|benchmarks?|bench|metrics?|sweep|tuning|param|params|gpu|cpu|cuda|server|client|output|input|file|csv|json|prompt|prompts|main|dev|version|v\d|gguf|hf|org|and|for|per|with|mixed|cold|warm|warmup|load|decode|prefill|generation|total|token|tokens|mean|max|min|median|avg|quality|speed|throughput|latency|memory|temperature|batch|agent|agents|system|one|two|three|first|second|last|new|old|before|after|fp|int|bf|read|write|random|single|multi|short|long|high|low|medium|complex|simple|basic|full|demo|time|error|success|compile|compiled|engine|inference|runtime|model|dense|sparse|graph|native|docker|local|remote|daily|nightly|weekly|final|draft|static|dynamic)$/;
const QUANT = /^i?q\d/i;

/** Lower case without what people leave out or put in: blanks, hyphens, colons. Points within numbers stay: 3.1 is not 31. */
export const plainName = rememberedText((text) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '')
    .replaceAll(/(?<!\d)\.|\.(?!\d)/g, ''),
);

function partsOf(value: string): string[] {
  return value
    .split(/[:/\s@+|,()[\]-]+/)
    .flatMap((part) => (QUANT.test(part) ? [part] : part.split('_')))
    .filter((part) => part !== '');
}

/** A part that says by itself which one of several is meant: it has a digit and a letter, or is a word of its own. */
function tells(plain: string): boolean {
  if (GENERIC.test(plain)) return false;
  return (/\d/.test(plain) && /\p{L}/u.test(plain) && plain.length >= 2) || /^\p{L}{4,}$/u.test(plain);
}

/** All that a value may be called: itself, and every run of its parts in their order, of which one tells. */
function aliasesOf(value: string): Set<string> {
  const aliases = new Set<string>();
  const parts = partsOf(value).slice(0, PARTS_MAX).map(plainName);
  for (let mask = 1; mask < 1 << parts.length; mask += 1) {
    const chosen = parts.filter((_, index) => (mask >> index) & 1);
    if (chosen.some(tells)) aliases.add(chosen.join(''));
  }
  return aliases;
}

/**
 * Those of some values that a text may mean beside one that it names without its family: beside the `q4_0` of `a:8b-q4_0` the others of
 * `a:8b`; all where the name begins with the family, and where there is no other of it.
 */
export function relativesOf(value: string, called: string, others: readonly string[]): readonly string[] {
  const [parts, said] = [partsOf(value).map(plainName), plainName(called)];
  const family = parts
    .slice(
      0,
      Math.max(
        0,
        parts.findIndex((part) => said.includes(part)),
      ),
    )
    .filter(tells);
  const related = others.filter((other) => {
    const own = new Set(partsOf(other).map(plainName));
    return family.every((part) => own.has(part));
  });
  return related.length === 0 ? others : related;
}

/** Labels that a text can name by value: who competes, and what was asked. Numbers are named with their key. */
function isNamed(key: string, value: string): boolean {
  const role = labelRole(key);
  const isSubject = identifies(key) && (role === 'contestant' || role === 'workload');
  return (isSubject || key === 'config_name' || key === 'run') && !/^[-\d.]*$/.test(value) && value.length <= 120;
}

/** What of the values of a label decides how texts are read: see `KnownSubjects.valuesOf`. Of numbers it is asked only whether they are there. */
function wordsOfLabel(key: string, values: readonly string[]): unknown[] {
  const named = values.filter((value) => isNamed(key, value));
  const numbers = values.filter((value) => Number.isFinite(Number(value)));
  return [key, Math.min(values.length, 2), named, numbers.sort()];
}

/**
 * @param labels values of each label, as the data call them. @param paths of all artifacts: each is known by its path, name and stem.
 */
export function knownSubjects(labels: ReadonlyMap<string, ReadonlySet<LabelValue>>, paths: readonly string[]): KnownSubjects {
  const whole = new Map<string, Map<string, Set<string>>>();
  const partial = new Map<string, Map<string, Set<string>>>();
  const put = (into: Map<string, Map<string, Set<string>>>, alias: string, key: string, value: string) => {
    if (alias === '') return;
    const byKey = into.get(alias) ?? new Map<string, Set<string>>();
    into.set(alias, byKey);
    byKey.set(key, (byKey.get(key) ?? new Set<string>()).add(value));
  };
  // Where nobody competes, what was asked is whose the figures are; elsewhere a benchmark only says where.
  const isOfBenchmarks = ![...labels.keys()].some((key) => labelRole(key) === 'contestant');
  for (const [key, values] of labels) {
    if (key === 'benchmark' && !isOfBenchmarks) continue;
    for (const own of values) {
      const value = String(own);
      if (!isNamed(key, value)) continue;
      put(whole, plainName(value), key, value);
      if (key === 'model') for (const name of fileNames(value)) put(whole, plainName(name), key, value);
      if (key === 'model') put(whole, plainName(value.endsWith(':latest') ? value.slice(0, -7) : `${value}:latest`), key, value);
      const [last = ''] = value.split('::').slice(1).slice(-1);
      if (last !== '') put(whole, plainName(last), key, value);
      const [, width] = /^(?:torch\.)?float(\d+)$/.exec(value) ?? [];
      if (width !== undefined) put(whole, `fp${width}`, key, value);
      if (/^(?:torch\.)?bfloat16$/.test(value)) put(whole, 'bf16', key, value);
      if (METHOD.test(value)) put(whole, plainName(value.replace(METHOD, '')), key, value);
      if (labelRole(key) === 'contestant') for (const alias of aliasesOf(value)) put(partial, alias, key, value);
    }
  }
  for (const path of paths) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    put(whole, plainName(path), FILE_KEY, path);
    put(whole, plainName(file), FILE_KEY, path);
    const stem = file.replace(/\.[^.]*$/, '');
    if (/[_-]/.test(stem)) put(whole, plainName(stem), FILE_KEY, path);
  }
  const placed = paths.map(plainName);
  const told = new Map<string, readonly string[]>([...labels].map(([key, values]) => [key, [...values].map(String)]));
  return {
    wordsMax: WORDS_MAX,
    meaning: (plain) => meaningOf(plain, whole, partial),
    isPlaced: (plain) => plain.length >= PLACED_CHARS_MIN && placed.some((path) => path.includes(plain)),
    valuesOf: (key) => told.get(key) ?? [],
    words: JSON.stringify([[...told].map(([key, values]) => wordsOfLabel(key, values)), paths]),
    choices: [...told].flatMap(([key, values]) => (labelRole(key) === 'contestant' && values.length > 1 ? [key] : [])),
  };
}

/** The whole name before a part of it; a whole name that others begin with may stand for all of them ("gemma3" for its variants). */
function meaningOf(
  plain: string,
  whole: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>,
  partial: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>,
): Naming[] {
  const exact = whole.get(plain);
  const named = partial.get(plain);
  if (exact === undefined && named === undefined) return [];
  const part = GENERIC.test(plain) ? undefined : named;
  const all = new Set([...(exact?.keys() ?? []), ...(part?.keys() ?? [])]);
  // A file that is called by whom it is of is no second thing.
  const keys = all.size > 1 ? [...all].filter((key) => key !== FILE_KEY) : [...all];
  return keys.map((key) => ({ key, values: [...new Set([...(exact?.get(key) ?? []), ...(part?.get(key) ?? [])])] }));
}
