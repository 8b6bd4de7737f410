import type { Element, ElementContent, Root } from 'hast';
import { h } from 'hastscript';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import { appendAll } from '../../sequences/append-all.ts';
import { attempt, type OnFailure, partGap } from '../attempt.ts';
import type { Chart } from './chart.ts';
import type { ReportDocument, Section } from './document.ts';
import { inlineNodes, lines, sectionNode } from './html-blocks.ts';
import { evidencePopovers, evidenceSection } from './html-evidence.ts';
import { STYLES } from './html-styles.ts';
import { artifactInventory } from './ingestion-section.ts';
import { section } from './inline.ts';

/** Nothing is loaded and no script runs, whatever a page may come to hold. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** Where agents are configured; read again by `edges/files/staleness.ts`. */
function narratorMark({ narrator }: ReportDocument['report']): Element[] {
  if (narrator === undefined) return [];
  return [h('meta', { name: 'benchscribe-narrator', content: [narrator.status, narrator.agents, narrator.weights].join(' ').trim() })];
}

function head({ report, title }: ReportDocument): Element {
  return h(
    'head',
    lines([
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'generator', content: `${report.generator.name} ${report.generator.version}` }),
      h('meta', { name: 'benchscribe-root', content: report.root }),
      h('meta', { name: 'benchscribe-input-fingerprint', content: report.inputs.fingerprint }),
      h('meta', { name: 'benchscribe-rule-fingerprint', content: report.inputs.ruleFingerprint }),
      ...narratorMark(report),
      h('meta', { httpEquiv: 'Content-Security-Policy', content: POLICY }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('title', title),
      h('style', STYLES),
    ]),
  );
}

function masthead(document: ReportDocument): Element {
  const verdict = document.header.find(({ label }) => label === 'Verdict');
  return h('header', { class: 'masthead' }, [
    h('h1', document.title),
    h(
      'dl',
      lines(
        document.header.map((entry) =>
          h('div', [h('dt', entry.label), h('dd', { class: entry === verdict ? 'overall' : undefined }, inlineNodes(entry.content))]),
        ),
      ),
    ),
  ]);
}

function contents(sections: readonly Section[]): Element {
  return h(
    'ol',
    sections.map(({ id, title, sections: inner }) =>
      h('li', [h('a', { href: `#${id}` }, inlineNodes(title)), ...(inner.length > 0 ? [contents(inner)] : [])]),
    ),
  );
}

function caption(chart: Chart, colour: (index: number) => string): ElementContent[] {
  if (chart.kind === 'ranking') {
    const interval = chart.points.some(({ interval: own }) => own) ? ' with 95 % interval' : '';
    return [h('strong', chart.title), `${chart.statistic}${interval}, ${chart.unit}`].map((part) =>
      typeof part === 'string' ? { type: 'text', value: part } : part,
    );
  }
  const legend = chart.groups.map(({ name }, index) =>
    h('li', [h('span', { class: 'swatch', style: `background:${colour(index)}` }), h('code', name)]),
  );
  return [
    h('strong', chart.title),
    { type: 'text', value: 'One mark per setting; outlined: no other setting is better in both. Upper left is best.' },
    h('ul', { class: 'legend' }, legend),
  ];
}

/** The charts as figures. The chart library is large, so it is loaded only when there is a chart to draw; one that throws is named in its place. */
async function figures({ charts }: ReportDocument, onFailure: OnFailure): Promise<Element[]> {
  if (charts.length === 0) return [];
  const { drawChart, groupColour } = await import('./draw-chart.ts');
  return charts.map((chart) => {
    const part = `drawing: ${chart.title}`;
    const drawn = attempt(part, () => drawChart(chart), onFailure);
    return drawn ? h('figure', [h('figcaption', caption(chart, groupColour)), drawn]) : h('p', partGap(part).text);
  });
}

function mainSections(document: ReportDocument, charts: readonly Element[]): Element[] {
  const inventory = artifactInventory(document.report);
  return document.sections.map((outer) => {
    if (outer.id === 'data-ingestion-summary') return sectionNode({ ...outer, sections: [...outer.sections, inventory] }, 2);
    const node = sectionNode(outer, 2, outer.id === 'performance-analysis' ? charts : []);
    if (outer.id === 'appendix') appendAll(node.children, lines([evidenceSection(document)]));
    return node;
  });
}

/**
 * The document as one HTML file that needs nothing else: no script, no request, style inline. Every number opens the fact behind it with
 * formula, samples and source cells. The same document gives the same bytes. Every text from outside is a text node of the tree.
 */
export async function renderHtml(document: ReportDocument, onFailure: OnFailure): Promise<string> {
  const { report } = document;
  const charts = await figures(document, onFailure);
  const evidence = section('evidence', 'Evidence', []);
  const outline = document.sections.map((outer) =>
    outer.id === 'appendix' ? { ...outer, sections: [...outer.sections, evidence] } : outer,
  );
  const body = h(
    'body',
    lines([
      h('a', { class: 'skip', href: '#executive-summary' }, 'Skip to the summary'),
      masthead(document),
      h('div', { class: 'layout' }, [
        h('nav', { ariaLabel: 'Contents' }, [contents(outline)]),
        h('main', lines(mainSections(document, charts))),
      ]),
      h('footer', `${report.generator.name} ${report.generator.version}, ${report.schema}`),
      ...evidencePopovers(document),
    ]),
  );
  const root: Root = { type: 'root', children: [{ type: 'doctype' }, h('html', { lang: 'en' }, [head(document), body])] };
  return `${unified().use(rehypeStringify).stringify(root)}\n`;
}
