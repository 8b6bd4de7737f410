import type { Element, ElementContent, Root } from 'hast';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import type { Source } from '../../contracts/fact.ts';
import type { QuotedArtifact } from '../../contracts/quoted.ts';
import { appendAll } from '../../sequences/append-all.ts';
import { attempt, type OnFailure, partGap } from '../attempt.ts';
import { drawChart } from './charts/draw-chart.ts';
import { reportCharts } from './charts/report-charts.ts';
import type { ReportDocument, Section } from './document.ts';
import { element } from './element.ts';
import { foldedNode, inlineNodes, lines, sectionNode } from './html-blocks.ts';
import { type HtmlPage, htmlPage } from './html-page.ts';
import { artifactInventory } from './ingestion-section.ts';
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH, PAGE_STYLE, PAGE_STYLE_HASH } from './page-assets.ts';

/** Nothing is loaded, and only our own script and style sheet run, whatever a page may come to hold. */
const POLICY = `default-src 'none'; script-src '${PAGE_SCRIPT_HASH}'; style-src '${PAGE_STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** What stands behind a report: the artifacts that it was made from, as far as they can be quoted. */
export interface Backing {
  /** Lines of the artifacts on which sources stand. */
  readonly quote: (sources: readonly Source[]) => readonly QuotedArtifact[];
}

/** Where agents are configured; read again by `edges/files/staleness.ts`. */
function narratorMark({ narrator }: ReportDocument['report']): Element[] {
  if (narrator === undefined) return [];
  return [
    element('meta', { name: 'benchscribe-narrator', content: [narrator.status, narrator.agents, narrator.weights].join(' ').trim() }),
  ];
}

function head({ report, title }: ReportDocument): Element {
  return element(
    'head',
    lines([
      element('meta', { charSet: 'utf-8' }),
      element('meta', { name: 'generator', content: `${report.generator.name} ${report.generator.version}` }),
      element('meta', { name: 'benchscribe-root', content: report.root }),
      element('meta', { name: 'benchscribe-input-fingerprint', content: report.inputs.fingerprint }),
      element('meta', { name: 'benchscribe-rule-fingerprint', content: report.inputs.ruleFingerprint }),
      ...narratorMark(report),
      element('meta', { httpEquiv: ['Content-Security-Policy'], content: POLICY }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('meta', { name: 'color-scheme', content: 'light dark' }),
      element('title', title),
      element('style', PAGE_STYLE),
    ]),
  );
}

function contents(sections: readonly Section[], page: HtmlPage): Element {
  return element('nav', { ariaLabel: 'Evidence' }, [
    element(
      'ul',
      sections.map(({ id, title }) => element('li', [element('a', { href: `#${id}` }, inlineNodes(title, page))])),
    ),
  ]);
}

/** The charts as figures; one that cannot be made is named in its place. */
function chartSection(report: ReportDocument['report'], page: HtmlPage, onFailure: OnFailure): Element[] {
  const left = (name: string) => element('p', partGap(name).text);
  const figures = reportCharts(report, page).flatMap(({ name, make }) => {
    const charts = attempt(name, make, onFailure);
    if (charts === null) return [left(name)];
    return charts.map((chart, index) => {
      const id = `${name.replaceAll(/[^a-z]+/g, '-')}-${index + 1}`;
      return attempt(`drawing: ${chart.title}`, () => drawChart(chart, id, page), onFailure) ?? left(`drawing: ${chart.title}`);
    });
  });
  if (figures.length === 0) return [];
  return [element('section', { id: 'charts' }, lines([element('h2', 'Charts'), element('div', { class: 'charts' }, lines(figures))]))];
}

/** JSON as the content of a script element: nothing in it can end the element or begin another. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function jsonNode(id: string, value: unknown): Element {
  return element('script', { type: 'application/json', id }, jsonText(value));
}

/** The facts behind the page, and in an element of their own the lines of the artifacts, which no report holds. */
function evidenceNodes(document: ReportDocument, page: HtmlPage, backing: Backing): Element[] {
  const shown = page.references();
  const references = document.evidence.filter(({ id }) => shown.has(id));
  for (const { facts } of references) for (const id of facts) page.place(id);
  const { facts, quotes } = page.facts.all(references);
  return [jsonNode('facts', facts), jsonNode('quotes', quotes(backing.quote(page.facts.sources())))];
}

/**
 * The document as one HTML file that needs nothing else: no request, style and script inline and allowed by their hash. Without the script
 * all of it can be read; with it every number opens the fact behind it with formula, samples and source lines, and tables sort and filter.
 * The same document gives the same bytes. Every text from outside is a text node of the tree, or of the JSON beside it.
 */
export function renderHtml(document: ReportDocument, backing: Backing, onFailure: OnFailure): string {
  const { report } = document;
  const page = htmlPage(report);
  const inventory = artifactInventory(report);
  const sections = [...document.folded, ...(document.commentary === null ? [] : [document.commentary])];
  const folded = sections.map((outer) =>
    outer.id === 'data-ingestion-summary' ? { ...outer, sections: [...outer.sections, inventory] } : outer,
  );
  const body: ElementContent[] = [
    element('a', { class: 'skip', href: '#evidence' }, 'Skip to the evidence'),
    element('header', [
      element('h1', inlineNodes(document.heading, page)),
      element('p', { class: 'line' }, inlineNodes(document.line, page)),
    ]),
    element('main', [
      ...lines([...document.page.map((section) => sectionNode(section, page, 2, true)), ...chartSection(report, page, onFailure)]),
      element(
        'div',
        { class: 'evidence', id: 'evidence' },
        lines([contents(folded, page), ...folded.map((section) => foldedNode(section, page))]),
      ),
    ]),
    element('footer', `${report.generator.name} ${report.generator.version}, ${report.schema}`),
  ];
  appendAll(body, [...evidenceNodes(document, page, backing), element('script', PAGE_SCRIPT)]);
  const root: Root = {
    type: 'root',
    children: [{ type: 'doctype' }, element('html', { lang: 'en' }, [head(document), element('body', lines(body))])],
  };
  return `${unified().use(rehypeStringify, { omitOptionalTags: true, closeEmptyElements: true, tightSelfClosing: true }).stringify(root)}\n`;
}
