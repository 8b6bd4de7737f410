/**
 * The script of the HTML report. Without it the page is whole and can be read; with it every number opens its evidence, tables sort, and long
 * ones filter. It asks for nothing beyond the page, and sets texts of artifacts as text only.
 */
import type { PageFacts, PageQuotes } from '../contracts/page-facts.ts';
import { evidencePanel } from './evidence-panel.ts';
import { filterTable } from './filter-table.ts';
import { sortTable } from './sort-table.ts';

/** Tables with fewer rows are seen at a glance. */
const SORTED_ROW_COUNT_MIN = 3;
const FILTERED_ROW_COUNT_MIN = 10;

/** Elements that open evidence, other than marks of charts, which the tables repeat. */
const OPENERS = 'span[data-f], [data-r]';

/** What an element holds as JSON; the page and its script are written together. */
function held<T>(id: string): T {
  return JSON.parse(document.getElementById(id)!.textContent!) as T;
}

function start(): void {
  const facts = held<PageFacts>('facts');
  const panel = evidencePanel(facts, held<PageQuotes>('quotes'));
  document.body.append(panel.element);

  const opened = (event: Event): boolean => {
    if (!(event.target instanceof Element)) return false;
    const opener = event.target.closest<HTMLElement | SVGElement>('[data-f], [data-r]');
    if (opener === null || panel.element.contains(opener)) return false;
    const { f, r } = opener.dataset;
    panel.open(f === undefined ? (facts.references[r ?? ''] ?? []) : [Number(f)], opener);
    return true;
  };
  for (const opener of document.querySelectorAll<HTMLElement>(OPENERS)) {
    opener.tabIndex = 0;
    opener.role = 'button';
    opener.ariaHasPopup = 'dialog';
  }
  document.addEventListener('click', opened);
  document.addEventListener('keydown', (event) => {
    // What is no button by itself has to be made one.
    if ((event.key === 'Enter' || event.key === ' ') && opened(event)) event.preventDefault();
  });

  const valueAt = (index: number) => facts.facts[index]?.[1] ?? null;
  for (const table of document.querySelectorAll<HTMLTableElement>('main table:not(.heat, .strips)')) {
    const rowCount = table.tBodies[0]?.rows.length ?? 0;
    if (rowCount >= SORTED_ROW_COUNT_MIN) sortTable(table, valueAt);
    if (rowCount >= FILTERED_ROW_COUNT_MIN) filterTable(table);
  }
  document.documentElement.classList.add('scripted');
}

start();
