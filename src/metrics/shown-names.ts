import { redact } from './redact.ts';

/** Longest text of a label that is printed. */
const SHOWN_CHARS_MAX = 300;
/** Directories in front of a name that can tell two of them apart. */
const DEPTH_MAX = 32;

const MODEL_FILE = /\.(?:gguf|ggml|bin|safetensors|onnx|pt|pth|engine)$/i;

/** A file of a repository on a hub, `owner/name-GGUF/file.gguf`: a name, not a place. */
const HUB_FILE = /^[^/.~]+\/[^/]*gguf[^/]*\/[^/]+$/i;

/** Parts of a path in the Hugging Face cache, `.../models--org--name/snapshots/<commit>/`: the repository alone says which model it is. */
const CACHED = /models--([^/\\]+?)--([^/\\]+)/;

/** The directory that is somebody's home, which no report may show. */
const HOME = /^(?:\/(?:home|Users)\/[^/]+|\/root|[A-Za-z]:\\Users\\[^\\]+|~)(?=[/\\]|$)/;

/** Parts of the path that a model's name is; null for a name that is no path (`owner/name` is a repository). */
function pathParts(text: string): string[] | null {
  const cached = CACHED.exec(text);
  if (cached) return [`${cached[1]}/${cached[2]}`];
  const isRooted = /^(?:[/~]|\.{1,2}[/\\]|[A-Za-z]:[/\\]|\\\\)/.test(text) || text.includes('\\');
  if (!isRooted && !(MODEL_FILE.test(text) && text.includes('/') && !HUB_FILE.test(text))) return null;
  const parts = text
    .replace(HOME, '')
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.' && !/^[A-Za-z]:$/.test(part));
  return parts.length === 0 ? null : parts;
}

/** What a written name is called with `depth` directories in front of it; the whole of it where it has no more. */
function calledAt(key: string, written: string, depth: number): string {
  const text = written.trim().replace(/[/\\]+$/, '');
  const parts = key === 'model' ? pathParts(text) : null;
  const name = parts === null ? redact(text, depth) : redact(parts.slice(-1 - depth).join('/'));
  const shown = withoutSuffix(key, name);
  return shown.length > SHOWN_CHARS_MAX ? `${shown.slice(0, SHOWN_CHARS_MAX)}…` : shown;
}

/** A model is the same with and without the suffix of its file; one on a hub is called as it is there. */
function withoutSuffix(key: string, name: string): string {
  return key === 'model' && !HUB_FILE.test(name.trim()) ? name.trim().replace(/\.gguf$/i, '') : name.trim();
}

/** A name that is nothing but a name: no directory says more of it. */
function isBare(key: string, written: string): boolean {
  return key === 'model' ? pathParts(written.trim()) === null : redact(written, DEPTH_MAX) === redact(written);
}

/**
 * What a report calls the values of one label: models without where their files lie, texts without home directories and secrets, not too
 * long. Two values that would be called the same are told apart by the directories in front of them, at last by a number; only a bare name
 * and the one path that ends in it are the same thing.
 *
 * @param key the label's key: a `model` may be a path.
 * @param written every value of the label in one report, as the sources write it; none gives an empty map.
 * @returns written value -> what it is called.
 */
export function shownNames(key: string, written: Iterable<string>): Map<string, string> {
  const shown = new Map<string, string>();
  const alike = new Map<string, string[]>();
  for (const value of [...new Set(written)].sort()) {
    const name = calledAt(key, value, 0);
    const others = alike.get(name);
    if (others) others.push(value);
    else alike.set(name, [value]);
  }
  for (const [name, values] of alike) {
    const paths = values.filter((value) => !isBare(key, value));
    const told = paths.length < 2 ? numbered(name, paths) : toldApart(key, paths);
    // Bare names that are called the same differ in what was cut or redacted: only a number tells them apart.
    const bare = numbered(name, [...new Set(values.filter((value) => isBare(key, value)).map((value) => withoutSuffix(key, value)))]);
    for (const value of values) shown.set(value, told.get(value) ?? bare.get(withoutSuffix(key, value))!);
  }
  return shown;
}

/** Paths with the same last part, each with as many directories as it takes to tell them apart. */
function toldApart(key: string, paths: readonly string[]): Map<string, string> {
  for (let depth = 1; depth <= DEPTH_MAX; depth += 1) {
    const names = new Map(paths.map((path) => [path, calledAt(key, path, depth)]));
    if (new Set(names.values()).size === paths.length) return names;
  }
  return numbered(calledAt(key, paths[0]!, 0), paths);
}

function numbered(name: string, values: readonly string[]): Map<string, string> {
  return new Map(values.map((value, index) => [value, index === 0 ? name : `${name} #${index + 1}`]));
}
