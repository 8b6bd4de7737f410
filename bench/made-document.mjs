/** Makes the report of a directory in this process, for benches that look at what is made and not at how long it takes. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { artifactKind } from '../dist/adapters/kind.js';
import { parseLedger } from '../dist/core/ledger/parse-ledger.js';
import { isOwnReport } from '../dist/edges/files/own-report.js';
import { ingestContent } from '../dist/edges/refresh/ingest-artifact.js';
import { makeReport } from '../dist/pipeline.js';

const LIMITS = { bytesMax: 1e9, documentBytesMax: 1e9, textBytesMax: 1e9, textLinesMax: 1e9 };

/** @returns `{ document, brief }` of `makeReport`. @param narrationOf what was answered to a brief; null for the page of the program. */
export function madeDocument(directory, narrationOf = null) {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  const contents = names.flatMap((path) => {
    const file = join(directory, path);
    const stats = statSync(file);
    const kind = artifactKind(path);
    if (!stats.isFile() || kind === null || isOwnReport(file)) return [];
    const bytes = readFileSync(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return [ingestContent({ path, kind, bytes, sha256, modifiedAtMs: stats.mtimeMs, growing: false }, path)];
  });
  const inputs = { contents, refused: [], fingerprint: 'sha256:none', otherFileCount: 0, problems: [], ledgers: [], today: '1970-01-01' };
  const deps = {
    version: '0.0.0',
    rules: 'sha256:none',
    now: () => new Date(0),
    ingestMs: 0,
    onFailure: rethrow,
    narrationOf,
    claims: null,
    parseLedger,
  };
  return makeReport({ rootId: 'bench', directory: '.' }, inputs, LIMITS, deps);
}

function rethrow({ error }) {
  throw error;
}
