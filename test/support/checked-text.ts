import { readMarkdown } from '../../src/adapters/readers/markdown.ts';
import type { CheckedText } from '../../src/contracts/checked-claim.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { type ClaimChecker, claimChecker } from '../../src/core/claims/check-claims.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { ingestContent } from '../../src/edges/refresh/ingest-artifact.ts';
import { contentOf, type Files } from './report-of.ts';

/** A checker of texts against files, by name and content. */
export function checkerOf(files: Files): ClaimChecker {
  const artifacts = Object.entries(files).map(([path, text]) => {
    const { parsed, ...content } = ingestContent(contentOf(path, text), path);
    const { result, ...recognised } = parsed;
    return { ...content, placedAt: path, ...recognised, parsed: result };
  });
  const assembly = assemble(artifacts.filter(({ verdict }) => verdict === 'accepted' || verdict === 'partial'));
  const counted = artifacts.map(({ path, kind }) => ({ path, kind, modifiedOn: '2026-01-02' }));
  return claimChecker({ assembly, measurement: measure(assembly, artifacts), artifacts: counted });
}

/** What becomes of each claim of a Markdown text. */
export function checkedText(markdown: string, files: Files): CheckedText {
  return checkerOf(files)('notes.md', readMarkdown(markdown).blocks);
}
