import { describe, expect, test } from '@jest/globals';
import type { Nodes, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { parse as parseYaml } from 'yaml';
import { Report } from '../../src/contracts/report.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { DEFINITIONS } from '../../src/metrics/definitions.ts';
import { documentOf } from '../support/document-of.ts';
import { programNarrative } from '../support/narrative.ts';
import { FAST, sampleReport, sampleReportWith } from './sample-report.ts';

function parse(markdown: string): Root {
  return unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter).parse(markdown);
}

function collect<Type extends Nodes['type']>(root: Root, type: Type): Extract<Nodes, { type: Type }>[] {
  const found: Extract<Nodes, { type: Type }>[] = [];
  visit(root, type, (node) => {
    found.push(node as Extract<Nodes, { type: Type }>);
  });
  return found;
}

const document = documentOf(sampleReport);
const markdown = renderMarkdown(document);
const root = parse(markdown);

function headings(depth: number, tree = root): string[] {
  return collect(tree, 'heading')
    .filter((heading) => heading.depth === depth)
    .map((heading) => textOf(heading));
}

/** The empty report: nothing was found, nothing may be missing from the layout. */
const emptyReport = sampleReportWith((report) => {
  report.inputs = { ...report.inputs, byKind: {}, directories: [], formats: [], artifacts: [], skipped: [], rowCount: 0, sampleCount: 0 };
  report.facts = [];
  report.analysis = { tables: [], effects: [], omitted: [] };
  report.changes = [];
  report.findings = [];
  report.recommendations = [];
  report.gaps = [];
  report.narrative = programNarrative();
});

describe('renderMarkdown', () => {
  test('the sample report fits the schema', () => {
    expect(Report.parse(sampleReport)).toEqual(sampleReport);
    expect(() => Report.parse(emptyReport)).not.toThrow();
  });

  test('starts with front matter that says what the file is', () => {
    const yaml = root.children[0]!;
    expect(markdown.startsWith('---\ngenerator: benchscribe 0.1.0\nschema: benchscribe.report/1\n')).toBe(true);
    expect(yaml.type).toBe('yaml');
    expect(parseYaml(collect(root, 'yaml')[0]!.value)).toMatchObject({
      title: sampleReport.title,
      date: sampleReport.generatedAt,
      root: 'bench',
      directory: 'reports/nimbus',
      verdict: 'regressed',
      input_fingerprint: sampleReport.inputs.fingerprint,
      rule_fingerprint: sampleReport.inputs.ruleFingerprint,
      narrative: { source: 'model', status: 'verified' },
      agents: [{ id: 'insight', model: 'gemma3:4b' }],
      numbers_in_text: 342,
      numbers_traced: 342,
    });
  });

  test('gives the same bytes for the same report', () => {
    expect(renderMarkdown(documentOf(structuredClone(sampleReport)))).toBe(markdown);
  });

  test('keeps the order of the sections, full or empty', () => {
    const sections = [
      'Executive summary',
      'Data ingestion summary',
      'Performance analysis',
      'Changes since the baseline',
      'Key findings',
      'Recommendations',
      'Gaps',
      'Appendix',
    ];
    expect(headings(2)).toEqual(sections);
    expect(headings(2, parse(renderMarkdown(documentOf(emptyReport))))).toEqual(sections);
  });

  test('has one line in every section that has nothing to say', () => {
    const { children } = parse(renderMarkdown(documentOf(emptyReport)));
    const silent = children.filter((node, index) => node.type === 'heading' && (children[index + 1]?.type ?? 'heading') === 'heading');
    expect(silent.map((heading) => textOf(heading))).toEqual(['Data ingestion summary', 'Gaps', 'Appendix']);
  });

  test('defines every reference once and refers to every definition', () => {
    const cited = collect(root, 'footnoteReference').map(({ label }) => label!);
    const defined = collect(root, 'footnoteDefinition').map(({ label }) => label!);
    expect(new Set(cited)).toEqual(new Set(defined));
    expect(new Set(defined).size).toBe(defined.length);
    expect([...new Set(cited)]).toEqual(defined);
  });

  test('puts the reference right behind number and unit, once for a fact that is stated twice in a row', () => {
    expect(markdown).toContain(
      `1. \`${FAST}\` generates fastest: mean 311.4 ± 8.1 tokens/s[^E1] warm, 3.20 times[^E2] (3.11 to 3.29 times) \`nimbus:7b\`.`,
    );
  });

  test('states value, samples, formula and source cells of a cited fact', () => {
    const definition = collect(root, 'footnoteDefinition').find(({ label }) => label === 'E1')!;
    const fact = sampleReport.facts.find(({ value }) => value === 311.42)!;
    expect(textOf(definition)).toBe(
      `${fact.id}, mean of decode_throughput, model=${FAST}, benchmark=sweep, subset warm = 311.42 tokens/s; n = 23; left out: 2 failed; ` +
        "95 % interval 303.29 to 319.55 (Student's t, n - 1 degrees of freedom); mean of the samples; " +
        'from nimbus_1b-q4_sweep.csv rows 2-24 of tokens_s',
    );
  });

  test('names the facts that a comparison relates', () => {
    const definition = textOf(collect(root, 'footnoteDefinition').find(({ label }) => label === 'E2')!);
    const { baseline, candidate } = sampleReport.facts.find(({ kind }) => kind === 'comparison')!;
    expect(definition).toContain(`; ${baseline} = 97.334 tokens/s: mean of decode_throughput`);
    expect(definition).toContain(`; ${candidate} = 311.42 tokens/s: mean of decode_throughput`);
    expect(definition).toContain('nimbus_7b_sweep.csv rows 2-29 of tokens_s; nimbus_1b-q4_sweep.csv rows 2-24 of tokens_s');
  });

  test('states unit, constants and subset once, and prints a row to the precision of its interval', () => {
    expect(headings(3)).toContain('Generation throughput (tokens/s)');
    expect(markdown).toContain('Same in every row: `benchmark=sweep`. Samples: warm only.');
    expect(markdown).toContain('| `model` | n | mean ± 95 % | median | p95 | min | max | CV (%) | ref |');
    expect(markdown).toContain('| `nimbus:7b` | 28 | 97.33 ± 0.21 | 97.31 | 98.14 | 96.42 | 98.49 | 0.56 | [^S3] |');
  });

  test('shows a dash where a row does not support a statistic', () => {
    expect(markdown).toContain('| `nimbus:7b` | cold | 8 | 2633 ± 110 | 2589 | – | 2522 | 2902 | – | [^S7] |');
  });

  test('states the unit in each column where a table holds several quantities', () => {
    const [throughput, wait] = sampleReport.analysis.tables;
    const mixed = sampleReportWith((report) => {
      const facts = {
        n: throughput!.rows[0]!.facts['n']!,
        speed: throughput!.rows[0]!.facts['mean']!,
        wait: wait!.rows[0]!.facts['mean']!,
      };
      report.analysis.tables = [
        { ...throughput!, title: 'Both', role: 'pareto', columns: ['n', 'speed', 'wait'], rows: [{ ...throughput!.rows[0]!, facts }] },
      ];
    });
    const text = renderMarkdown(documentOf(mixed));
    expect(text).toContain('### Both\n');
    expect(text).toContain('| `model` | n | speed ± 95 % (tokens/s) | wait ± 95 % (ms) | ref |');
    expect(text).toContain(`| \`${FAST}\` | 23 | 311.4 ± 8.1 | 71.2 ± 6.3 | [^S1] |`);
  });

  test('keeps the unit beside the metric, and labels that most rows lack in one column', () => {
    const sparse = sampleReportWith((report) => {
      const [table] = report.analysis.tables;
      table!.title = 'Generation throughput, as reported';
      table!.labelKeys = ['model', 'dtype', 'device'];
      table!.rows[0]!.labels = { ...table!.rows[0]!.labels, dtype: 'bf16', device: 'gpu0' };
    });
    const text = renderMarkdown(documentOf(sparse));
    expect(text).toContain('### Generation throughput (tokens/s), as reported\n');
    expect(text).toContain('| `model` | other labels | n |');
    expect(text).toContain(`| \`${FAST}\` | \`device=gpu0\`, \`dtype=bf16\` | 23 |`);
    expect(text).toContain('| `nimbus:7b` | – | 28 |');
  });

  test('names the tables that the text leaves out and the definition of a tool', () => {
    expect(markdown).toContain('### Tables left out');
    expect(markdown).toContain('- `GPU temperature`');
    const defined = sampleReportWith((report) => {
      report.analysis.tables[0]!.definition = DEFINITIONS[0]!.id;
    });
    expect(renderMarkdown(documentOf(defined))).toContain(`As ${DEFINITIONS[0]!.tool} defines it: ${DEFINITIONS[0]!.text}`);
  });

  test('prints effects and changes in per cent with their interval', () => {
    expect(markdown).toContain('| `num_gpu` | 40 → 999 | +2.8 | 1.8 to 3.9 | 11 | **confounded** |');
    expect(markdown).toContain('| **regressed** | -21.0 % | -23.0 to -19.0 % | step | 121.7 tokens/s | 96.2 tokens/s | [^S46] |');
  });

  test('lists artifacts that were not wholly used with line and reason, alike ones in one row', () => {
    const twins = sampleReportWith((report) => {
      report.inputs.artifacts.push({ ...report.inputs.artifacts.find(({ path }) => path === 'broken.json')!, path: 'broken-too.json' });
    });
    const text = renderMarkdown(documentOf(twins));
    expect(text).toContain('| `g.csv` | partial | 123 | line 20: `tokens_s is "fast\\|<i>", not a number` |');
    expect(text).toContain('| `broken.json`, `broken-too.json` | quarantined | 0 | `truncated: the JSON ends in line 3` |');
    expect(text).toContain('| `notes\\|<b>.md` | accepted | 0 | same observations as `a.csv`, which is counted instead |');
  });

  test('says which labels were read and which were inferred, and lists what was not wholly used of an accepted file', () => {
    const label = (key: string, origin: 'column' | 'file-name') => ({ key, value: 'x', role: 'contestant' as const, origin });
    const report = sampleReportWith((own) => {
      own.labels = [label('model', 'column'), label('benchmark', 'file-name'), label('backend', 'column')];
      own.inputs.artifacts = [{ ...own.inputs.artifacts[0]!, verdict: 'accepted', problems: [{ message: 'not used: "kv" (unknown)' }] }];
    });
    const shown = renderMarkdown(documentOf(report));
    expect(shown).toContain('- Read from columns and fields: `backend`, `model`.\n- Inferred from names of files: `benchmark`.');
    expect(shown).toMatch(/\| accepted \| \d+ \| `not used: "kv" \(unknown\)` \|/);
    expect(shown).not.toContain('Every artifact was read and used as a whole.');
  });

  test('keeps findings about the inputs out of the key findings and under the gaps', () => {
    const [, after] = markdown.split('## Gaps');
    expect(after).toContain('repeats `a.csv`: counted once.');
    expect(markdown.split('## Gaps')[0]).not.toContain('repeats `a.csv`');
  });

  test('prints what an agent leaves unset as default', () => {
    expect(markdown).toContain(
      'Configuration: `num_gpu=80`, `num_ctx=1024`, `temp=1`, `top_p=default`, `top_k=default`, `repeat_penalty=default`',
    );
  });
});
