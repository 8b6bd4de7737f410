import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { auditReport } from '../../src/cli/audit.ts';
import { auditMarkdown } from '../../src/cli/audit-text.ts';
import type { Report } from '../../src/contracts/report.ts';
import { renderJson } from '../../src/core/render/render-json.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { inputFingerprint } from '../../src/edges/files/fingerprint.ts';
import { sealed } from '../../src/edges/files/report-seal.ts';
import { tempTree } from '../files/temp-tree.ts';
import { documentOf } from '../support/document-of.ts';
import { ARTIFACTS, auditedReport, auditedTree } from './audit-fixture.ts';
import { fakeContext } from './fake-context.ts';

async function audit(path: string, against: string, json = false): Promise<{ exitCode: number; lines: string[] }> {
  const lines: string[] = [];
  const exitCode = await auditReport(path, against, fakeContext({ print: (line) => lines.push(line) }).context, { json });
  return { exitCode, lines };
}

/** The text with its `at`-th digit replaced by another one. */
function changeDigit(text: string, at: number, shift: number): string {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
  const place = places[at % places.length]!;
  return `${text.slice(0, place)}${(Number(text[place]) + shift) % 10}${text.slice(place + 1)}`;
}

const digit = { at: fc.nat(100_000), shift: fc.integer({ min: 1, max: 9 }) };

/** The report of the fixture is written by hand: no rules give it. */
const OTHER_RULES = expect.stringMatching(/^not made again: it was made by other rules/);

test('compares Markdown that records its own digest, and names the line that was altered in it', () => {
  const document = documentOf(auditedReport);
  const written = String(sealed('benchscribe-report.md', renderMarkdown(document)));
  expect(written).toContain('\ndigest: sha256:');
  expect(auditMarkdown(written, document, 'r.md')).toEqual([]);
  const lines = written.split('\n');
  const line = lines.findIndex((text) => text.startsWith('# '));
  lines[line] += ' and better';
  expect(auditMarkdown(lines.join('\n'), document, 'r.md').map(({ place }) => place.split(':').slice(0, 2))).toEqual([
    ['r.md', `${line + 1}`],
  ]);
});

describe('auditReport', () => {
  test('agrees with a report whose artifacts are unchanged, given as Markdown or as JSON', async () => {
    const { directory, markdownPath, jsonPath } = auditedTree();
    const summary = 'ok: 2 of 2 artifacts unchanged, 6 of 6 facts agree with 8 cells re-read, ';
    for (const path of [markdownPath, jsonPath]) {
      const { exitCode, lines } = await audit(path, directory);
      expect(lines).toEqual([OTHER_RULES, expect.stringContaining(summary)]);
      expect(exitCode).toBe(0);
    }
  });

  test('finds the artifacts of a report below the root that it is checked against', async () => {
    const place = { root: auditedReport.root, directory: 'reports/bench' };
    const fingerprint = inputFingerprint(
      place,
      auditedReport.inputs.artifacts.map(({ path, sha256 }) => ({ path, sha256 })),
    );
    const { directory, markdownPath } = auditedTree({ ...auditedReport, ...place, inputs: { ...auditedReport.inputs, fingerprint } });
    const root = tempTree();
    mkdirSync(join(root, 'reports'));
    renameSync(directory, join(root, 'reports/bench'));
    const { exitCode, lines } = await audit(markdownPath.replace(directory, join(root, 'reports/bench')), root);
    expect([exitCode, lines[0]]).toEqual([0, OTHER_RULES]);
  });

  test('notices any digit changed in an artifact, and names the facts that a changed cell belongs to', async () => {
    const { directory, markdownPath } = auditedTree();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(ARTIFACTS)), digit.at, digit.shift, async (path, at, shift) => {
        writeFileSync(join(directory, path), changeDigit(ARTIFACTS[path]!, at, shift));
        const { exitCode, lines } = await audit(markdownPath, directory);
        writeFileSync(join(directory, path), ARTIFACTS[path]!);
        expect(exitCode).toBe(1);
        expect(lines[0]).toContain(`${path}: has SHA-256 `);
      }),
      { numRuns: 20 },
    );
    writeFileSync(join(directory, 'sweep.csv'), ARTIFACTS['sweep.csv']!.replace('98.75', '98.76'));
    const { lines } = await audit(markdownPath, directory);
    expect(lines[1]).toBe(
      'fact fslow2222: mean of decode_throughput (model=slow:7b, subset all): the value is 99.125, but its sources give 99.13; from sweep.csv row=4-5;col=tokens_s',
    );
    expect(lines.at(-1)).toContain('2 differences: 1 of 2 artifacts unchanged, 5 of 6 facts agree');
  });

  test('names artifacts that are gone, new or other than stated', async () => {
    const { directory, markdownPath } = auditedTree();
    rmSync(join(directory, 'deep/run.json'));
    writeFileSync(join(directory, 'new.csv'), 'a\n1\n');
    const { exitCode, lines } = await audit(markdownPath, directory);
    expect(exitCode).toBe(1);
    expect(lines).toContain('deep/run.json: is not there any more');
    expect(lines).toContain('new.csv: is new: the report does not know it');
    expect(lines).toContainEqual(expect.stringMatching(/^fact fwait2222: .*the artifact is not there any more/));
  });

  test('names a fact that the report contradicts even where text and JSON agree', async () => {
    const report: Report = structuredClone(auditedReport);
    report.facts[0]!.value = 150.9;
    report.facts[2]!.value = 150.9 / 99.125;
    report.narrative.sentences[0]!.text = report.narrative.sentences[0]!.text.replace('150.9', '150.9');
    const { directory, markdownPath } = auditedTree(report);
    const { exitCode, lines } = await audit(markdownPath, directory);
    expect(exitCode).toBe(1);
    expect(lines[0]).toContain(
      'fact ffast2222: mean of decode_throughput (model=fast:1b, subset all): the value is 150.9, but its sources give 150.875',
    );
  });

  test('names a number slipped into the Markdown', async () => {
    const { directory, markdownPath } = auditedTree();
    const markdown = readFileSync(markdownPath, 'utf8');
    writeFileSync(markdownPath, markdown.replace('## Key findings\n', '## Key findings\n\nIt reaches 284.5 tokens/s.\n'));
    const { exitCode, lines } = await audit(markdownPath, directory);
    const line = markdown.split('\n').indexOf('## Key findings') + 3;
    expect(exitCode).toBe(1);
    expect(lines).toContain(`${markdownPath}:${line}:12: the number 284.5 comes from no fact`);
  });

  test('refuses what is neither a report of ours nor Markdown', async () => {
    const directory = tempTree({ 'other.json': '{}' });
    const { exitCode, lines } = await audit(join(directory, 'other.json'), directory);
    expect(exitCode).toBe(2);
    expect(lines[0]).toContain('no report of benchscribe, and no Markdown whose claims could be checked');
  });

  test('says what to do when the JSON is missing or broken', async () => {
    const { directory, markdownPath, jsonPath } = auditedTree();
    writeFileSync(jsonPath, readFileSync(jsonPath, 'utf8').slice(0, 900));
    const broken = await audit(markdownPath, directory);
    expect([broken.exitCode, broken.lines[0]]).toEqual([1, expect.stringContaining('is no report of schema benchscribe.report/1')]);
    rmSync(jsonPath);
    const gone = await audit(markdownPath, directory);
    expect([gone.exitCode, gone.lines[0]]).toEqual([3, expect.stringContaining('Remedy: make the report again')]);
  });

  test('checks the facts alone when there is only the JSON', async () => {
    const { directory, markdownPath, jsonPath } = auditedTree();
    rmSync(markdownPath);
    const { exitCode, lines } = await audit(jsonPath, directory);
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      `${markdownPath}: not there, so only the facts were checked`,
      OTHER_RULES,
      expect.stringMatching(/^ok: .*6 of 6 facts/),
    ]);
  });

  test('prints one JSON object and nothing else with --json', async () => {
    const { directory, markdownPath } = auditedTree();
    writeFileSync(join(directory, 'sweep.csv'), ARTIFACTS['sweep.csv']!.replace('150.5', '150.6'));
    const { exitCode, lines } = await audit(markdownPath, directory, true);
    expect([exitCode, lines.length]).toEqual([1, 1]);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      ok: false,
      facts: { checked: 6, agreed: 5 },
      artifacts: { checked: 2, same: 1 },
      problems: [
        { kind: 'artifact', place: 'sweep.csv' },
        { kind: 'fact', place: 'fact ffast2222' },
      ],
    });
  });

  test('rejects a path where no report is', async () => {
    await expect(audit(join(tempTree(), 'none.md'), '.')).rejects.toMatchObject({ code: 'REPORT_UNREADABLE' });
  });

  test('rejects a directory that is not there', async () => {
    const { directory, markdownPath } = auditedTree();
    await expect(audit(markdownPath, join(directory, 'none'))).rejects.toMatchObject({ code: 'ROOT_UNREADABLE' });
  });

  test('escapes control characters of artifact names', async () => {
    const { directory, markdownPath } = auditedTree();
    writeFileSync(join(directory, 'a\u001b[31m.csv'), 'x\n1\n');
    const { lines } = await audit(markdownPath, directory);
    expect(lines).toContain('a\\u001b[31m.csv: is new: the report does not know it');
  });

  test('reads what the renderers write', () => {
    expect(JSON.parse(renderJson(auditedReport))).toMatchObject({ schema: 'benchscribe.report/1' });
    expect(renderMarkdown(documentOf(auditedReport))).toContain('150.9 ±');
  });
});
