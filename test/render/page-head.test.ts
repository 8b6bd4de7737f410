import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/contracts/claim.ts';
import type { Report } from '../../src/contracts/report.ts';
import { pageHead, plainHeading } from '../../src/core/render/page-head.ts';
import { createReferences } from '../../src/core/render/references.ts';
import { factOf } from '../core/by-hand.ts';
import { documentOf } from '../support/document-of.ts';
import { programNarrative } from '../support/narrative.ts';
import { reportOnly, seen } from './by-hand.ts';
import { sampleReport } from './sample-report.ts';

/** Title and line of a report of the program, as a reader sees them, and the facts that the reference leads to. */
function headOf(report: Report) {
  const references = createReferences(report);
  const { heading, line } = pageHead(report, references);
  return { heading: seen(heading), line: seen(line), evidence: references.evidence() };
}

const label = (key: string, value: string | number) => ({ key, value, role: 'contestant' as const, origin: 'column' as const });
const rate = (labels: Record<string, string>) => factOf('decode_throughput', 'mean', 100, { labels });
const count = (value: number) => factOf('failed_request_count', 'count', value, { kind: 'count', unit: 'count' });

describe('the title', () => {
  test('is the answer, and the reference at the end of the line leads to its facts', () => {
    const { heading, line, evidence } = headOf(sampleReport);
    const { headline } = sampleReport.narrative;
    expect(heading).toBe('`reports/nimbus`: `nimbus:7b` regressed by -21.0 %');
    expect(line).toMatch(/ \[1\]$/);
    const { failed, requests } = sampleReport.page.failures[0]!;
    expect(evidence).toEqual([{ id: '1', of: 'sentence', onPage: true, facts: [...headline!.facts, failed, requests] }]);
  });

  test('is what the report is of and what came of the run, where there is no answer; the line does not say that again', () => {
    const report = reportOnly([], {
      narrative: programNarrative(),
      verdict: 'compared with no other run; requests failed',
      root: 'results',
    });
    expect(seen(plainHeading(report))).toBe('`reports/nimbus`: compared with no other run; requests failed');
    expect(seen(plainHeading({ ...report, directory: '.' }))).toBe('`results`: compared with no other run; requests failed');
    expect(headOf(report)).toEqual({ heading: seen(plainHeading(report)), line: '9 files', evidence: [] });
  });

  test('of a directory that is named by a date has no number from nowhere', () => {
    const dated = reportOnly([], { narrative: programNarrative(), directory: 'nightly/2026-05-01 run 7' });
    const { verification } = documentOf(dated).report;
    expect(verification.numbersTraced).toBe(verification.numbersInText);
  });
});

describe('the line below it', () => {
  const headline = { id: 'headline', parts: ['x: so it is'], text: 'x: so it is', facts: [] };
  const line = (over: Partial<Report>, facts: Report['facts'] = []) =>
    headOf(
      reportOnly(facts, { narrative: programNarrative([], { headline }), verdict: 'compared with no other run; requests failed', ...over }),
    ).line;

  test.each<[what: string, labels: Report['labels'], facts: Report['facts'], who: string]>([
    ['the only model', [label('model', 'a')], [], '`a`'],
    ['models by their number', ['a', 'b', 'a'].map((own) => label('model', own)), [], '2 models'],
    [
      'models and the one backend of all',
      [label('model', 'a'), label('model', 'b'), label('backend', 'ollama')],
      [rate({ model: 'a', backend: 'ollama' })],
      '2 models on `ollama`',
    ],
    [
      'backend and device',
      [label('model', 'a'), label('backend', 'o'), label('device', 'd')],
      [rate({ model: 'a', backend: 'o', device: 'd' })],
      '`a` on `o`, `d`',
    ],
    [
      'no backend that only some have',
      [label('model', 'a'), label('backend', 'o')],
      [rate({ model: 'a', backend: 'o' }), rate({ model: 'a' })],
      '`a`',
    ],
    ['no backend of several', [label('model', 'a'), label('backend', 'o'), label('backend', 'p')], [], '`a`'],
    ['files where no model is named', [label('model', ' '), label('backend', 'o')], [], '9 files'],
  ])('names %s', (_, labels, facts, who) => expect(line({ labels }, facts)).toBe(`${who} · compared with no other run`));

  test('says how many requests failed, of several groups only that some did, and nothing where none did', () => {
    const [two, all] = [count(2), count(36)];
    const group = (what: 'requests' | 'runs') => ({ failed: two.id, requests: all.id, what });
    const failing = (...failures: Report['page']['failures']) => line({ page: { failures, changes: [], table: null } }, [two, all]);
    expect(failing()).toBe('9 files · compared with no other run');
    expect(failing(group('requests'))).toBe('9 files · 2 of 36 requests **failed** · compared with no other run [1]');
    expect(failing(group('runs'))).toBe('9 files · 2 of 36 runs **failed** · compared with no other run [1]');
    expect(failing(group('requests'), group('requests'))).toBe('9 files · **requests failed** · compared with no other run');
  });

  test('says when it was measured as far as a run is named by its day', () => {
    const runs = (...values: string[]) => line({ labels: values.map((value) => label('run', value)) });
    expect(runs('2026-05-01')).toBe('9 files · run of `2026-05-01` · compared with no other run');
    expect(runs('2026-05-01T08:00:00Z', '2026-05-01T09:00:00Z')).toBe('9 files · run of `2026-05-01` · compared with no other run');
    expect(runs('2026-05-03T08', '2026-05-01', '2026-05-02')).toBe(
      '9 files · runs of `2026-05-01` to `2026-05-03` · compared with no other run',
    );
    expect(runs('run-7', '2026-05-011')).toBe('9 files · compared with no other run');
  });

  const moved = factOf('series_count', 'count', 3, { kind: 'count', unit: 'count' });
  const overview: Finding = {
    id: 'changes',
    parts: ['Of the series ', { fact: moved.id, show: 'value' }, ' got worse.'],
    text: '',
    facts: [moved.id],
    topic: 'change',
    severity: 'notable',
  };
  const history = { runs: [] } as unknown as NonNullable<Report['history']>;

  test('says of a history how the last run compares, with the facts behind that, and no days', () => {
    const over = { history, findings: [overview], labels: [label('run', '2026-05-01')] };
    expect(line(over, [moved])).toBe('9 files · Of the series 3 got worse [1]');
    const { evidence } = headOf(reportOnly([moved], { ...over, narrative: programNarrative([], { headline }) }));
    expect(evidence.map(({ facts }) => facts)).toEqual([[moved.id]]);
  });

  test('does not say again what the title says of a history', () => {
    const narrative = programNarrative([], { headline, told: ['changes'] });
    expect(line({ history, findings: [overview], narrative }, [moved])).toBe('9 files · compared with no other run');
    const later = programNarrative([], { headline, told: ['other', 'changes'] });
    expect(line({ history, findings: [overview], narrative: later }, [moved])).toContain('3 got worse');
  });

  test('names who chose what the page says, with their options, where a model did', () => {
    const [agent] = sampleReport.narrative.agents;
    const chosen = (over: Partial<Report['narrative']>) => line({ narrative: programNarrative([], { headline, level: 'L1', ...over }) });
    const options = '(`num_gpu=80`, `num_ctx=1024`, `temp=1`, `top_p=default`, `top_k=default`, `repeat_penalty=default`)';
    expect(chosen({ agents: [agent!] })).toBe(
      `9 files · compared with no other run · chosen by \`insight\` \`gemma3:4b\` ${options}, in sentences of the program`,
    );
    expect(chosen({ agents: [agent!, { ...agent!, label: 'critic', model: 'm' }] })).toContain(
      ` and \`critic\` \`m\` ${options}, in sentences`,
    );
    expect(chosen({ agents: [agent!], level: 'L0' })).toBe('9 files · compared with no other run');
  });
});
