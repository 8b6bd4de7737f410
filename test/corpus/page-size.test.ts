import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { renderHtml } from '../../src/core/render/render-html.ts';
import { quoteLines } from '../../src/core/verify/quote-lines.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { rethrow } from '../support/document-of.ts';
import { contentOf, reportOf } from '../support/report-of.ts';
import { CORPUS, corpusIsPresent } from './corpus.ts';

const BYTES_MAX = 250_000;
const EXAMPLES = join(import.meta.dirname, '../../examples');

/** Size of the page of a directory, the lines that it quotes among it. */
function pageBytes(folder: string): number {
  const files = filesOf(folder);
  const textOf = (path: string) => ({ text: files[path]!, kind: contentOf(path, '').kind });
  return Buffer.byteLength(renderHtml(reportOf(files), { quote: (sources) => quoteLines(sources, textOf) }, rethrow));
}

test.each(readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])))(
  'the page of examples/%s has at most 250 KB',
  (name) => expect(pageBytes(join(EXAMPLES, name))).toBeLessThanOrEqual(BYTES_MAX),
);

test('the page of a sweep of three models, as people have it, has at most 250 KB', () => {
  if (!corpusIsPresent()) return;
  expect(pageBytes(join(CORPUS, 'chimera/reports/gemma3'))).toBeLessThanOrEqual(BYTES_MAX);
});
