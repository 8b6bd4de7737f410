import type { LabelValue } from '../../contracts/observation.ts';
import type { ParameterEffect, Report } from '../../contracts/report.ts';
import { printFact } from '../../metrics/format.ts';
import { analysisSection, tableLine } from './analysis-table.ts';
import type { Column, DocumentPart, Inline, MakePart, Section } from './document.ts';
import { code, labelPairs, labelValueContent, metricName, number, section, sortedKeys, text } from './inline.ts';
import { labelCell, type References } from './references.ts';

type Labels = Readonly<Record<string, LabelValue>>;

/** Splits the labels of several rows into those that all share and the keys that vary, in column order. */
export function splitLabels(rows: readonly Labels[]): { constants: Labels; keys: string[] } {
  const all = rows.reduce((known, row) => Object.assign(known, row), Object.create(null) as Record<string, LabelValue>);
  const keys = sortedKeys(all).filter((key) => rows.some((row) => row[key] !== rows[0]![key]));
  const constants = Object.fromEntries(sortedKeys(all).flatMap((key) => (keys.includes(key) ? [] : [[key, all[key]!]])));
  return { constants, keys };
}

const VERDICTS: Readonly<Record<ParameterEffect['verdict'], string>> = {
  real: 'real',
  'too-small-to-matter': 'real, too small to matter',
  none: 'none',
  confounded: 'confounded',
  inconclusive: 'inconclusive',
};

const LEFT = (words: string): Column => ({ head: [text(words)], align: 'left' });
const RIGHT = (words: string): Column => ({ head: [text(words)], align: 'right' });

function effectRow(effect: ParameterEffect, keys: readonly string[], evidence: string, references: References): Inline[][] {
  const fact = references.factOf(effect.fact);
  const piece = (shown: string): Inline => ({ kind: 'figure', text: shown, fact: effect.fact, evidence });
  return [
    [metricName(effect.metric)],
    ...keys.map((key) => labelCell(key, effect.labels, references)),
    [code(effect.parameter)],
    [labelValueContent(effect.from), text(' → '), labelValueContent(effect.to)],
    [piece(printFact(fact, 'percent').number)],
    fact.interval ? [piece(printFact(fact, 'bounds', '%').number)] : [text('–')],
    [piece(String(effect.pairCount))],
    [effect.verdict === 'confounded' ? { kind: 'strong', text: VERDICTS[effect.verdict] } : text(VERDICTS[effect.verdict])],
    [text(effect.reason)],
  ];
}

/** Effect of each parameter with the others held equal. */
function effectSection(effects: readonly ParameterEffect[], references: References): Section {
  const { constants, keys } = splitLabels(effects.map((effect) => effect.labels));
  const same: Inline[] = Object.keys(constants).length > 0 ? [text('Same in every row: '), ...labelPairs(constants), text('.')] : [];
  const facts = effects.flatMap(({ fact }) => {
    const { baseline, candidate } = references.factOf(fact);
    return [fact, baseline, candidate].filter((id) => id !== undefined);
  });
  const evidence = references.cite(facts, 'table');
  const method = text('Matched pairs: two settings that differ in this parameter only, relative change of the mean.');
  return section('parameter-effects', 'Effect of each parameter', [
    {
      kind: 'paragraph',
      content: tableLine([[method], same], evidence),
    },
    {
      kind: 'table',
      caption: [text('Effect of each parameter, the others held equal')],
      columns: [
        LEFT('metric'),
        ...keys.map((key): Column => ({ head: [code(key)], align: 'left' })),
        LEFT('parameter'),
        LEFT('from → to'),
        RIGHT('change (%)'),
        { head: [number(95, 'method'), text(' % interval (%)')], align: 'right' },
        RIGHT('pairs'),
        LEFT('verdict'),
        LEFT('reason'),
      ],
      rows: effects.map((effect) => effectRow(effect, keys, evidence, references)),
    },
  ]);
}

/** Tables that the text leaves out, by name: nothing is lost without a word. */
function omittedSection(titles: readonly string[]): Section {
  return section('tables-left-out', 'Tables left out', [
    { kind: 'paragraph', content: [text('To keep this readable; the JSON report holds their facts:')] },
    { kind: 'list', ordered: false, entries: titles.map((title) => [code(title)]) },
  ]);
}

/** The parts of chapter 4, section 4: the tables of series in the order of the report, then the effects of parameters. */
function performanceParts({ analysis: { tables, effects, omitted } }: Report, references: References): DocumentPart<Section>[] {
  return [
    ...tables.map((table) => ({ name: `table: ${table.title}`, make: () => analysisSection(table, references) })),
    ...(effects.length > 0 ? [{ name: 'table: effects of settings', make: () => effectSection(effects, references) }] : []),
    ...(omitted.length > 0 ? [{ name: 'list of tables left out', make: () => omittedSection(omitted) }] : []),
  ];
}

/** Chapter 4, section 4. A table that throws is left out. */
export function performanceSection(report: Report, references: References, made: MakePart): Section {
  const sections = performanceParts(report, references).flatMap((part) => made(part) ?? []);
  const nothing = 'No series: the inputs hold no sample of a metric.';
  const blocks = sections.length > 0 ? [] : [{ kind: 'paragraph', content: [text(nothing)] } as const];
  return section('performance-analysis', 'Performance analysis', blocks, sections);
}
