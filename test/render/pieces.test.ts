import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import type { Report } from '../../src/contracts/report.ts';
import { appendixSection } from '../../src/core/render/appendix-section.ts';
import type { Evidence } from '../../src/core/render/document.ts';
import {
  citedArtifacts,
  evidenceLines,
  formulas,
  formulaText,
  fullValue,
  intervalText,
  sampleText,
  sourcesContent,
} from '../../src/core/render/evidence.ts';
import { artifactInventory, artifactReason, ingestionSection } from '../../src/core/render/ingestion-section.ts';
import { code, joined, labelPairs, labelValueContent, metricName, sortedKeys, strong, text, time } from '../../src/core/render/inline.ts';
import { optionPairs } from '../../src/core/render/option-pairs.ts';
import { performanceSection, splitLabels } from '../../src/core/render/performance-section.ts';
import { claimContent, createReferences, labelCell, printed } from '../../src/core/render/references.ts';
import { factOf } from '../core/by-hand.ts';
import { documentOf } from '../support/document-of.ts';
import { programNarrative } from '../support/narrative.ts';
import { reportOnly, sectionSeen, seen } from './by-hand.ts';
import { sampleReport, sampleReportWith } from './sample-report.ts';

const RATE = 'decode_throughput';
const source = (path: string, ...cells: string[]) => ({ path, sha256: `${path} digest`, cells });

describe('inline content', () => {
  test('of words keeps the blanks at their ends, one of each run, and nothing that turns the text around', () => {
    expect([text(' a \n\t b '), text('a\u202eb'), strong(' a  b '), code(' a\nb ')]).toEqual([
      { kind: 'text', text: ' a b ' },
      { kind: 'text', text: 'a\ufffdb' },
      { kind: 'strong', text: 'a b' },
      { kind: 'code', text: 'a b' },
    ]);
    expect([code(''), code(' \n')]).toEqual([text('(empty)'), text('(empty)')]);
  });

  test('of a metric is a term of ours or a quotation', () => {
    expect([metricName(RATE).kind, metricName('something_of_mine').kind]).toEqual(['term', 'code']);
  });

  test('of a label tells numbers and truths from names', () => {
    expect([labelValueContent(3), labelValueContent(true), labelValueContent('x'), labelValueContent(' ')]).toEqual([
      { kind: 'number', text: '3', from: 'label' },
      { kind: 'text', text: 'true' },
      { kind: 'code', text: 'x' },
      { kind: 'text', text: 'not stated' },
    ]);
  });

  test('of labels stands in the order of columns, unknown ones by name', () => {
    expect(sortedKeys({ zeta: 1, num_ctx: 1, alpha: 1, model: 1, num_gpu: 1 })).toEqual(['model', 'num_gpu', 'num_ctx', 'alpha', 'zeta']);
    expect(seen(labelPairs({ zeta: '', num_gpu: 3, model: 'a' }))).toBe('`model=a`, `num_gpu=3`, `zeta` not stated');
    expect(labelPairs({})).toEqual([]);
    expect(joined([], ', ')).toEqual([]);
  });

  test('of a time is its day and minute', () => expect(seen(time('2026-11-22T20:03:59.000Z'))).toBe('2026-11-22 20:03 UTC'));
});

describe('references', () => {
  const [a, b] = ['faaaaaa', 'fbbbbbb'] as const;

  test('are numbered in order of appearance, and lead to the same row for the same facts', () => {
    const references = createReferences(reportOnly([]));
    const cited = [[a], [a, b, a], [b], [a], [a, b], [b, a]].map((facts) => references.cite(facts, 'sentence'));
    expect(cited).toEqual(['1', '2', '3', '1', '2', '4']);
    expect(references.evidence()).toEqual([
      { id: '1', of: 'sentence', onPage: true, facts: [a] },
      { id: '2', of: 'sentence', onPage: true, facts: [a, b] },
      { id: '3', of: 'sentence', onPage: true, facts: [b] },
      { id: '4', of: 'sentence', onPage: true, facts: [b, a] },
    ]);
  });

  test('of a table lead to a row of its own, whatever sentence has the same facts', () => {
    const references = createReferences(reportOnly([]));
    expect([references.cite([a], 'sentence'), references.cite([a], 'table'), references.cite([a], 'table')]).toEqual(['1', '2', '2']);
  });

  test('know what the page cites, also where it is cited again below', () => {
    const references = createReferences(reportOnly([]));
    references.cite([a], 'sentence');
    references.endPage();
    expect([references.cite([a], 'sentence'), references.cite([b], 'sentence')]).toEqual(['1', '2']);
    expect(references.evidence().map(({ id, onPage }) => [id, onPage])).toEqual([
      ['1', true],
      ['2', false],
    ]);
  });

  test('of a part that is left out are given to the next one', () => {
    const references = createReferences(reportOnly([]));
    for (const facts of [[a], [a, b], [b]]) references.cite(facts, 'sentence');
    references.forgetAfter(1);
    expect(references.evidence().map(({ id }) => id)).toEqual(['1']);
    expect([references.cite([b], 'sentence'), references.cite([a, b], 'sentence'), references.cite([a], 'sentence')]).toEqual([
      '2',
      '3',
      '1',
    ]);
  });

  test('to a fact that the report does not hold are a defect', () => {
    expect(() => createReferences(reportOnly([])).factOf('fzzzzzz')).toThrow('the report cites fact fzzzzzz, which it does not hold');
  });

  test('know the values that stand under several keys', () => {
    const labelled = (labels: Fact['labels']) => factOf(RATE, 'mean', 1, { labels });
    const { ambiguous } = createReferences(
      reportOnly([labelled({ model: 'x', backend: 'y', num_gpu: 3 }), labelled({ model: 'y', num_ctx: 3 }), labelled({ model: 'x' })]),
    );
    expect([...ambiguous]).toEqual(['y']);
  });

  test('print a label with its key where the value alone could be of another', () => {
    const references = { ...createReferences(reportOnly([])), ambiguous: new Set(['x', '']) };
    const cell = (labels: Fact['labels']) => seen(labelCell('model', labels, references));
    expect([
      cell({ model: 'x' }),
      cell({ model: 'y' }),
      cell({ model: '' }),
      cell({ model: 3 }),
      cell({}),
      cell(Object.create({ model: 'x' })),
    ]).toEqual(['`model=x`', '`y`', 'not stated', '3', '–', '–']);
  });

  test('stand once at the end of a sentence, and lead to what it prints first', () => {
    const [own, other, silent] = [factOf(RATE, 'mean', [100, 2]), factOf(RATE, 'mean', 50), factOf(RATE, 'mean', 7)];
    const references = createReferences(reportOnly([own, other, silent]));
    const parts = [
      'Of ',
      { name: 'x y' },
      ' the ',
      { term: 'p99' },
      ' is ',
      ...[own, own, other].flatMap(({ id }) => [{ fact: id, show: 'value' as const }, ' ']),
      'now.',
    ];
    const content = claimContent({ parts, facts: [silent.id, other.id] }, references);
    expect(seen(content)).toBe('Of `x y` the p99 is 100.0 tokens/s 100.0 tokens/s 50.00 tokens/s now. [1]');
    expect(content.flatMap((piece) => (piece.kind === 'figure' ? [piece.evidence] : []))).toEqual(['1', '1', '1']);
    expect(references.evidence()).toEqual([{ id: '1', of: 'sentence', onPage: true, facts: [own.id, other.id, silent.id] }]);
  });

  test('stand behind no sentence that no fact bears out', () => {
    const references = createReferences(reportOnly([]));
    expect(seen(claimContent({ parts: ['So it is.'], facts: [] }, references))).toBe('So it is.');
    expect(references.evidence()).toEqual([]);
  });

  test('lead to fifteen facts at most, but to everything that is printed', () => {
    const facts = Array.from({ length: 20 }, (_, index) => factOf(RATE, 'mean', index + 1));
    const ids = facts.map(({ id }) => id);
    const cited = (printedIds: readonly string[]) => {
      const references = createReferences(reportOnly(facts));
      claimContent({ parts: printedIds.map((fact) => ({ fact, show: 'value' as const })), facts: ids }, references);
      return references.evidence()[0]!.facts;
    };
    expect(cited([ids[19]!])).toEqual([ids[19], ...ids.slice(0, 14)]);
    expect(cited(ids.slice(0, 18))).toEqual(ids.slice(0, 18));
  });

  test('to a fact that is only behind a sentence, and that the report does not hold, are a defect too', () => {
    const references = createReferences(reportOnly([]));
    expect(() => claimContent({ parts: ['So it is.'], facts: ['fzzzzzz'] }, references)).toThrow('cites fact fzzzzzz');
    expect(references.evidence()).toEqual([]);
  });

  test('print a number with its unit, where it has one', () => {
    expect([printed(factOf(RATE, 'mean', 100), 'value'), printed(factOf(RATE, 'mean', 100), 'count')]).toEqual(['100.0 tokens/s', '1']);
  });
});

describe('evidence', () => {
  test('of a number states it in full, with what it rests on', () => {
    expect([
      fullValue(factOf(RATE, 'mean', 0.1 + 0.2)),
      fullValue(factOf('request_count', 'mean', 7)),
      fullValue(factOf(RATE, 'mean', 1, { unit: 'my unit' })),
    ]).toEqual(['0.30000000000000004 tokens/s', '7', '1 "my unit"']);
    const samples = (failed: number, implausible: number) =>
      sampleText(factOf(RATE, 'mean', 1, { sampleCount: 5, excluded: { failed, implausible } }));
    expect([samples(0, 0), samples(2, 0), samples(0, 1), samples(2, 1)]).toEqual([
      'n = 5',
      'n = 5; left out: 2 failed',
      'n = 5; left out: 1 implausible',
      'n = 5; left out: 2 failed, 1 implausible',
    ]);
    expect(intervalText(factOf(RATE, 'mean', 1))).toBeNull();
    const interval = { level: 0.999_999_9, low: 1, high: 2.5, method: 'by hand' };
    expect(intervalText(factOf(RATE, 'mean', 1, { interval: { ...interval, level: 0.95 } }))).toBe('95 % interval 1 to 2.5 (by hand)');
    expect(intervalText(factOf(RATE, 'mean', 1, { interval: { ...interval, level: 0.99 * 0.95 } }))).toBe(
      '94.05 % interval 1 to 2.5 (by hand)',
    );
  });

  const a = factOf(RATE, 'mean', [100, 2], {
    id: 'faaaaaa',
    labels: { model: 'a' },
    formula: 'arithmetic mean',
    sources: [source('a.csv', 'row=2;col=x')],
  });
  const b = factOf(RATE, 'mean', 50, { id: 'fbbbbbb', formula: 'arithmetic mean', sources: [source('b.csv', 'row=3;col=x')] });
  const byId = (...facts: Fact[]) => new Map(facts.map((fact) => [fact.id, fact]));

  const lines = (facts: readonly Fact[], over: Partial<Evidence>, before: readonly string[] = []) =>
    evidenceLines({ id: '1', of: 'sentence', onPage: true, facts: [], ...over }, byId(...facts), new Set(before)).map(seen);

  test('of a sentence of the page has a line for each fact: id, subject, value, samples and cells', () => {
    const warm = { ...b, statistic: 'max', subset: 'warm', sampleCount: 5, excluded: { failed: 2, implausible: 0 } };
    expect(lines([a, warm], { facts: ['faaaaaa', 'fbbbbbb', 'fzzzzzz'] })).toEqual([
      '`faaaaaa` `decode_throughput` mean, `model=a` = 100 tokens/s; n = 1; from `a.csv` row 2 of `x`',
      '`fbbbbbb` `decode_throughput` max, subset warm = 50 tokens/s; n = 5; left out: 2 failed; from `b.csv` row 3 of `x`',
    ]);
    expect(lines([{ ...b, sources: [] }], { facts: ['fbbbbbb'] })).toEqual(['`fbbbbbb` `decode_throughput` mean = 50 tokens/s; n = 1']);
  });

  test('of a fact that relates two names both, whose cells stand with them', () => {
    const ratio = factOf(RATE, 'ratio', 2, { id: 'fcccccc', unit: 'x', baseline: 'faaaaaa', candidate: 'fbbbbbb' });
    const own = { ...ratio, sources: [source('c.csv', 'row=4;col=x')] };
    expect(lines([own, a, b], { facts: ['fcccccc'] })).toEqual([
      '`fcccccc` `decode_throughput` ratio = 2 x; n = 1; of `faaaaaa`, `fbbbbbb`',
    ]);
    expect(lines([own], { facts: ['fcccccc'] })).toEqual(['`fcccccc` `decode_throughput` ratio = 2 x; n = 1; from `c.csv` row 4 of `x`']);
  });

  test('of a fact that lies between those of several runs names these and their cells', () => {
    const between = factOf(RATE, 'geometric mean of runs', 70, { id: 'fdddddd', runs: ['faaaaaa', 'fbbbbbb'] });
    expect(lines([between, a, b], { facts: ['fdddddd'] })).toEqual([
      '`fdddddd` `decode_throughput` geometric mean of runs = 70 tokens/s; n = 1; of `faaaaaa`, `fbbbbbb`; from `a.csv` row 2 of `x`; `b.csv` row 3 of `x`',
    ]);
  });

  test('states a fact in full where it is cited first, and by its id from then on', () => {
    const stated = new Set<string>();
    const row = (...facts: string[]) => evidenceLines({ id: '1', of: 'sentence', onPage: true, facts }, byId(a, b), stated).map(seen);
    expect(row('faaaaaa')).toHaveLength(1);
    expect(row('faaaaaa')).toEqual(['As above: `faaaaaa`']);
    expect(row('faaaaaa', 'fbbbbbb')).toEqual([expect.stringMatching(/^`fbbbbbb` .* = 50 tokens\/s/), 'and, as above, `faaaaaa`']);
    expect(row('faaaaaa', 'fbbbbbb')).toEqual(['As above: `faaaaaa`, `fbbbbbb`']);
  });

  test('of a table and of what is folded names ids alone, of a table three at most, and states nothing that a later row could leave out', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ ...a, id: `f${String(index).repeat(6)}` }));
    const ids = many.map(({ id }) => id);
    const listed = (count: number) =>
      ids
        .slice(0, count)
        .map((id) => `\`${id}\``)
        .join(', ');
    expect(lines(many, { of: 'table', facts: ids.slice(0, 3) })).toEqual([`Table of ${listed(3)}`]);
    expect(lines(many, { of: 'table', facts: ids })).toEqual([`Table of ${listed(3)}, ...`]);
    expect(lines(many, { onPage: false, facts: ids })).toEqual([listed(9)]);
    const stated = new Set<string>();
    evidenceLines({ id: '1', of: 'table', onPage: true, facts: ids }, byId(...many), stated);
    evidenceLines({ id: '2', of: 'sentence', onPage: false, facts: ids }, byId(...many), stated);
    expect([...stated]).toEqual([]);
  });

  test('names six artifacts at most', () => {
    const facts = (count: number) => Array.from({ length: count }, (_, index) => ({ ...b, sources: [source(`${index}.csv`)] }));
    expect(sourcesContent(facts(6)).map(seen)).toEqual(['`0.csv`', '`1.csv`', '`2.csv`', '`3.csv`', '`4.csv`', '`5.csv`']);
    expect(sourcesContent(facts(7)).map(seen).at(-1)).toBe('...');
    expect(sourcesContent(facts(7))).toHaveLength(7);
  });

  test('says of cited statistics how they are computed, each pair once and in order', () => {
    const facts = [
      { ...a, id: 'f000001', statistic: 'p95', formula: 'interpolated' },
      { ...a, id: 'f000002', statistic: 'mean', formula: 'sum / n' },
      { ...a, id: 'f000003', statistic: 'mean', formula: 'sum / n' },
      { ...a, id: 'f000004', statistic: 'max', formula: 'largest' },
      { ...a, id: 'f000005', kind: 'comparison' as const, statistic: 'ratio', formula: 'a / b' },
    ];
    const cited: Evidence[] = [{ id: '1', of: 'table', onPage: false, facts: ['f000001', 'f000002', 'f000003', 'f000005'] }];
    expect(formulas(reportOnly(facts), cited)).toEqual([
      { statistic: 'mean', formula: 'sum / n' },
      { statistic: 'p95', formula: 'interpolated' },
    ]);
    expect(formulaText('p95', 'interpolated')).toBe('p95: interpolated');
    expect(formulaText('mean', 'arithmetic mean: sum / n')).toBe('arithmetic mean: sum / n');
    expect(formulaText('mean', 'sum: over the mean')).toBe('mean: sum: over the mean');
  });

  test('names the artifacts of cited facts and of those that they relate, by path', () => {
    const ratio = factOf(RATE, 'ratio', 2, { id: 'fcccccc', baseline: 'fbbbbbb', candidate: 'faaaaaa' });
    const other = { ...a, id: 'feeeeee', sources: [source('z.csv')] };
    const paths = (facts: Fact[], ...cited: string[]) =>
      citedArtifacts(reportOnly(facts), [{ id: '1', of: 'sentence', onPage: true, facts: cited }]);
    expect(paths([a, b, ratio, other], 'fcccccc')).toEqual([
      { path: 'a.csv', sha256: 'a.csv digest' },
      { path: 'b.csv', sha256: 'b.csv digest' },
    ]);
    expect(paths([a, other], 'feeeeee', 'fzzzzzz')).toEqual([{ path: 'z.csv', sha256: 'z.csv digest' }]);
  });
});

describe('the options of an agent', () => {
  test('are the usual ones in their order, and others by name', () => {
    expect(optionPairs({ zeta: true, alpha: 'x', temperature: 0 })).toEqual([
      'num_gpu=default',
      'num_ctx=default',
      'temp=0',
      'top_p=default',
      'top_k=default',
      'repeat_penalty=default',
      'alpha=x',
      'zeta=true',
    ]);
  });
});

describe('the performance section', () => {
  const made = <T>({ make }: { readonly make: () => T }): T => make();
  const lines = (report: Report) => sectionSeen(performanceSection(report, createReferences(report), made));

  test('says that there is no series', () => {
    expect(lines(reportOnly([]))).toEqual(['# Performance analysis', 'No series: the inputs hold no sample of a metric.']);
  });

  test('lists what it leaves out', () => {
    expect(lines(reportOnly([], { analysis: { tables: [], effects: [], omitted: ['A', 'B'] } }))).toEqual([
      '# Performance analysis',
      '# Tables left out',
      'To keep this readable; the JSON report holds their facts:',
      '- `A`',
      '- `B`',
    ]);
  });

  test('states effects with the labels in which they differ', () => {
    const effect = (value: number | readonly [number, number]) => factOf(RATE, 'effect', value, { kind: 'effect', unit: 'ratio' });
    const facts = [effect([0.25, 0.1]), effect(-0.1)];
    const shared = { metric: RATE, parameter: 'num_gpu', from: 1, to: 'x', pairCount: 4, reason: 'so it is' };
    const effects: Report['analysis']['effects'] = [
      { ...shared, fact: facts[0]!.id, labels: { model: 'a', benchmark: 'b' }, verdict: 'real' },
      { ...shared, fact: facts[1]!.id, labels: { model: 'c', benchmark: 'b' }, verdict: 'confounded' },
    ];
    expect(lines(reportOnly(facts, { analysis: { tables: [], effects, omitted: [] } }))).toEqual([
      '# Performance analysis',
      '# Effect of each parameter',
      'Matched pairs: two settings that differ in this parameter only, relative change of the mean. Same in every row: `benchmark=b`. [1]',
      'Effect of each parameter, the others held equal',
      'metric | `model` | parameter | from → to | >change (%) | >95 % interval (%) | >pairs | verdict | reason',
      'generation throughput | `a` | `num_gpu` | 1 → `x` | +25 | 15.0 to 35.0 | 4 | real | so it is',
      'generation throughput | `c` | `num_gpu` | 1 → `x` | -10.00 | – | 4 | **confounded** | so it is',
    ]);
    const alone = lines(
      reportOnly(facts, { analysis: { tables: [], effects: effects.map((own) => ({ ...own, labels: {} })), omitted: [] } }),
    );
    expect(alone[2]).toMatch(/of the mean\. \[1\]$/);
  });

  test('splits labels into what all share and what varies, a missing one included', () => {
    expect(
      splitLabels([
        { model: 'a', num_gpu: 1 },
        { num_gpu: 1, model: 'b', tone: 'dry' },
      ]),
    ).toEqual({ constants: { num_gpu: 1 }, keys: ['model', 'tone'] });
    expect(splitLabels([{ model: 'a' }])).toEqual({ constants: { model: 'a' }, keys: [] });
    expect(splitLabels([])).toEqual({ constants: {}, keys: [] });
  });
});

describe('the section on ingestion', () => {
  const said = (report: Report) => sectionSeen(ingestionSection(report, createReferences(report)));
  const empty = { byKind: {}, directories: [], formats: [], skipped: [], artifacts: [], otherFileCount: 0 };
  const inputs = (over: Partial<Report['inputs']>, labels: Report['labels'] = []) =>
    said(reportOnly([], { labels, inputs: { ...sampleReport.inputs, ...empty, ...over } }));

  test('says of each part that there is nothing', () => {
    expect(inputs({})).toEqual([
      '# Data ingestion summary',
      '# Not wholly used',
      'Every artifact was read and used as a whole.',
      '# Directories',
      'No directory holds an artifact.',
      '# Files',
      'No artifact.',
      '# Formats',
      'No format was recognised.',
      '# Labels',
      'No observation has a label.',
    ]);
  });

  test('begins with what is wrong with the inputs: findings, then what was not used', () => {
    const sentence = (words: string) => ({ id: words, parts: [words], text: words, facts: [] });
    const finding = (words: string, topic: Report['findings'][number]['topic'], severity: Report['findings'][number]['severity']) => ({
      ...sentence(words),
      topic,
      severity,
    });
    const report = reportOnly([], {
      inputs: { ...sampleReport.inputs, ...empty },
      findings: [
        finding('one', 'duplicate', 'info'),
        finding('two', 'contradiction', 'warning'),
        finding('three', 'ranking', 'warning'),
        finding('four', 'identity', 'notable'),
        finding('five', 'input', 'critical'),
      ],
      gaps: [{ ...sentence('six'), missing: { what: 'w', prevents: 'p' } }, sentence('seven')],
    });
    expect(said(report).slice(0, 9)).toEqual([
      '# Data ingestion summary',
      '# Data quality',
      '- one',
      '- **warning**: two',
      '- four',
      '- **critical**: five',
      '# Not wholly used',
      'Every artifact was read and used as a whole.',
      '# Directories',
    ]);
    const told = { ...report, narrative: { ...report.narrative, told: ['one', 'two', 'four', 'five'] } };
    expect(said(told).slice(0, 2)).toEqual(['# Data ingestion summary', '# Not wholly used']);
  });

  test('counts directories, files by kind, and formats', () => {
    const at = '2026-11-22T20:00:00.000Z';
    const lines = inputs({
      directories: [{ path: 'x', fileCount: 2, latestModified: at }],
      byKind: {
        json: { count: 3, latestModified: at, names: ['b.json', 'a.json'] },
        csv: { count: 1, latestModified: at, names: ['c.csv'] },
      },
      formats: [
        { adapter: 'one', title: 'One', fileCount: 1, rowCount: 10, sampleCount: 20 },
        { adapter: 'two', title: 'Two', fileCount: 2, rowCount: 30, sampleCount: 50 },
      ],
      otherFileCount: 4,
      skipped: [{ path: 'l', message: 'a link' }],
    });
    expect(lines.slice(3)).toEqual([
      '# Directories',
      'Directories covered',
      'directory | >files | latest modification',
      '`x` | 2 | 2026-11-22 20:00 UTC',
      '# Files',
      'Files by kind',
      'kind | >files | names | latest modification',
      'csv | 1 | `c.csv` | 2026-11-22 20:00 UTC',
      'json | 3 | `b.json`, `a.json` and 1 more | 2026-11-22 20:00 UTC',
      'Files of other kinds were not read (`otherFileCount=4` in the JSON report).',
      'Also there:',
      '- `l`: `a link`',
      '# Formats',
      'Formats recognised',
      'format | adapter | >files | >rows | >values',
      'One | `one` | 1 | 10 | 20',
      'Two | `two` | 2 | 30 | 50',
      '# Labels',
      'No observation has a label.',
    ]);
  });

  test('shows a hundred of what was skipped', () => {
    const skipped = (count: number) =>
      inputs({ skipped: Array.from({ length: count }, (_, index) => ({ path: `l${index}`, message: 'x' })) });
    expect(skipped(100).filter((line) => line.startsWith('- '))).toHaveLength(100);
    expect(
      skipped(101)
        .filter((line) => line.startsWith('- '))
        .slice(-2),
    ).toEqual(['- `l99`: `x`', '- ...']);
  });

  test('says where labels were read, in falling order of trust, each key once', () => {
    const label = (key: string, origin: Report['labels'][number]['origin']) => ({ key, origin, value: 'v' }) as Report['labels'][number];
    const lines = (...labels: Report['labels'][number][]) => {
      const all = inputs({}, labels);
      return all.slice(all.indexOf('# Labels') + 1);
    };
    expect(
      lines(
        label('c', 'duplicate'),
        label('b', 'directory'),
        label('m', 'file-name'),
        label('z', 'column'),
        label('a', 'column'),
        label('a', 'column'),
        label('d', 'document'),
      ),
    ).toEqual([
      '- Read from columns and fields: `a`, `z`.',
      '- Read from what holds for a whole document: `d`.',
      '- Inferred from names of files: `m`.',
      '- Inferred from names of directories: `b`.',
      '- Given to tell apart what agrees in everything else: `c`.',
    ]);
    const many = (count: number) =>
      lines(...Array.from({ length: count }, (_, index) => label(`k${String(index).padStart(2, '0')}`, 'column')))[0];
    expect(many(12)).toMatch(/, `k11`\.$/);
    expect(many(13)).toMatch(/, `k11`, \.\.\.$/);
  });

  const artifact = (over: Partial<Report['inputs']['artifacts'][number]>) => ({
    ...sampleReport.inputs.artifacts[0]!,
    problems: [],
    ...over,
  });

  test('says why an artifact was not wholly used', () => {
    const why = (over: Parameters<typeof artifact>[0]) => seen(artifactReason(artifact(over)));
    const problem = (line: number | undefined, message: string) => (line === undefined ? { message } : { line, message });
    expect(why({})).toBe('–');
    expect(why({ growing: true })).toBe('still being written: only its complete rows are used');
    expect(why({ duplicateOf: 'b.csv' })).toBe('same observations as `b.csv`, which is counted instead');
    expect(why({ growing: true, reason: 'odd' })).toBe('still being written: only its complete rows are used; `odd`');
    expect(why({ problems: [problem(3, 'bad'), problem(undefined, 'worse')] })).toBe('line 3: `bad`; `worse`');
    expect(why({ reason: 'line 3: bad, and more', problems: [problem(3, 'bad'), problem(4, 'bad')] })).toBe(
      '`line 3: bad, and more`; line 4: `bad`',
    );
    expect(why({ reason: 'bad it is', problems: [problem(undefined, 'bad')] })).toBe('`bad it is`');
    expect(why({ problems: [1, 2, 3].map((line) => problem(line, 'x')) })).toBe('line 1: `x`; line 2: `x`; line 3: `x`');
    expect(why({ problems: [1, 2, 3, 4].map((line) => problem(line, 'x')) })).toBe('line 1: `x`; line 2: `x`; line 3: `x`; ...');
  });

  test('has artifacts with the same verdict, reason and count in one row', () => {
    const unused = (...artifacts: ReturnType<typeof artifact>[]) => {
      const all = inputs({ artifacts });
      return all.slice(all.indexOf('# Not wholly used') + 1, all.indexOf('# Directories'));
    };
    const refused = (path: string, over: Parameters<typeof artifact>[0] = {}) =>
      artifact({ path, verdict: 'quarantined', reason: 'odd', sampleCount: 0, ...over });
    expect(unused(artifact({ path: 'good.csv' }))).toEqual(['Every artifact was read and used as a whole.']);
    expect(
      unused(
        refused('a'),
        artifact({ path: 'good.csv' }),
        refused('b'),
        refused('c', { sampleCount: 1 }),
        refused('d', { reason: 'other' }),
        refused('e', { verdict: 'partial' }),
      ),
    ).toEqual([
      'Artifacts that were not wholly used, and why',
      'artifact | verdict | >values | reason',
      '`a`, `b` | quarantined | 0 | `odd`',
      '`c` | quarantined | 1 | `odd`',
      '`d` | quarantined | 0 | `other`',
      '`e` | partial | 0 | `odd`',
    ]);
    for (const over of [{ growing: true }, { duplicateOf: 'b.csv' }, { problems: [{ message: 'x' }] }])
      expect(unused(artifact(over))).toHaveLength(3);
    const alike = (count: number) => unused(...Array.from({ length: count }, (_, index) => refused(`f${index}`)));
    expect(alike(12)).toHaveLength(3);
    expect(alike(13).slice(2)).toEqual([
      `${Array.from({ length: 12 }, (_, index) => `\`f${index}\``).join(', ')}, ... | quarantined | 0 | \`odd\``,
      'Shortened: the JSON report lists every artifact with its verdict and reason.',
    ]);
    const apart = (count: number) => unused(...Array.from({ length: count }, (_, index) => refused(`f${index}`, { sampleCount: index })));
    expect(apart(100)).toHaveLength(102);
    expect(apart(101)).toHaveLength(103);
    expect(apart(101).at(-1)).toMatch(/^Shortened/);
  });

  test('lists every artifact, a thousand of them, for a medium that can fold it away', () => {
    const inventory = (count: number) =>
      artifactInventory(
        reportOnly([], {
          inputs: { ...sampleReport.inputs, artifacts: Array.from({ length: count }, () => artifact({ bytes: 7, sampleCount: 3 })) },
        }),
      );
    expect(sectionSeen(inventory(0))).toEqual(['# All artifacts', 'No artifact.']);
    expect(sectionSeen(inventory(1))).toEqual([
      '# All artifacts',
      'All artifacts',
      'artifact | adapter | verdict | >values | >size (bytes) | modified',
      '`a.csv` | `generic-csv` | accepted | 3 | 7 | 2026-11-22 20:00 UTC',
    ]);
    expect(inventory(1).blocks[0]).toMatchObject({ folded: true });
    expect(sectionSeen(inventory(1001))).toHaveLength(1003);
  });
});

describe('the appendix', () => {
  const OPTIONS = '`num_gpu=80`, `num_ctx=1024`, `temp=1`, `top_p=default`, `top_k=default`, `repeat_penalty=default`';

  test('names each of several agents with its options, and a model of several once', () => {
    const [agent] = sampleReport.narrative.agents;
    const lines = (...agents: Report['narrative']['agents']) => {
      const report = { ...sampleReport, narrative: { ...sampleReport.narrative, agents } };
      return sectionSeen(appendixSection(report, { numbersInText: 1, numbersTraced: 1 })).slice(5, 8);
    };
    expect(lines(agent!, { ...agent!, label: 'critic' })).toEqual([
      '- Agent type: `insight`, `critic`',
      '- Model: `gemma3:4b`',
      `- Configuration: ${OPTIONS}; ${OPTIONS}`,
    ]);
    expect(lines(agent!, { ...agent!, model: 'other' })[1]).toBe('- Model: `gemma3:4b`, `other`');
    expect(lines()).toEqual(['- Agent type: none', '- Model: none', '# Workflow']);
  });

  test('says why the plan is that of the program although agents are configured', () => {
    const lines = (over: Partial<Report['narrative']>) => {
      const report = { ...sampleReport, narrative: programNarrative([], over) };
      const all = sectionSeen(appendixSection(report, { numbersInText: 1, numbersTraced: 1 }));
      return all.slice(all.indexOf('total | 45.7') + 1, all.indexOf('# Generation metrics'));
    };
    expect(lines({})).toEqual([]);
    expect(lines({ reason: 'the model answered nothing' })).toEqual([
      '# Plan of the page',
      'The plan of this page is that of the program.',
      'Why: the model answered nothing.',
    ]);
  });

  test('states the run itself: stages, model calls, agents, and what was dropped', () => {
    expect(sectionSeen(appendixSection(sampleReport, { numbersInText: 12, numbersTraced: 11 }))).toEqual([
      '# Appendix: how this was made',
      '# This report',
      '- Date: 2026-11-22 20:00 UTC',
      '- Directory: `reports/nimbus` of root `bench`',
      '- Verdict: regressed',
      '- Agent type: `insight`',
      '- Model: `gemma3:4b`',
      `- Configuration: ${OPTIONS}`,
      '# Workflow',
      'Duration of each stage',
      'stage | >duration (ms)',
      'read | 3.2',
      'parse | 12.5',
      'aggregate | 8.1',
      'compare | 0.4',
      'narrate | 1.1',
      'render | 20.4',
      'total | 45.7',
      '# Plan of the page',
      'The plan of this page is that of the model; every sentence is one of the program.',
      'It leads with ranking, where the program leads with cold start.',
      '# Generation metrics',
      'Model calls for this report',
      'agent | stage | outcome | >throughput (tokens/s) | >TTFT (ms) | >total (ms) | >prompt tokens | >tokens | >prompt eval (ms) | >eval (ms) | >load (ms)',
      '`insight` | insight | kept | 88.4 | 412.3 | 5120.5 | 512 | 410 | 220.1 | 4638.0 | 181.2',
      '# Agents',
      `- \`insight\` (insight, ollama), model \`gemma3:4b\`, ${OPTIONS}; persona: \`A performance engineer.\``,
      '# Verification',
      'Numbers in the text: 12, of which traced to a fact or a count: 11.',
      'Sentences that were dropped, and why',
      'dropped sentence | reason',
      '`gemma is 12 % faster | <b>really</b>` | `no fact gives 12 %`',
    ]);
  });

  test('says what it brought to ask two agents side by side', () => {
    const report = sampleReportWith((own) => {
      own.narrative.answered = { ...own.narrative.answered!, concurrency: { wallMs: 4000, sequentialMs: 6000 } };
    });
    expect(sectionSeen(appendixSection(report, { numbersInText: 1, numbersTraced: 1 }))).toContain(
      'The agents were asked side by side: 4000.0 ms, one after the other 6000.0 ms; speed-up 1.50, efficiency 0.75.',
    );
    const document = documentOf(report);
    expect(document.report.verification.numbersTraced).toBe(document.report.verification.numbersInText);
  });

  test('says that no model took part and nothing was dropped', () => {
    const report = sampleReportWith((own) => {
      own.narrative = programNarrative();
    });
    expect(sectionSeen(appendixSection(report, { numbersInText: 1, numbersTraced: 1 })).slice(17)).toEqual([
      '# Generation metrics',
      'No model was called.',
      '# Agents',
      'None: the sentences are filled from the facts by fixed rules.',
      '# Verification',
      'Numbers in the text: 1, of which traced to a fact or a count: 1.',
    ]);
  });
});
