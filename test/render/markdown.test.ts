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
import { renderMarkdown, renderPage } from '../../src/core/render/render-markdown.ts';
import { DEFINITIONS } from '../../src/metrics/definitions.ts';
import { documentOf } from '../support/document-of.ts';
import { programNarrative } from '../support/narrative.ts';
import { FAST, samplePageTable, sampleReport, sampleReportWith } from './sample-report.ts';

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
  report.page = { failures: [], changes: [], table: null };
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
      agents: [{ id: 'insight', model: 'gemma3:4b', options: expect.stringMatching(/^num_gpu=80, num_ctx=1024, temp=1, top_p=default, /) }],
      numbers_in_text: 347,
      numbers_traced: 347,
    });
  });

  test('gives the same bytes for the same report', () => {
    expect(renderMarkdown(documentOf(structuredClone(sampleReport)))).toBe(markdown);
  });

  test('begins with the answer, and a line that says who, what failed, and since when', () => {
    const [, title, line] = root.children;
    expect(title).toMatchObject({ type: 'heading', depth: 1 });
    expect(textOf(title!)).toBe(sampleReport.narrative.headline!.text);
    expect(line!.type).toBe('paragraph');
    expect(textOf(line!)).toMatch(/^9 files · 2 of 36 requests failed · regressed · chosen by /);
    expect(headings(1)).toHaveLength(1);
  });

  test('keeps the order of the sections, full or empty', () => {
    const page = ['Recommendations', 'Gaps'];
    const folded = ['Performance analysis', 'Key findings', 'Data ingestion summary', 'Evidence', 'Appendix: how this was made'];
    expect(headings(2)).toEqual([...page, 'Changes since the baseline', ...folded]);
    expect(headings(2, parse(renderMarkdown(documentOf(emptyReport))))).toEqual([...page, ...folded]);
  });

  test('has one line in every section that has nothing to say', () => {
    const children = parse(renderMarkdown(documentOf(emptyReport))).children.filter(({ type }) => type !== 'html');
    const silent = children.filter((node, index) => node.type === 'heading' && (children[index + 1]?.type ?? 'heading') === 'heading');
    expect(silent.map((heading) => textOf(heading))).toEqual(['Data ingestion summary', 'Appendix: how this was made']);
  });

  test('folds every section but those of the page, each behind its own heading', () => {
    const { children } = root;
    const first = children.findIndex(({ type }) => type === 'html');
    const isHeading = (node: Nodes | undefined) => node?.type === 'heading' && node.depth === 2;
    expect(
      children
        .slice(0, first)
        .filter(isHeading)
        .map((node) => textOf(node)),
    ).toEqual(['Recommendations', 'Gaps']);
    const raw = collect(root, 'html').map(({ value }) => value);
    const folded = headings(2).length - 2;
    expect(raw).toEqual(Array.from({ length: folded }, () => ['<details>\n<summary>', '</summary>', '</details>']).flat());
    const opened = children.flatMap((node, index) => (node.type === 'html' && node.value.startsWith('<details>') ? [index] : []));
    for (const at of opened) {
      expect(isHeading(children[at + 1])).toBe(true);
      expect(children[at + 2]).toMatchObject({ type: 'html', value: '</summary>' });
    }
    // A blank line on both sides of the tags, or Markdown between them would be read as HTML.
    expect(markdown).toContain('\n\n<details>\n<summary>\n\n## Evidence\n\n</summary>\n\n');
    expect(children.at(-1)).toMatchObject({ type: 'html', value: '</details>' });
  });

  test('says nothing twice', () => {
    const { narrative, findings, recommendations } = sampleReport;
    const counts = (text: string) => textOf(root).split(text.replace(/\.$/, '')).length - 1;
    for (const { id, text } of [...narrative.sentences, ...findings, ...recommendations])
      expect([text, counts(text)]).toEqual([text, narrative.told.includes(id) ? 0 : 1]);
    const prose = collect(root, 'paragraph').map((paragraph) => textOf(paragraph));
    const long = prose.filter((text) => text.length > 40 && !/^(?:As above|Table of|Same in every row)/.test(text));
    expect(long.filter((text, index) => long.indexOf(text) !== index)).toEqual([]);
  });

  test('shows eight rows of a folded table and says that it is shortened, but all rows of the page', () => {
    const rowsBelow = (title: string, tree: Root) => {
      const at = tree.children.findIndex((node) => node.type === 'heading' && textOf(node) === title);
      const [table, note] = tree.children
        .slice(at + 1)
        .filter(({ type }, index, all) => type === 'table' || all[index - 1]?.type === 'table');
      return [table!.type === 'table' ? table!.children.length - 1 : 0, textOf(note!)];
    };
    const shortened = 'Shortened: the HTML and JSON reports have more rows.';
    expect(sampleReport.analysis.tables[2]!.rows).toHaveLength(36);
    expect(rowsBelow('Generation throughput by setting (tokens/s)', root)).toEqual([8, shortened]);
    const long = sampleReportWith((report) => {
      const [table] = report.analysis.tables;
      report.analysis.tables = [{ ...table!, rows: Array.from({ length: 8 }, () => table!.rows[0]!) }];
      report.page = {
        ...report.page,
        changes: [],
        table: { ...samplePageTable, rows: Array.from({ length: 20 }, () => samplePageTable.rows[2]!) },
      };
    });
    const whole = parse(renderMarkdown(documentOf(long)));
    expect(collect(whole, 'table')[0]!.children).toHaveLength(21);
    expect(rowsBelow('Generation throughput (tokens/s)', whole)).not.toContain(shortened);
  });

  test('shows a hundred rows of the folded tables of a section, and says of each table that it leaves out where it is', () => {
    const many = sampleReportWith((report) => {
      const [, , table] = report.analysis.tables;
      report.changes = [];
      report.page = { ...report.page, changes: [] };
      report.narrative.headline = null;
      report.analysis = {
        ...report.analysis,
        effects: [],
        tables: Array.from({ length: 14 }, (_, index) => ({ ...table!, id: `t${index}` })),
      };
    });
    const document = documentOf(many);
    const text = renderMarkdown(document);
    const own = text.slice(text.indexOf('## Performance analysis'), text.indexOf('## Key findings'));
    const rows = collect(parse(own), 'table').reduce((sum, table) => sum + table.children.length - 1, 0);
    expect(rows).toBe(100);
    expect(own.split('\nShortened: the HTML and JSON reports have more rows.\n')).toHaveLength(14);
    expect(text).toMatch(/\[\^E\d+\]\n\nIn the HTML and JSON reports\.\n/);
    const tables = (section: (typeof document.folded)[number]): number =>
      section.blocks.filter(({ kind }) => kind === 'table').length + section.sections.reduce((sum, inner) => sum + tables(inner), 0);
    const made = document.folded.reduce((sum, section) => sum + tables(section), 0);
    const shown = collect(parse(text), 'table').length;
    expect(text.split('\nIn the HTML and JSON reports.\n')).toHaveLength(made - shown + 1);
  });

  test('defines every reference once and refers to every definition', () => {
    const cited = collect(root, 'footnoteReference').map(({ label }) => label!);
    const defined = collect(root, 'footnoteDefinition').map(({ label }) => label!);
    expect(new Set(cited)).toEqual(new Set(defined));
    expect(new Set(defined).size).toBe(defined.length);
    expect([...new Set(cited)]).toEqual(defined);
  });

  test('puts one reference at the end of a sentence and of the line beside a table', () => {
    expect(markdown).toContain(
      `- \`${FAST}\` generates fastest: mean 311.4 ± 8.1 tokens/s warm, 3.20 times (3.11 to 3.29 times) \`nimbus:7b\`. [^E3]\n`,
    );
    expect(markdown).toContain('Same in every row: `benchmark=sweep`. Samples: warm only. [^E7]\n\n| `model` |');
    for (const { children } of collect(root, 'paragraph')) {
      const references = children.filter(({ type }) => type === 'footnoteReference');
      expect(references.length).toBeLessThanOrEqual(1);
      if (references.length > 0) expect(children.at(-1)).toBe(references[0]);
    }
    expect(collect(root, 'tableCell').flatMap(({ children }) => children.filter(({ type }) => type === 'footnoteReference'))).toEqual([]);
  });

  const definition = (id: string) => collect(root, 'footnoteDefinition').find(({ label }) => label === id)!;
  const entriesOf = (id: string) =>
    definition(`E${id}`)
      .children.flatMap((node): Nodes[] => (node.type === 'list' ? node.children : [node]))
      .map((node) => textOf(node));

  test('states of a sentence of the page each fact in a line: value, samples and source cells, or the facts that it relates', () => {
    const fact = sampleReport.facts.find(({ value }) => value === 311.42)!;
    const { id, value, baseline, candidate } = sampleReport.facts.find(({ kind }) => kind === 'comparison')!;
    expect(entriesOf('3')).toEqual([
      `${fact.id} decode_throughput mean, model=${FAST}, benchmark=sweep, subset warm = 311.42 tokens/s; n = 23; left out: 2 failed; ` +
        'from nimbus_1b-q4_sweep.csv rows 2-24 of tokens_s',
      `${id} decode_throughput ratio of means, benchmark=sweep, subset warm = ${value} x; n = 51; of ${baseline}, ${candidate}`,
    ]);
  });

  test('states a fact in full once, and names it by its id from then on', () => {
    const { fact } = sampleReport.changes[0]!;
    expect(entriesOf('1')[0]).toMatch(new RegExp(`^${fact} decode_throughput relative change of the mean, .* = -0\\.2095`));
    expect(entriesOf('4')).toEqual([`As above: ${fact}`]);
  });

  test('names the facts of a table and of what is folded by their ids, of many the first', () => {
    const { fact, baseline, candidate } = sampleReport.changes[0]!;
    expect(entriesOf('2')).toEqual([`Table of ${fact}, ${baseline}, ${candidate}`]);
    expect(entriesOf('7')).toEqual([expect.stringMatching(/^Table of (?:f\w+, ){3}\.\.\.$/)]);
    expect(entriesOf('8')).toEqual([expect.stringMatching(/^f\w+, f\w+$/)]);
  });

  test('states unit, constants and subset once, and prints a row to the precision of its interval', () => {
    expect(headings(3)).toContain('Generation throughput (tokens/s)');
    expect(markdown).toContain('Same in every row: `benchmark=sweep`. Samples: warm only.');
    expect(markdown).toContain('| `model` | n | mean ± 95 % | median | p95 | min | max | CV (%) |');
    expect(markdown).toContain('| `nimbus:7b` | 28 | 97.33 ± 0.21 | 97.31 | 98.14 | 96.42 | 98.49 | 0.56 |');
  });

  test('shows a dash where a row does not support a statistic', () => {
    expect(markdown).toContain('| `nimbus:7b` | cold | 8 | 2633 ± 110 | 2589 | – | 2522 | 2902 | – |');
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
    expect(text).toContain('| `model` | n | speed ± 95 % (tokens/s) | wait ± 95 % (ms) |');
    expect(text).toContain(`| \`${FAST}\` | 23 | 311.4 ± 8.1 | 71.2 ± 6.3 |`);
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
    expect(markdown).toContain('| **regressed** | -21.0 % | -23.0 to -19.0 % | step | 121.7 tokens/s | 96.2 tokens/s |');
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

  test('keeps findings about the inputs out of the key findings and with the data', () => {
    const [before, after] = markdown.split('## Data ingestion summary');
    expect(after).toContain('repeats `a.csv`: counted once.');
    expect(before).not.toContain('repeats `a.csv`');
  });

  test('prints what an agent leaves unset as default', () => {
    expect(markdown).toContain(
      '- Configuration: `num_gpu=80`, `num_ctx=1024`, `temp=1`, `top_p=default`, `top_k=default`, `repeat_penalty=default`',
    );
  });
});

describe('renderPage', () => {
  const page = renderPage(document);

  test('has the page of the report and nothing that leads elsewhere: no front matter, reference, evidence or folded section', () => {
    const tree = parse(page);
    expect(tree.children[0]).toMatchObject({ type: 'heading', depth: 1 });
    expect(headings(2, tree)).toEqual(['Recommendations', 'Gaps']);
    for (const type of ['yaml', 'html', 'footnoteReference', 'footnoteDefinition'] as const) expect(collect(tree, type)).toEqual([]);
    expect(page).not.toMatch(/\[\^|&#x20;| $/m);
  });

  test('says what the page of the file says, line by line', () => {
    const [whole] = markdown.split('\n<details>');
    const bare = whole!.slice(whole!.indexOf('\n# ') + 1).replaceAll(/ ?\[\^E\d+\]/g, '');
    expect(page.trim()).toBe(bare.trim());
  });

  test('has no line below a table for which there is only a reference', () => {
    const bare = sampleReportWith((report) => {
      const [column] = samplePageTable.columns;
      const rows = samplePageTable.rows.map(({ labels, cells }) => ({ labels, cells: cells.slice(0, 1) }));
      report.page = {
        ...report.page,
        changes: [],
        table: { ...samplePageTable, constants: {}, columns: [{ ...column!, subset: 'all' }], rows },
      };
    });
    expect(renderMarkdown(documentOf(bare))).toContain('| 97.33 ± 0.21 |\n\n[^E2]\n\n- ');
    expect(renderPage(documentOf(bare))).toContain('| 97.33 ± 0.21 |\n\n- ');
  });
});
