import { type LabelValue, NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { isSecretKey } from '../../metrics/labels.ts';
import { redact } from '../../metrics/redact.ts';
import { timeOf } from '../../metrics/times.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { readMarkdown } from '../readers/markdown.ts';

const STATEMENT_CHARS_MAX = 500;
const DATE_KEYS = ['date', 'generated_at', 'timestamp', 'created_at'];

/** Markdown written by people or models: what it says with numbers is kept for fact-checking, and is never counted as measured. */
export const genericMarkdown: Adapter = {
  id: 'generic-markdown',
  title: 'Markdown text',
  tool: 'people and language models',
  fallback: true,
  source: 'CommonMark, https://github.github.com/gfm/',
  claims: ({ kind }) => kind === 'markdown',
  parse,
};

function parse({ text }: ParseInput): ParseResult {
  const { frontMatter, blocks, charsLeft } = readMarkdown(text);
  const problems: Problem[] = [];
  if (frontMatter.problem !== null) problems.push({ line: 1, message: frontMatter.problem });
  if (charsLeft > 0) problems.push({ message: `the last ${charsLeft} characters of a very long text are not read` });
  const configuration = new Map<string, LabelValue>();
  for (const [key, value] of frontMatter.fields) {
    if (isSecretKey(key)) continue;
    if (typeof value === 'string') configuration.set(key, redact(value).slice(0, STATEMENT_CHARS_MAX));
    else if (typeof value === 'number' || typeof value === 'boolean') configuration.set(key, value);
  }
  const stamp = DATE_KEYS.map((key) => frontMatter.fields.get(key)).find((value) => timeOf(value) !== null);
  return {
    ...NOTHING_READ,
    statements: blocks
      .filter((block) => /\d/.test(block.text))
      .map((block) => ({ line: block.line, text: block.text.slice(0, STATEMENT_CHARS_MAX), headings: block.headings })),
    problems,
    configuration,
    runAt: timeOf(stamp),
  };
}
