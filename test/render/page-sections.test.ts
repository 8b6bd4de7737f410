import { describe, expect, test } from '@jest/globals';
import type { Finding, ProsePart, Recommendation } from '../../src/contracts/claim.ts';
import type { Fact } from '../../src/contracts/fact.ts';
import type { Change, Report } from '../../src/contracts/report.ts';
import { changesSection, changesTable } from '../../src/core/render/changes-section.ts';
import type { Section } from '../../src/core/render/document.ts';
import { findingsSection } from '../../src/core/render/findings-section.ts';
import { gapsSection, recommendationsSection, summarySection } from '../../src/core/render/page-sections.ts';
import { createReferences, type References } from '../../src/core/render/references.ts';
import { factOf } from '../core/by-hand.ts';
import { programNarrative } from '../support/narrative.ts';
import { reportOnly, sectionSeen, seen } from './by-hand.ts';
import { samplePageTable, sampleReport, sampleReportWith } from './sample-report.ts';

const made = <T>({ make }: { readonly make: () => T }): T => make();
const summary = (report: Report, references: References) => summarySection(report, references, made);

function said(report: Report, make: (own: Report, references: References) => Section): string[] {
  return sectionSeen(make(report, createReferences(report)));
}

const sentence = (words: string, ...parts: ProsePart[]) => ({
  id: words,
  parts: [words, ...parts],
  text: words,
  facts: parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : [])),
});
const finding = (words: string, topic: Finding['topic'], severity: Finding['severity'], ...parts: ProsePart[]): Finding => ({
  ...sentence(words, ...parts),
  topic,
  severity,
});
const advice = (words: string, risk: string, mitigation: string, ...parts: ProsePart[]): Recommendation => ({
  ...sentence(words, ...parts),
  risk,
  mitigation,
});
const show = ({ id }: Fact): ProsePart => ({ fact: id, show: 'value' });

test('every section says that there is nothing to say', () => {
  const empty = reportOnly([], { narrative: programNarrative() });
  expect(said(empty, summary)).toEqual(['# ', 'The inputs support no statement.']);
  expect(said(empty, recommendationsSection)).toEqual(['# Recommendations', 'The data supports none.']);
  expect(said(empty, gapsSection)).toEqual(['# Gaps', 'Nothing is known to be missing.']);
  expect(said(empty, findingsSection)).toEqual(['# Key findings', 'The page has them all.']);
  expect(said(empty, changesSection)).toEqual(['# Changes since the baseline', 'This report does not compare runs.']);
});

describe('the summary', () => {
  test('has the table, then sentences and risks, but no risk that the gaps name', () => {
    const report = sampleReportWith((own) => {
      own.page = { ...own.page, changes: [], table: samplePageTable };
      own.narrative.risks = [sentence('Beware.'), { ...sentence('Nothing of memory.'), id: 'risk-gap-memory' }];
    });
    const lines = said(report, summary);
    expect(lines.slice(0, 2)).toEqual(['# ', 'At a glance']);
    expect(lines.filter((line) => line.startsWith('- '))).toEqual([
      expect.stringContaining('generates fastest'),
      expect.stringContaining('regressed by'),
      '- Beware.',
    ]);
  });

  test('has what changed in the place of the table, where something did', () => {
    const both = sampleReportWith((own) => {
      own.page = { ...own.page, table: samplePageTable };
    });
    expect(said(both, summary).filter((line) => /^(?:What changed|At a glance)$/.test(line))).toEqual(['What changed']);
  });

  test('has its sentences without a table that is left out', () => {
    const lines = sectionSeen(summarySection(sampleReport, createReferences(sampleReport), () => null));
    expect(lines.slice(1)).toEqual([expect.stringContaining('generates fastest'), expect.stringContaining('regressed by')]);
  });

  test('marks a cause that a model supposes as supposed, and says what would tell', () => {
    const report = sampleReportWith((own) => {
      own.narrative.supposed = [{ finding: own.findings[0]!.id, cause: 'thermal' }];
    });
    expect(said(report, summary).slice(-2)).toEqual([
      'Supposed by the model, not measured:',
      '- Of the cold start: the device ran at other clocks because of its temperature. To find out: record temperature and clocks beside each request.',
    ]);
  });
});

describe('the recommendations', () => {
  test('are those that the page has room for, each with its risk before its reference', () => {
    const fact = factOf('decode_throughput', 'mean', 100);
    const report = reportOnly([fact], {
      narrative: programNarrative([], { advised: 3 }),
      recommendations: [
        advice('one ', 'Risk.', 'm', show(fact)),
        advice('two', '', ''),
        advice('three', 'Another risk.', ''),
        advice('four', 'r', 'm'),
      ],
    });
    expect(said(report, recommendationsSection).slice(1)).toEqual(['1. one 100.0 tokens/s Risk. [1]', '2. two', '3. three Another risk.']);
  });

  test('have what helps against their risks below the page, by their number', () => {
    const report = (advised: number) =>
      reportOnly([], {
        narrative: programNarrative([], { advised }),
        recommendations: [advice('one', 'r', ''), advice('two', 's', 'do this'), advice('three', '', 'do that')],
      });
    expect(said(report(3), findingsSection)).toEqual([
      '# Key findings',
      'The page has them all.',
      'Against the risk of each recommendation',
      '>no. | mitigation of its risk',
      '2 | do this',
      '3 | do that',
    ]);
    expect(said(report(1), findingsSection)).toEqual(['# Key findings', 'The page has them all.']);
  });
});

describe('the gaps', () => {
  const missing = (id: string, what: string, prevents: string) => ({ ...sentence(id), missing: { what, prevents } });

  test('are two lines: what was not recorded, and what that keeps from being said', () => {
    const gaps = [missing('a', 'GPU memory', 'what fits'), missing('b', 'answer quality', 'how good the answers are')];
    expect(said(reportOnly([], { gaps }), gapsSection)).toEqual([
      '# Gaps',
      'Not recorded: GPU memory, answer quality.',
      'So this cannot tell: what fits, how good the answers are.',
    ]);
  });

  test('list what else is missing, such as a part that could not be made, in full', () => {
    const gaps = [missing('a', 'GPU memory', 'what fits'), sentence('A table could not be made.')];
    expect(said(reportOnly([], { gaps }), gapsSection).slice(1)).toEqual([
      'Not recorded: GPU memory.',
      'So this cannot tell: what fits.',
      '- A table could not be made.',
    ]);
    expect(said(reportOnly([], { gaps: gaps.slice(1) }), gapsSection).slice(1)).toEqual(['- A table could not be made.']);
  });
});

describe('the key findings', () => {
  const [shown, hidden] = [factOf('decode_throughput', 'mean', 1), factOf('decode_throughput', 'mean', 2)];
  const requests = factOf('request_count', 'count', 3, { kind: 'count', unit: 'count' });
  const facts = [shown, hidden, requests];

  test('name a severity that asks for attention, and leave what is about the inputs to the data', () => {
    const findings = [
      finding('one', 'ranking', 'notable'),
      finding('two', 'failure', 'critical'),
      finding('three', 'noise', 'warning'),
      finding('four', 'effect', 'info'),
      finding('five', 'duplicate', 'info'),
      finding('six', 'contradiction', 'warning'),
      finding('seven', 'identity', 'notable'),
      finding('eight', 'input', 'critical'),
    ];
    expect(said(reportOnly([], { findings, narrative: programNarrative() }), findingsSection).slice(1)).toEqual([
      '- one',
      '- **critical**: two',
      '- **warning**: three',
      '- four',
    ]);
  });

  test.each<[where: string, over: Partial<Report>]>([
    ['in a sentence', { narrative: programNarrative([sentence('s', show(shown))], { told: ['f'] }) }],
    ['in the title', { narrative: programNarrative([], { headline: sentence('h', show(shown)), told: ['f'] }) }],
    [
      'in the table',
      {
        narrative: programNarrative([], { told: ['f'] }),
        page: { failures: [], changes: [], table: { ...samplePageTable, rows: [{ labels: {}, cells: [[shown.id]] }] } },
      },
    ],
    [
      'in the line below the title',
      {
        narrative: programNarrative([], { told: ['f'] }),
        page: { failures: [{ failed: shown.id, requests: 'x', what: 'runs' }], changes: [], table: null },
      },
    ],
    [
      'among the changes',
      {
        narrative: programNarrative([], { told: ['f'] }),
        changes: [{ ...sampleReport.changes[0]!, baseline: shown.id }],
        page: { failures: [], changes: [sampleReport.changes[0]!.fact], table: null },
      },
    ],
  ])('are not what the page tells, where every figure stands %s', (_, over) => {
    const lines = (...parts: ProsePart[]) =>
      said(reportOnly(facts, { findings: [finding('f', 'ranking', 'notable', ...parts)], ...over }), findingsSection).slice(1);
    const nothing = ['The page has them all.'];
    expect(lines(show(shown))).toEqual(nothing);
    // A count, and the size of a sample, add nothing that would have to be said again.
    expect(lines(show(shown), show(requests), { fact: hidden.id, show: 'count' })).toEqual(nothing);
    expect(lines(show(shown), show(hidden))).toEqual([expect.stringMatching(/^- f/)]);
    const untold = { ...over, narrative: { ...over.narrative!, told: [] } };
    expect(said(reportOnly(facts, { ...untold, findings: [finding('f', 'ranking', 'notable', show(shown))] }), findingsSection)[1]).toMatch(
      /^- f/,
    );
  });
});

describe('the table of what changed', () => {
  const [change] = sampleReport.changes as [Change];
  const withChanges = (...changes: Partial<Change>[]) =>
    sampleReportWith((own) => {
      // Changes are told apart by their fact: each has one of its own.
      own.changes = changes.map((over, index) => {
        const fact = { ...own.facts.find(({ id }) => id === change.fact)!, id: `fchange${index}` };
        own.facts.push(fact);
        return { ...change, ...over, fact: fact.id };
      });
      own.page = { ...own.page, changes: own.changes.map(({ fact }) => fact) };
    });
  const lines = (report: Report) => {
    const blocks = changesTable(report, createReferences(report));
    return blocks === null ? null : sectionSeen({ id: 'x', title: [], blocks, sections: [] }).slice(1);
  };

  test('says before, now, change with its interval, state and since when, with the unit in each cell', () => {
    expect(lines(withChanges({}))).toEqual([
      'What changed',
      '>before | >now | >change | state',
      '121.7 tokens/s | 96.2 tokens/s | -21.0 % (-23.0 to -19.0 %) | regressed',
      'generation throughput; `model=nimbus:7b`, `benchmark=baseline`. [1]',
    ]);
    expect(lines(withChanges({ status: 'confirmed', since: 'run-3' }))![2]).toMatch(/ \| confirmed since `run-3`$/);
    const { interval: _, ...single } = change;
    const bare = withChanges({});
    bare.changes = [{ ...single, fact: bare.changes[0]!.fact }];
    expect(lines(bare)![2]).toBe('121.7 tokens/s | 96.2 tokens/s | -20.95 % | regressed');
  });

  test('names the metric of each row where they differ, and the fewest labels that tell rows apart', () => {
    const labels = (model: string, quantization: string) => ({ model, quantization, benchmark: 'b' });
    const report = withChanges({ labels: labels('a', 'q4') }, { labels: labels('b', 'q8'), metric: 'time_to_first_token' });
    expect(
      lines(report)!
        .slice(1, 4)
        .map((line) => line.split(' | ').slice(0, 2)),
    ).toEqual([
      ['metric', '`model`'],
      ['generation throughput', '`a`'],
      ['time to first token', '`b`'],
    ]);
    expect(lines(report)!.at(-1)).toBe('`benchmark=b`. [1]');
  });

  test('has those that the page names, in its order, and says where the others are', () => {
    const report = withChanges({ labels: { model: 'a' } }, { labels: { model: 'b' } }, { labels: { model: 'c' }, verdict: 'unchanged' });
    report.page.changes = [report.changes[1]!.fact];
    expect(lines(report)!.at(-1)).toBe('generation throughput; `model=b`. The first ones; there are more. [1]');
    report.page.changes = [report.changes[1]!.fact, report.changes[0]!.fact];
    expect(
      lines(report)!
        .slice(2, 4)
        .map((line) => line.split(' | ')[0]),
    ).toEqual(['`b`', '`a`']);
    expect(lines(report)!.at(-1)).toBe('generation throughput. [1]');
  });

  test('is none where the page names none, or one that is not there', () => {
    const report = withChanges({});
    report.page.changes = [];
    expect(lines(report)).toBeNull();
    report.page.changes = ['fgone'];
    expect(lines(report)).toBeNull();
  });
});

describe('the section of changes', () => {
  test('says what is the same in every row, weighs what was decided, and has one reference above the table', () => {
    const [change] = sampleReport.changes;
    const report = sampleReportWith((own) => {
      own.changes = [
        change!,
        { ...change!, labels: { ...change!.labels, model: 'x' }, verdict: 'improved' },
        { ...change!, verdict: 'unchanged' },
      ];
    });
    const lines = said(report, changesSection);
    expect(lines.slice(0, 4)).toEqual([
      '# Changes since the baseline',
      'Same in every row: `benchmark=baseline`. [1]',
      'Changes since the baseline',
      'metric | `model` | verdict | >change | >95 % interval | shape | >baseline | >candidate',
    ]);
    expect(lines.slice(4).map((line) => line.split(' | ').slice(0, 3))).toEqual([
      ['generation throughput', '`nimbus:7b`', '**regressed**'],
      ['generation throughput', '`x`', '**improved**'],
      ['generation throughput', '`nimbus:7b`', 'unchanged'],
    ]);
  });

  test('shares its reference with the table of the page where the facts are the same', () => {
    const references = createReferences(sampleReport);
    changesTable(sampleReport, references);
    references.endPage();
    expect(seen([{ kind: 'text', text: sectionSeen(changesSection(sampleReport, references))[1]! }])).toMatch(/\[1\]$/);
    expect(references.evidence()).toHaveLength(1);
  });
});
