import { readMarkdown } from '../../src/adapters/readers/markdown.ts';
import type { CheckedText } from '../../src/contracts/checked-claim.ts';
import type { Files } from './report-of.ts';
import { measuredOf } from './told-of.ts';

/** What becomes of each claim of a Markdown text that is held against files. */
export function checkedText(markdown: string, files: Files): CheckedText {
  return measuredOf(files).check('notes.md', readMarkdown(markdown).blocks, null);
}
