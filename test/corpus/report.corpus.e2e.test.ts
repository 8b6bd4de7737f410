import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditReport } from '../../src/cli/audit.ts';
import { refreshOptions } from '../../src/compose/refresh-options.ts';
import { Config } from '../../src/config.ts';
import type { Fact } from '../../src/contracts/fact.ts';
import { Report } from '../../src/contracts/report.ts';
import { metricOf } from '../../src/metrics/registry.ts';
import { fakeContext } from '../cli/fake-context.ts';
import { NOTHING_MAY_FAIL, refresherHere } from '../support/refresher-here.ts';

const CHIMERA = join(import.meta.dirname, '../../../shared/corpus/chimera');
const isThere = existsSync(CHIMERA);

if (!isThere) {
  test('needs the corpus, which is not here: the reports of real artifacts are not tested', () => {
    console.log(`not tested: ${CHIMERA} does not exist`);
    expect(isThere).toBe(false);
  });
}

/** Copies parts of the corpus to a temporary tree and makes the report of it, all formats, beside the artifacts. */
async function reportOf(root: string): Promise<Report> {
  const config = Config.parse({ watch: { quietMs: 0 } });
  const targets = [{ directory: '.', outDirectory: root, keepsStanding: false }];
  const request = { rootId: 'bench', rootPath: root, targets, options: refreshOptions(config, config.reports.formats) };
  await refresherHere().refresh(request, NOTHING_MAY_FAIL, new AbortController().signal);
  return Report.parse(JSON.parse(readFileSync(join(root, 'benchscribe-report.json'), 'utf8')));
}

async function audit(root: string): Promise<{ exitCode: number; lines: string[] }> {
  const lines: string[] = [];
  const exitCode = await auditReport(
    join(root, 'benchscribe-report.md'),
    root,
    fakeContext({ print: (line) => lines.push(line) }).context,
    { json: false },
  );
  return { exitCode, lines };
}

function find(report: Report, wanted: Partial<Fact>, labels: Readonly<Record<string, string>>): Fact[] {
  return report.facts.filter(
    (fact) =>
      Object.entries(wanted).every(([key, value]) => fact[key as keyof Fact] === value) &&
      Object.entries(labels).every(([key, value]) => fact.labels[key] === value),
  );
}

const whereThere = isThere ? describe : () => {};

whereThere('the report of reports/gemma3', () => {
  let root: string;
  let report: Report;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'benchscribe-corpus-'));
    cpSync(join(CHIMERA, 'reports/gemma3'), root, { recursive: true });
    report = await reportOf(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test.each([
    ['gemma3:latest', 'gemma3_baseline.csv', 102.2],
    ['gemma3:1b-it-qat', 'gemma3_1b-it-qat_baseline.csv', 182.87],
    ['gemma3:270m', 'gemma3_270m_baseline.csv', 283.56],
  ])('states the baseline mean of %s as computed from the rows of %s, each with its five cells', (model, path, about) => {
    const rows = readFileSync(join(root, path), 'utf8').trim().split(/\r?\n/).slice(1);
    const direct = rows.reduce((sum, row) => sum + Number(row.split(',')[2]), 0) / rows.length;
    const [fact, ...others] = find(
      report,
      { kind: 'statistic', metric: 'decode_throughput', statistic: 'mean', subset: 'all' },
      { model, benchmark: 'baseline' },
    );
    expect(others).toEqual([]);
    expect(Math.abs(fact!.value - direct) / direct).toBeLessThan(1e-9);
    expect(fact!.value).toBeCloseTo(about, 2);
    expect(fact!.sampleCount).toBe(5);
    expect(fact!.sources).toMatchObject([{ path, cells: ['row=2-6;col=tokens_s'] }]);
  });

  test('says who generates fastest, what a cold start costs and what was not recorded', () => {
    expect(report.title).toMatch(
      /: gemma3:270m has the highest generation throughput over warm requests, 1\.56 times that of gemma3:1b-it-qat$/,
    );
    const sentences = report.narrative.sentences.map(({ text }) => text);
    expect(sentences[0]).toMatch(
      /gemma3:270m has the highest generation throughput over warm requests: 1\.56 times gemma3:1b-it-qat \(interval 1\.52 to 1\.61 times\)/,
    );
    expect(sentences.join(' ')).toMatch(
      /time to first token right after a model load: gemma3:1b-it-qat median 6\.515 s instead of 91\.\d+ ms warm, /,
    );
    expect(sentences.join(' ')).toMatch(
      /all cold requests ran at temperature=0\.2: what looks like its effect on time to first token is the/,
    );
    expect(sentences.join(' ')).toMatch(/2 of 36 requests of gemma3:270m param_tuning failed/);
    expect(report.gaps.map(({ id }) => id)).toEqual(expect.arrayContaining(['gap-gpu-memory', 'gap-gpu-power', 'gap-token-latency']));
  });

  test('has a page of 450 words, with a first screen of 220, and a file of 30 kB', () => {
    const text = readFileSync(join(root, 'benchscribe-report.md'), 'utf8');
    const page = text.slice(text.indexOf('\n# '), text.indexOf('<details>'));
    const words = (part: string) =>
      part
        .replaceAll(/\[\^E\d+\]|[|`*#]/g, ' ')
        .split(/\s+/)
        .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    expect(words(page.slice(0, page.indexOf('## ')))).toBeLessThanOrEqual(220);
    expect(words(page)).toBeLessThanOrEqual(450);
    for (const { text: sentence } of report.narrative.sentences) expect(sentence.split(' ').length).toBeLessThanOrEqual(35);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(30_000);
  });

  test('holds what the notes say against the rows', () => {
    const accused = report.findings.flatMap(({ topic, text }) => (topic === 'contradiction' ? [text] : []));
    expect(accused.map((text) => /^\S+:\d+/.exec(text)?.[0])).toEqual(
      [43, 338, 56, 54].map((line) => `Gemma3_Benchmark_Report.md:${line}`),
    );
    expect(accused[1]).toContain('253.9');
  });

  test('says that a time to first token is the sum of load and prompt evaluation in all 121 rows', () => {
    const identity = report.findings.find(({ topic, text }) => topic === 'identity' && text.startsWith('ttft_s'));
    expect(identity?.text).toContain('ttft_s equals load_s plus prompt_eval_s in all 121 rows');
  });

  test('states no time to first token of 0 ms and rejects no sentence of its own', () => {
    expect(find(report, { metric: 'time_to_first_token', value: 0 }, {})).toEqual([]);
    expect(report.narrative.rejected).toEqual([]);
    expect(report.verification.numbersTraced).toBe(report.verification.numbersInText);
  });

  test('is the same byte for byte when made again, apart from the time and the durations', async () => {
    const again = await reportOf(root);
    const timeless = ({ generatedAt: _at, timings: _timings, digest: _digest, ...rest }: Report) => rest;
    expect(timeless(again)).toEqual(timeless(report));
  });

  test('passes its audit, and fails it after one digit of the text or one cell of an artifact has changed', async () => {
    expect((await audit(root)).exitCode).toBe(0);
    const [text, cells] = ['benchscribe-report.md', 'gemma3_baseline.csv'].map((name) => join(root, name)) as [string, string];
    const original = readFileSync(text, 'utf8');
    writeFileSync(text, original.replace('288.1 ± 8.0', '288.2 ± 8.0'));
    const changed = await audit(root);
    expect(changed.exitCode).toBe(1);
    expect(changed.lines.join('\n')).toMatch(/benchscribe-report\.md:\d+/);
    writeFileSync(text, original);
    const rows = readFileSync(cells, 'utf8');
    writeFileSync(cells, rows.replace('102.77679452860026', '102.77679452860027'));
    const tampered = await audit(root);
    expect(tampered.exitCode).toBe(1);
    expect(tampered.lines.join('\n')).toContain('gemma3_baseline.csv');
    writeFileSync(cells, rows);
    expect((await audit(root)).exitCode).toBe(0);
  });
});

whereThere('the report of reports and csv_data', () => {
  let root: string;
  let report: Report;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'benchscribe-corpus-'));
    mkdirSync(join(root, 'reports'));
    for (const part of ['reports', 'csv_data']) cpSync(join(CHIMERA, part), join(root, part), { recursive: true });
    report = await reportOf(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('counts 28 CSV, 44 JSON and 29 Markdown files and names the one that is no CSV', () => {
    const { byKind, artifacts } = report.inputs;
    expect([byKind['csv']!.count, byKind['json']!.count, byKind['markdown']!.count]).toEqual([28, 44, 29]);
    const refused = artifacts.filter(({ verdict }) => verdict === 'quarantined');
    expect(refused.map(({ path }) => path)).toEqual(['reports/profiling/ncu_summary.csv']);
    expect(refused[0]!.reason).toContain('not CSV at all');
  });

  test('says that files in csv_data repeat files in reports, and counts them once', () => {
    const duplicates = report.findings.filter(({ topic }) => topic === 'duplicate').map(({ text }) => text);
    expect(duplicates.join('\n')).toMatch(
      /Files in csv_data repeat files in reports: csv_data\/ollama_param_tuning\.csv repeats reports\/llama3\/ollama_param_tuning\.csv/,
    );
    expect(report.inputs.artifacts.filter(({ duplicateOf }) => duplicateOf !== undefined).length).toBeGreaterThanOrEqual(7);
  });

  test('shows the failed prompt suites as failures and has no mean of them', () => {
    const failed = find(
      report,
      { kind: 'count', metric: 'failed_request_count', statistic: 'failed rows of the run' },
      { benchmark: 'prompt_suite' },
    );
    expect(failed.length).toBeGreaterThanOrEqual(4);
    for (const { labels } of failed) {
      const identity = Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]));
      const measured = find(report, { kind: 'statistic' }, identity).filter(({ metric }) => metricOf(metric).direction !== 'none');
      expect(measured.map(({ metric }) => metric)).toEqual([]);
    }
  });

  test('passes its audit', async () => {
    const { exitCode, lines } = await audit(root);
    expect(lines.at(-1)).toMatch(/^ok: /);
    expect(exitCode).toBe(0);
  });
});
