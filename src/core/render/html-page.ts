import type { Fact } from '../../contracts/fact.ts';
import type { Report } from '../../contracts/report.ts';
import { factsById } from '../facts-by-id.ts';
import { contestantColours } from './contestant-colours.ts';
import { type ShownFacts, shownFacts } from './page-facts.ts';

/** What the parts of one HTML page share while it is made. */
export interface HtmlPage extends Pick<ShownFacts, 'place'> {
  readonly facts: ShownFacts;
  /** The fact itself; throws as `place` does. */
  factOf(id: string): Fact;
  /** Notes that a reference is shown, and gives it back. */
  refer(id: string): string;
  /** References shown so far. */
  references(): ReadonlySet<string>;
  /** The label by which contestants have their colours; '' where nobody competes. */
  readonly contestantKey: string;
  /** Number of the colour that a contestant has everywhere in the page; null for what is none. */
  colourOf(name: string): number | null;
}

export function htmlPage(report: Report): HtmlPage {
  const byId = factsById(report.facts);
  const facts = shownFacts(byId);
  const shown = new Set<string>();
  const { key, colours } = contestantColours(report);
  const factOf = (id: string): Fact => {
    facts.place(id);
    return byId.get(id)!;
  };
  return {
    facts,
    place: facts.place,
    factOf,
    refer(id) {
      shown.add(id);
      return id;
    },
    references: () => shown,
    contestantKey: key,
    // A name that could be of another label stands with its key.
    colourOf: (name) => colours.get(name.startsWith(`${key}=`) ? name.slice(key.length + 1) : name) ?? null,
  };
}
