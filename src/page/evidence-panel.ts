import type { PageFact, PageFacts, PageQuotes } from '../contracts/page-facts.ts';
import { sourceLines } from './source-lines.ts';

/** The panel in which evidence is shown. */
export interface EvidencePanel {
  readonly element: HTMLDialogElement;
  /** Shows facts by their places; when it is closed, `opener` has the focus again. */
  open(facts: readonly number[], opener: HTMLElement | SVGElement): void;
}

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, ...content: (string | Node)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...content);
  return element;
}

function button(className: string, words: string, onClick: () => void): HTMLButtonElement {
  const element = make('button', className, words);
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}

/** Builds the evidence of facts when it is asked for. Nothing of it is in the page before, and all of it is set as text. */
export function evidencePanel(page: PageFacts, quotes: PageQuotes): EvidencePanel {
  const words = (place: number) => page.texts[place] ?? '';
  const element = make('dialog', 'panel');
  element.setAttribute('aria-labelledby', 'panel-title');
  let path: (readonly number[])[] = [];
  let openedBy: HTMLElement | SVGElement | null = null;

  const unitOf = (place: number) => (place === -1 ? '' : ` ${words(place)}`);
  const valueText = ([, value, unit]: PageFact) => `${value}${unitOf(unit)}`;
  const subjectText = ([, , , statistic, metric, subset]: PageFact) =>
    `${words(statistic)} of ${words(metric)}${words(subset) === 'all' ? '' : `, ${words(subset)}`}`;

  function entry(list: HTMLElement, term: string, ...content: (string | Node)[]): void {
    if (content.length > 0) list.append(make('dt', '', term), make('dd', '', ...content));
  }

  function labels(places: readonly number[]): Node[] {
    return places.flatMap((place, index) => [...(index > 0 ? [document.createTextNode(' ')] : []), make('code', '', words(place))]);
  }

  function countsText([samples, failed, implausible]: PageFact[7]): string {
    const left = [...(failed > 0 ? [`${failed} failed`] : []), ...(implausible > 0 ? [`${implausible} implausible`] : [])];
    return `${samples}${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}`;
  }

  function relation(place: number): HTMLElement {
    const fact = page.facts[place]!;
    return make(
      'span',
      '',
      button('link', valueText(fact), () => show([...path, [place]])),
      ` ${subjectText(fact)} `,
      ...labels(page.labels[fact[6]]!),
    );
  }

  function sources(place: number): HTMLElement[] {
    return (page.sources[place] ?? []).map(([file, cells, column, ...named], index) => {
      const [path, sha256] = page.files[file]!;
      const where = make('p', 'where', make('code', '', path), ` ${words(cells)}`);
      if (sha256 !== '') where.title = `SHA-256 ${sha256}`;
      const ranges = quotes.places[`${place}.${index}`] ?? named;
      const lines = sourceLines(ranges, quotes.files[file]!, words(column), path);
      return make('div', 'source', where, ...(lines === null ? [] : [lines]));
    });
  }

  /** The fact by itself: everything that there is to it. */
  function whole(place: number): Node[] {
    const fact = page.facts[place]!;
    const [id, , unit, , , , own, counts, interval, formula, definition, relations, source] = fact;
    const list = make('dl', '');
    const [low, high, method] = interval;
    if (low !== undefined) entry(list, 'interval', `${low} to ${high}${unitOf(unit)}, ${words(method!)}`);
    entry(list, 'labels', ...labels(page.labels[own]!));
    entry(list, 'n', countsText(counts));
    entry(list, 'formula', words(formula));
    entry(list, 'metric', words(definition));
    for (const [role, other] of relations) entry(list, words(role), relation(other));
    const command = make('p', 'command', make('code', '', `${page.explain} ${id}`));
    return [make('p', 'what', subjectText(fact)), list, ...sources(source), command];
  }

  function overview(places: readonly number[]): Node[] {
    return [make('ul', 'facts', ...places.map((place) => make('li', '', relation(place))))];
  }

  function show(next: (readonly number[])[]): void {
    path = next;
    const places = path.at(-1) ?? [];
    const [only] = places;
    const title = make('h2', '', places.length === 1 ? valueText(page.facts[only!]!) : `Evidence: ${places.length} facts`);
    title.id = 'panel-title';
    const back = path.length > 1 ? [button('back', 'Back', () => show(path.slice(0, -1)))] : [];
    const close = button('close', 'Close', () => element.close());
    element.replaceChildren(make('div', 'tools', ...back, close), title, ...(places.length === 1 ? whole(only!) : overview(places)));
    element.scrollTop = 0;
    close.focus();
  }

  element.addEventListener('click', (event) => {
    // The dialog itself is hit only beside its content: on what lies behind it.
    if (event.target !== element) return;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom) element.close();
  });
  element.addEventListener('close', () => openedBy?.focus());
  return {
    element,
    open(places, opener) {
      const known = places.filter((place) => page.facts[place] !== undefined);
      if (known.length === 0) return;
      openedBy = opener;
      element.showModal();
      show([known]);
    },
  };
}
