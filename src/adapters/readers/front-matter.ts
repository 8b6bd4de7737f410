import matter from 'gray-matter';
import { LineCounter, parseDocument } from 'yaml';

/** Front matter as read; `lines` is how many lines it takes up, so that the body keeps its line numbers. */
export interface FrontMatter {
  readonly fields: ReadonlyMap<string, unknown>;
  readonly lines: number;
  readonly problem: string | null;
}

const FRONT_MATTER_CHARS_MAX = 64 * 1024;
const ALIASES_MAX = 20;

/** gray-matter would run `---js` front matter as a program; no file of a watched directory is ever run. */
function refuse(): never {
  throw new SyntaxError('front matter in JavaScript is never run');
}

function readYaml(text: string): object {
  const document = parseDocument(text, { lineCounter: new LineCounter(), stringKeys: true, uniqueKeys: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new SyntaxError(error.message.replace(/ at line \d[\s\S]*$/, ''));
  const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX, mapAsMap: true });
  return value instanceof Map ? value : new Map();
}

const ENGINES = { yaml: readYaml, js: refuse, javascript: refuse, coffee: refuse, cson: refuse };

/**
 * Reads the front matter of a Markdown text with gray-matter.
 *
 * @returns no fields and 0 lines where there is none; a problem, and the lines it takes up, where it is not readable.
 */
export function frontMatter(text: string): FrontMatter {
  const none = new Map<string, unknown>();
  if (!/^---[a-z]*[^\S\n]*\n/i.test(text)) return { fields: none, lines: 0, problem: null };
  const end = /\n---[^\S\n]*(?=\r?\n|$)/.exec(text);
  if (!end) return { fields: none, lines: 0, problem: null };
  const block = text.slice(0, end.index + end[0].length);
  const lines = block.split('\n').length;
  if (block.length > FRONT_MATTER_CHARS_MAX)
    return { fields: none, lines, problem: 'the front matter is longer than 64 KiB and is not read' };
  try {
    // Options must be given: without them gray-matter keeps every input in a cache, and a second reading of bad YAML yields {}.
    const { data } = matter(`${block}\n`, { engines: ENGINES, language: 'yaml' }) as { data: unknown };
    return { fields: data instanceof Map ? data : none, lines, problem: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { fields: none, lines, problem: `the front matter is not readable: ${message}` };
  }
}
