import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Claim, ProsePart } from '../../src/contracts/claim.ts';
import type { Fact, Source } from '../../src/contracts/fact.ts';
import type { Report } from '../../src/contracts/report.ts';
import { REPORT_SCHEMA } from '../../src/contracts/report-name.ts';
import { claimText } from '../../src/core/prose.ts';
import { renderJson } from '../../src/core/render/render-json.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { traceNumbers } from '../../src/core/verify/trace-numbers.ts';
import { inputFingerprint } from '../../src/edges/files/fingerprint.ts';
import { put, tempTree } from '../files/temp-tree.ts';
import { documentOf, factsOfReferences } from '../support/document-of.ts';
import { programNarrative } from '../support/narrative.ts';

/** Artifacts with invented numbers: a sweep of two models in CSV, and a run in JSON. */
export const ARTIFACTS: Readonly<Record<string, string>> = {
  'sweep.csv':
    'model,num_ctx,tokens_s,error\nfast:1b,1024,150.5,\nfast:1b,2048,151.25,\nslow:7b,1024,98.75,\nslow:7b,2048,99.5,\nslow:7b,4096,,timed out\n',
  'deep/run.json': '{\n  "run": {\n    "ttft_s": [0.0815, 0.0825],\n    "p99_ttft_ms": 82.4\n  }\n}\n',
};

const TIME = '2026-01-02T03:04:05.000Z';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function source(path: string, ...cells: string[]): Source {
  return { path, sha256: sha256(ARTIFACTS[path]!), cells };
}

function fact(over: Partial<Fact> & Pick<Fact, 'id' | 'value' | 'unit'>): Fact {
  return {
    series: 'sbcdfghjkmn',
    kind: 'statistic',
    metric: 'decode_throughput',
    statistic: 'mean',
    direction: 'higher-is-better',
    labels: {},
    subset: 'all',
    sampleCount: 2,
    excluded: { failed: 0, implausible: 0 },
    formula: 'arithmetic mean: sum of the values divided by n',
    sources: [],
    ...over,
  };
}

/** Student's quantile 0.975 for one degree of freedom is tan(0.475 π); two values lie half their distance from the mean. */
function student(low: number, high: number) {
  const half = (Math.tan(0.475 * Math.PI) * (high - low)) / 2;
  const mean = (low + high) / 2;
  return { level: 0.95, low: mean - half, high: mean + half, method: "Student's t, n - 1 degrees of freedom" };
}

const facts: readonly Fact[] = [
  fact({
    id: 'ffast2222',
    value: 150.875,
    unit: 'tokens/s',
    labels: { model: 'fast:1b' },
    interval: student(150.5, 151.25),
    sources: [source('sweep.csv', 'row=2;col=tokens_s', 'row=3;col=tokens_s')],
  }),
  fact({
    id: 'fslow2222',
    value: 99.125,
    unit: 'tokens/s',
    labels: { model: 'slow:7b' },
    excluded: { failed: 1, implausible: 0 },
    interval: student(98.75, 99.5),
    sources: [source('sweep.csv', 'row=4-5;col=tokens_s')],
  }),
  fact({
    id: 'fratio222',
    kind: 'comparison',
    statistic: 'ratio of means',
    value: 150.875 / 99.125,
    unit: 'x',
    sampleCount: 4,
    formula: 'ffast2222 divided by fslow2222',
    baseline: 'fslow2222',
    candidate: 'ffast2222',
  }),
  fact({
    id: 'fwait2222',
    metric: 'time_to_first_token',
    direction: 'lower-is-better',
    value: 82,
    unit: 'ms',
    sources: [source('deep/run.json', '/run/ttft_s')],
  }),
  fact({
    id: 'fp99t2222',
    kind: 'reported-statistic',
    metric: 'time_to_first_token',
    direction: 'lower-is-better',
    statistic: 'p99',
    value: 82.4,
    unit: 'ms',
    sources: [source('deep/run.json', '/run/p99_ttft_ms')],
  }),
  fact({
    id: 'ffail2222',
    kind: 'count',
    metric: 'failed_request_count',
    statistic: 'count',
    value: 1,
    unit: 'count',
    sampleCount: 1,
    labels: { model: 'slow:7b' },
    sources: [source('sweep.csv', 'row=6;col=error')],
  }),
];

function claim(id: string, ...parts: ProsePart[]): Claim {
  const ids = parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : []));
  return { id, parts, text: claimText({ parts }, new Map(facts.map((one) => [one.id, one]))), facts: [...new Set(ids)] };
}

const shown = (id: string, show: 'value' | 'interval' | 'times') => ({ fact: id, show });

const artifacts: Report['inputs']['artifacts'] = [
  {
    path: 'deep/run.json',
    kind: 'json',
    adapter: 'generic-json',
    bytes: ARTIFACTS['deep/run.json']!.length,
    sha256: sha256(ARTIFACTS['deep/run.json']!),
    modifiedAt: TIME,
    verdict: 'accepted',
    sampleCount: 3,
    problems: [],
  },
  {
    path: 'sweep.csv',
    kind: 'csv',
    adapter: 'generic-csv',
    bytes: ARTIFACTS['sweep.csv']!.length,
    sha256: sha256(ARTIFACTS['sweep.csv']!),
    modifiedAt: TIME,
    verdict: 'partial',
    sampleCount: 4,
    problems: [{ line: 6, message: 'the request failed: timed out' }],
  },
];

const headline = claim('headline', { name: 'bench' }, ': ', { name: 'fast:1b' }, ' is ahead, ', shown('fratio222', 'times'), ' that of ', {
  name: 'slow:7b',
});

/** A small report on `ARTIFACTS`, every fact computed by hand. */
export const auditedReport: Report = verified({
  schema: REPORT_SCHEMA,
  generator: { name: 'benchscribe', version: '0.1.0' },
  generatedAt: TIME,
  title: headline.text,
  root: 'bench',
  directory: '.',
  verdict: 'compared with no other run; requests failed',
  inputs: {
    fingerprint: inputFingerprint(
      { root: 'bench', directory: '.' },
      artifacts.map(({ path, sha256: digest }) => ({ path, sha256: digest })),
    ),
    ruleFingerprint: `sha256:${sha256('rules')}`,
    byKind: {
      csv: { count: 1, latestModified: TIME, names: ['sweep.csv'] },
      json: { count: 1, latestModified: TIME, names: ['deep/run.json'] },
    },
    directories: [
      { path: '.', fileCount: 1, latestModified: TIME },
      { path: 'deep', fileCount: 1, latestModified: TIME },
    ],
    formats: [
      { adapter: 'generic-csv', title: 'CSV', fileCount: 1, rowCount: 5, sampleCount: 4 },
      { adapter: 'generic-json', title: 'JSON', fileCount: 1, rowCount: 2, sampleCount: 3 },
    ],
    rowCount: 7,
    sampleCount: 7,
    otherFileCount: 0,
    skipped: [],
    artifacts,
  },
  labels: [],
  facts: [...facts],
  page: {
    failures: [],
    changes: [],
    table: {
      constants: {},
      labelKeys: ['model'],
      untoldKeys: [],
      columns: [{ metric: 'decode_throughput', subset: 'all', labels: {} }],
      rows: [
        { labels: { model: 'fast:1b' }, cells: [['ffast2222']] },
        { labels: { model: 'slow:7b' }, cells: [['fslow2222']] },
      ],
      isRanked: true,
      omittedRowCount: 0,
    },
  },
  analysis: {
    tables: [
      {
        id: 'decode_throughput',
        title: 'Generation throughput',
        metric: 'decode_throughput',
        unit: 'tokens/s',
        role: 'series',
        constants: {},
        labelKeys: ['model'],
        columns: ['mean'],
        rows: [
          { labels: { model: 'fast:1b' }, subset: 'all', facts: { mean: 'ffast2222' } },
          { labels: { model: 'slow:7b' }, subset: 'all', facts: { mean: 'fslow2222' } },
        ],
        omittedRowCount: 0,
        notes: [claim('failed', shown('ffail2222', 'value'), ' request of ', { name: 'slow:7b' }, ' failed.')],
      },
    ],
    effects: [],
    omitted: [],
  },
  changes: [],
  findings: [
    {
      ...claim('wait', 'The first token takes ', shown('fwait2222', 'value'), ', the tool says ', shown('fp99t2222', 'value'), '.'),
      severity: 'notable',
      topic: 'ranking',
    },
  ],
  recommendations: [],
  gaps: [claim('memory', 'GPU memory was not recorded.')],
  narrative: programNarrative(
    [
      claim(
        'fastest',
        { name: 'fast:1b' },
        ' is faster: ',
        shown('ffast2222', 'interval'),
        ', ',
        shown('fratio222', 'times'),
        ' that of ',
        { name: 'slow:7b' },
        ', ',
        shown('fslow2222', 'interval'),
        '.',
      ),
    ],
    { headline },
  ),
  verification: { numbersInText: 0, numbersTraced: 0 },
  timings: { readMs: 1.5, parseMs: 2.5, aggregateMs: 3.5, compareMs: 0, narrateMs: 0.5, renderMs: 4.5, totalMs: 12.5 },
});

function verified(report: Report): Report {
  const document = documentOf(report);
  const { numbers } = traceNumbers(renderMarkdown(document), report, factsOfReferences(document));
  return { ...report, verification: { numbersInText: numbers.length, numbersTraced: numbers.length } };
}

/** The artifacts and the report on them in a temporary directory. */
export function auditedTree(report: Report = auditedReport): { directory: string; markdownPath: string; jsonPath: string } {
  const directory = tempTree(ARTIFACTS);
  const markdownPath = join(directory, 'benchscribe-report.md');
  const jsonPath = join(directory, 'benchscribe-report.json');
  put(markdownPath, renderMarkdown(documentOf(report)));
  put(jsonPath, renderJson(report));
  return { directory, markdownPath, jsonPath };
}
