import type { Claim, Finding, Recommendation, Show } from '../../src/contracts/claim.ts';
import type { Report } from '../../src/contracts/report.ts';
import { REPORT_SCHEMA } from '../../src/contracts/report-name.ts';
import { printFact } from '../../src/metrics/format.ts';
import {
  after,
  before,
  byId,
  change,
  configurations,
  effect,
  FAST,
  facts,
  failed,
  fastCold,
  fastSweep,
  fastWait,
  HOSTILE,
  hostileSweep,
  ratio,
  relativeChange,
  requests,
  SHA,
  SLOW,
  STATISTICS,
  slowCold,
  slowSweep,
  slowWait,
  small,
} from './sample-facts.ts';

/** A report by hand, every number invented: three models, a sweep, cold starts, failures, a regression, gaps, names that try to break out. */
export { FAST, HOSTILE, SLOW } from './sample-facts.ts';

type Part = string | { name: string } | [fact: string, show: Show];

function claim(id: string, ...parts: Part[]): Claim {
  const text = parts.map((part) => {
    if (typeof part === 'string') return part;
    if (!Array.isArray(part)) return part.name;
    const { number, unit } = printFact(byId(part[0]), part[1]);
    return unit === '' ? number : `${number} ${unit}`;
  });
  return {
    id,
    parts: parts.map((part) => (Array.isArray(part) ? { fact: part[0], show: part[1] } : part)),
    text: text.join(''),
    facts: parts.flatMap((part) => (Array.isArray(part) ? [part[0]] : [])),
  };
}

const finding = (topic: Finding['topic'], severity: Finding['severity'], id: string, ...parts: Part[]): Finding => ({
  ...claim(id, ...parts),
  topic,
  severity,
});

const recommendation = (id: string, risk: string, mitigation: string, ...parts: Part[]): Recommendation => ({
  ...claim(id, ...parts),
  risk,
  mitigation,
});

const TIME = '2026-11-22T20:00:00.000Z';

/** What the title says. */
const headline = claim('headline', { name: 'reports/nimbus' }, ': ', { name: SLOW }, ' regressed by ', [change, 'percent']);

/** The table of the page where nothing changed: a row per model, one of them without a wait. */
export const samplePageTable: NonNullable<Report['page']['table']> = {
  constants: { benchmark: 'sweep' },
  labelKeys: ['model'],
  untoldKeys: [],
  columns: [
    { metric: 'decode_throughput', subset: 'warm', labels: {} },
    { metric: 'time_to_first_token', subset: 'warm', labels: {} },
    { metric: 'time_to_first_token', subset: 'cold', labels: {} },
    { metric: 'failed_request_count', subset: 'all', labels: {} },
  ],
  rows: [
    {
      labels: { model: FAST },
      cells: [[fastSweep['mean']!], [fastWait['median']!, fastWait['p95']!], [fastCold['median']!], [failed, requests]],
    },
    { labels: { model: HOSTILE }, cells: [[hostileSweep['mean']!], [], [], []] },
    { labels: { model: SLOW }, cells: [[slowSweep['mean']!], [slowWait['median']!, slowWait['p95']!], [slowCold['median']!], []] },
  ],
  isRanked: true,
  omittedRowCount: 0,
};

export const sampleReport: Report = {
  schema: REPORT_SCHEMA,
  generator: { name: 'benchscribe', version: '0.1.0' },
  generatedAt: TIME,
  title: headline.text,
  root: 'bench',
  directory: 'reports/nimbus',
  verdict: 'regressed',
  inputs: {
    fingerprint: `sha256:${'0b1c'.repeat(16)}`,
    ruleFingerprint: `sha256:${'9d2e'.repeat(16)}`,
    byKind: {
      csv: { count: 7, latestModified: TIME, names: ['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv'] },
      json: { count: 1, latestModified: TIME, names: ['broken.json'] },
      markdown: { count: 1, latestModified: TIME, names: ['notes|<b>.md'] },
    },
    directories: [
      { path: '.', fileCount: 7, latestModified: TIME },
      { path: 'run-2', fileCount: 2, latestModified: TIME },
    ],
    formats: [{ adapter: 'generic-csv', title: 'CSV, one row per observation', fileCount: 7, rowCount: 126, sampleCount: 861 }],
    rowCount: 126,
    sampleCount: 861,
    otherFileCount: 4,
    skipped: [{ path: 'latest', message: 'a symbolic link: not followed' }],
    artifacts: [
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => ({
        path: `${name}.csv`,
        kind: 'csv' as const,
        adapter: 'generic-csv',
        bytes: 2048,
        sha256: SHA,
        modifiedAt: TIME,
        verdict: name === 'g' ? ('partial' as const) : ('accepted' as const),
        sampleCount: 123,
        rowCount: 18,
        problems: name === 'g' ? [{ line: 20, message: 'tokens_s is "fast|<i>", not a number' }] : [],
      })),
      {
        path: 'broken.json',
        kind: 'json',
        adapter: 'none',
        bytes: 12,
        sha256: SHA,
        modifiedAt: TIME,
        verdict: 'quarantined',
        reason: 'truncated: the JSON ends in line 3',
        sampleCount: 0,
        problems: [],
      },
      {
        path: 'notes|<b>.md',
        kind: 'markdown',
        adapter: 'generic-markdown',
        bytes: 99,
        sha256: SHA,
        modifiedAt: TIME,
        verdict: 'accepted',
        duplicateOf: 'a.csv',
        sampleCount: 0,
        problems: [],
      },
    ],
  },
  labels: [],
  facts,
  page: { failures: [{ failed, requests, what: 'requests' }], changes: [change], table: null },
  analysis: {
    tables: [
      {
        id: 'decode_throughput',
        title: 'Generation throughput',
        metric: 'decode_throughput',
        unit: 'tokens/s',
        role: 'series',
        constants: { benchmark: 'sweep' },
        labelKeys: ['model'],
        columns: STATISTICS,
        rows: [
          { labels: { model: FAST }, subset: 'warm', facts: fastSweep },
          { labels: { model: HOSTILE }, subset: 'warm', facts: hostileSweep },
          { labels: { model: SLOW }, subset: 'warm', facts: slowSweep },
        ],
        omittedRowCount: 0,
        notes: [claim('note-failed', [failed, 'value'], ' of ', [requests, 'value'], ' requests of ', { name: FAST }, ' failed.')],
      },
      {
        id: 'time_to_first_token',
        title: 'Time to first token',
        metric: 'time_to_first_token',
        unit: 'ms',
        role: 'series',
        constants: { benchmark: 'sweep' },
        labelKeys: ['model'],
        columns: STATISTICS,
        rows: [
          { labels: { model: FAST }, subset: 'warm', facts: fastWait },
          { labels: { model: FAST }, subset: 'cold', facts: fastCold },
          { labels: { model: SLOW }, subset: 'warm', facts: slowWait },
          { labels: { model: SLOW }, subset: 'cold', facts: slowCold },
        ],
        omittedRowCount: 0,
        notes: [],
      },
      {
        id: 'decode_throughput/configurations',
        title: 'Generation throughput by setting',
        metric: 'decode_throughput',
        unit: 'tokens/s',
        role: 'configurations',
        constants: { benchmark: 'sweep' },
        labelKeys: ['model', 'num_gpu', 'num_ctx'],
        columns: ['n', 'mean', 'median'],
        rows: configurations.map(({ labels: { benchmark: _, ...labels }, throughput }) => ({ labels, subset: 'warm', facts: throughput })),
        omittedRowCount: 3,
        notes: [],
      },
    ],
    omitted: ['GPU temperature'],
    effects: [
      {
        fact: effect,
        metric: 'decode_throughput',
        labels: { model: FAST, benchmark: 'sweep' },
        parameter: 'num_gpu',
        from: 40,
        to: 999,
        pairCount: 11,
        verdict: 'confounded',
        reason: 'every run with the first value came first',
      },
      {
        fact: small,
        metric: 'decode_throughput',
        labels: { model: SLOW, benchmark: 'sweep' },
        parameter: 'num_gpu',
        from: 40,
        to: 999,
        pairCount: 9,
        verdict: 'too-small-to-matter',
        reason: 'smaller than one per cent',
      },
    ],
  },
  changes: [
    {
      fact: change,
      metric: 'decode_throughput',
      labels: { model: SLOW, benchmark: 'baseline' },
      baseline: before['mean']!,
      candidate: after['mean']!,
      relativeChange,
      interval: byId(change).interval!,
      verdict: 'regressed',
      shape: 'step',
    },
  ],
  findings: [
    finding(
      'cold-start',
      'warning',
      'cold',
      { name: SLOW },
      ' waits ',
      [slowCold['median']!, 'value'],
      ' for its first token after a load.',
    ),
    finding('failure', 'notable', 'failed', [failed, 'value'], ' of ', [requests, 'value'], ' requests of ', { name: FAST }, ' timed out.'),
    finding('duplicate', 'info', 'copies', { name: 'notes|<b>.md' }, ' repeats ', { name: 'a.csv' }, ': counted once.'),
  ],
  recommendations: [
    recommendation(
      'keep',
      'GPU memory stays in use.',
      'unload on a timer',
      'Keep ',
      { name: SLOW },
      ' loaded: it saves up to ',
      [slowCold['max']!, 'value'],
      '.',
    ),
    recommendation('repeat', '', '', 'Repeat the sweep of ', { name: FAST }, ': its CV is ', [fastSweep['cv']!, 'value'], '.'),
  ],
  gaps: [
    {
      ...claim('gap-memory', 'GPU memory was not recorded, so nothing can be said about what fits.'),
      missing: { what: 'GPU memory', prevents: 'which model fits' },
    },
  ],
  narrative: {
    level: 'L1',
    source: 'model',
    status: 'verified',
    reason: '',
    audience: 'operator',
    headline,
    told: ['failed'],
    advised: 3,
    risks: [],
    supposed: [],
    inventory: [],
    difference: ['It leads with ranking, where the program leads with cold start.'],
    answered: {
      key: 'sha256:k',
      inventory: null,
      insight: { audience: 'operator', summary: ['c1.state'], do: [], risk: [], causes: [] },
      reason: '',
      askedAt: '2026-11-22T19:59:00.000Z',
      concurrency: null,
    },
    sentences: [
      claim(
        'fastest',
        { name: FAST },
        ' generates fastest: mean ',
        [fastSweep['mean']!, 'interval'],
        ' warm, ',
        [ratio, 'times'],
        ' (',
        [ratio, 'bounds'],
        ') ',
        { name: SLOW },
        '.',
      ),
      claim('regressed', 'The baseline of ', { name: SLOW }, ' regressed by ', [change, 'percent'], ' in mean generation throughput.'),
    ],
    rejected: [{ text: 'gemma is 12 % faster | <b>really</b>', reason: 'no fact gives 12 %' }],
    agents: [
      {
        id: 'insight',
        label: 'insight',
        persona: 'A performance engineer.',
        provider: 'ollama',
        model: 'gemma3:4b',
        digest: null,
        options: { num_gpu: 80, num_ctx: 1024, temperature: 1 },
        calls: [
          {
            stage: 'insight',
            outcome: 'kept',
            promptTokens: 512,
            timeToFirstTokenMs: 412.25,
            tokensPerSecond: 88.4,
            totalMs: 5120.5,
            tokensGenerated: 410,
            promptEvalMs: 220.1,
            evalMs: 4638,
            loadMs: 181.2,
          },
        ],
      },
    ],
  },
  verification: { numbersInText: 97, numbersTraced: 97 },
  timings: { readMs: 3.2, parseMs: 12.5, aggregateMs: 8.1, compareMs: 0.4, narrateMs: 1.1, renderMs: 20.4, totalMs: 45.7 },
};

/** The same report with `change` made to a deep copy of it. */
export function sampleReportWith(alter: (report: Report) => void): Report {
  const copy = structuredClone(sampleReport);
  alter(copy);
  return copy;
}
