import type { Element } from 'hast';
import { h } from 'hastscript';
import type { Fact } from '../../contracts/fact.ts';
import { metricOf } from '../../metrics/registry.ts';
import type { Block, Inline, ReportDocument } from './document.ts';
import { citedArtifacts, evidenceContent, formulas, formulaText, fullValue, intervalText, sampleText, sourcesContent } from './evidence.ts';
import { blockNode, inlineNodes, lines, popoverId } from './html-blocks.ts';
import { code, joined, labelPairs, text } from './inline.ts';

type Entry = readonly [term: string, content: readonly Inline[]];

/** One fact in a line: full value, interval, and how it relates other facts unless it stands alone with its formula. */
function factLine(fact: Fact, alone: boolean): Inline[] {
  const interval = intervalText(fact);
  const relation = alone || fact.baseline === undefined ? '' : `; ${fact.formula}`;
  return [text(`${fullValue(fact)}${interval === null ? '' : `; ${interval}`}${relation} (`), code(fact.id), text(')')];
}

function popoverEntries(facts: readonly [Fact, ...Fact[]], factsById: ReadonlyMap<string, Fact>): Entry[] {
  const [first] = facts;
  const related = facts.length > 1 ? [] : [first.baseline, first.candidate].flatMap((id) => factsById.get(id ?? '') ?? []);
  const sources = sourcesContent([...facts, ...related]);
  return [
    ...facts.map(
      (fact): Entry => [
        fact.subset === first.subset ? fact.statistic : `${fact.subset} ${fact.statistic}`,
        factLine(fact, facts.length === 1),
      ],
    ),
    ...related.map((fact): Entry => [fact.id, [text(`${fullValue(fact)}, `), ...labelPairs(fact.labels)]]),
    ['labels', labelPairs(first.labels)],
    ['samples', [text(`${sampleText(first)}; subset ${first.subset}`)]],
    ...(facts.length === 1 ? [['formula', [text(first.formula)]] satisfies Entry] : []),
    ['metric', [text(metricOf(first.metric, first.unit).definition)]],
    ...(first.definition === undefined ? [] : [['definition', [code(first.definition)]] satisfies Entry]),
    ['read from', joined(sources, '; ')],
  ];
}

/** What a number opens: values in full, formula, samples, source cells. One per evidence row. */
export function evidencePopovers(document: ReportDocument): Element[] {
  const { report } = document;
  const factsById = new Map(report.facts.map((fact) => [fact.id, fact]));
  return document.evidence.flatMap(({ id, facts: ids }) => {
    const [first, ...others] = ids.flatMap((fact) => factsById.get(fact) ?? []);
    if (!first) return [];
    const name = metricOf(first.metric, first.unit).name;
    const entries = popoverEntries([first, ...others], factsById).filter(([, content]) => content.length > 0);
    const close = { type: 'button', class: 'close', popovertarget: popoverId(id), popovertargetaction: 'hide', ariaLabel: 'Close' };
    const popover = { id: popoverId(id), class: 'evidence-popover', popover: 'auto', role: 'dialog', ariaLabel: `Evidence ${id}` };
    return [
      h('div', popover, [
        h('button', close, '×'),
        h('p', { class: 'what' }, [`${name}, evidence `, h('a', { href: `#${id}` }, id)]),
        h(
          'dl',
          entries.flatMap(([term, content]) => [h('dt', term), h('dd', inlineNodes(content))]),
        ),
      ]),
    ];
  });
}

/** The evidence of the appendix: how each statistic is computed, the artifacts, and a row for each reference. */
export function evidenceSection(document: ReportDocument): Element {
  const { report } = document;
  const factsById = new Map(report.facts.map((fact) => [fact.id, fact]));
  const computed = formulas(report, document.evidence).map(({ statistic, formula }) => [text(formulaText(statistic, formula))]);
  const artifacts: Block = {
    kind: 'table',
    caption: [text('Artifacts cited')],
    columns: [
      { head: [text('artifact')], align: 'left' },
      { head: [text('SHA-256')], align: 'left' },
    ],
    rows: citedArtifacts(report, document.evidence).map(({ path, sha256 }) => [[code(path)], [code(sha256)]]),
  };
  const rows = document.evidence.map((evidence) =>
    h('tr', { id: evidence.id }, [h('th', { scope: 'row' }, evidence.id), h('td', inlineNodes(evidenceContent(evidence, factsById)))]),
  );
  const nothing = h('p', 'No number of this report comes from a measurement.');
  const table = h('details', { id: 'evidence-rows' }, [
    h('summary', 'Every reference and the facts behind it'),
    h('div', { class: 'scroll', tabIndex: 0, role: 'region', ariaLabelledBy: 'evidence-caption' }, [
      h('table', [
        h('caption', { id: 'evidence-caption' }, 'Evidence: E one fact, S the facts of one table row'),
        h('thead', [h('tr', [h('th', { scope: 'col' }, 'ref'), h('th', { scope: 'col' }, 'fact, formula, samples, source cells')])]),
        h('tbody', lines(rows)),
      ]),
    ]),
  ]);
  return h('section', { id: 'evidence' }, [
    ...lines([
      h('h3', 'Evidence'),
      ...(computed.length > 0 ? [blockNode({ kind: 'list', ordered: false, entries: computed }, 'evidence-formulas')] : []),
      ...(artifacts.rows.length > 0 ? [blockNode(artifacts, 'evidence-artifacts')] : []),
      rows.length > 0 ? table : nothing,
    ]),
  ]);
}
