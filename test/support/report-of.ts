import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { artifactKind } from '../../src/adapters/kind.ts';
import type { ArtifactContent } from '../../src/contracts/artifact.ts';
import type { LedgerText } from '../../src/contracts/ledger.ts';
import type { Slo } from '../../src/contracts/objective.ts';
import { type ClaimData, claimChecker } from '../../src/core/claims/check-claims.ts';
import { parseLedger } from '../../src/core/ledger/parse-ledger.ts';
import type { NarrationOf } from '../../src/core/narrate/narrate.ts';
import type { ReportDocument } from '../../src/core/render/document.ts';
import { reportDocument } from '../../src/core/render/report-document.ts';
import { isLedgerName } from '../../src/edges/files/own-report.ts';
import { ingestContent } from '../../src/edges/refresh/ingest-artifact.ts';
import { type MadeDocument, makeReport, NO_TIMINGS, type PipelineDeps } from '../../src/pipeline.ts';
import { rethrow } from './document-of.ts';

/** Contents of files by path, below the report directory. */
export type Files = Readonly<Record<string, string>>;

const LIMITS = { bytesMax: 1e9, documentBytesMax: 1e9, textBytesMax: 1e9, textLinesMax: 1e9 };

export function contentOf(path: string, text: string): ArtifactContent {
  const bytes = new TextEncoder().encode(text);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path, kind: artifactKind(path) ?? 'text', bytes, sha256, modifiedAtMs: 0, growing: false };
}

/** The day at which acknowledgements are looked at. */
export const TODAY = '2026-11-30';

/** The ledgers among files. */
export function ledgersIn(files: Files): LedgerText[] {
  return Object.entries(files).flatMap(([path, text]) =>
    isLedgerName(basename(path)) ? [{ path, sha256: contentOf(path, text).sha256, text, problem: null }] : [],
  );
}

/** What a configuration asks of a report. */
export interface Asked {
  readonly baseline?: string;
  readonly slo?: Slo;
  readonly comment?: PipelineDeps['comment'];
}

/** The report of files, without what differs from one making to the next: date, durations, fingerprints. Throws what a part of it threw. */
export function reportOf(files: Files, asked: Asked = {}): ReportDocument {
  return madeOf(files, null, asked).document;
}

/** The same with the brief, told by what `narrationOf` answers to it. */
export function madeOf(
  files: Files,
  narrationOf: NarrationOf | null,
  { baseline = 'robust', slo = {}, comment = null }: Asked = {},
): MadeDocument {
  const contents = Object.entries(files)
    .filter(([path]) => !isLedgerName(basename(path)))
    .map(([path, text]) => ingestContent(contentOf(path, text), path));
  const inputs = {
    contents,
    refused: [],
    fingerprint: 'sha256:inputs',
    otherFileCount: 0,
    problems: [],
    ledgers: ledgersIn(files),
    today: TODAY,
    baseline,
  };
  const deps = {
    version: '0.0.0',
    slo,
    rules: 'sha256:rules',
    now: () => new Date(0),
    ingestMs: 0,
    onFailure: rethrow,
    narrationOf,
    comment,
    claims: { checkerOf: (data: ClaimData) => claimChecker(data, null), audited: [] },
    parseLedger,
  };
  const {
    document: { report },
    ...made
  } = makeReport({ rootId: 'root', directory: '.' }, inputs, LIMITS, deps);
  return { document: reportDocument({ ...report, timings: NO_TIMINGS }, rethrow), ...made };
}
