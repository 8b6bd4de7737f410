import type { Claim, Show } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { Report } from '../../contracts/report.ts';
import { printFact } from '../../metrics/format.ts';
import type { Evidence, Inline } from './document.ts';
import { code, labelValueContent, term, text } from './inline.ts';

/** Facts by id, and the evidence rows as they are cited, in order of first appearance. */
export interface References {
  /** @throws Error when the report names a fact that it does not hold: a defect of the stage that built it. */
  factOf(id: string): Fact;
  /** E1, E2, ...: the row of a fact cited in prose. */
  citeFact(id: string): string;
  /** S1, S2, ...: a row for the facts of one table row. */
  citeSeries(facts: readonly string[]): string;
  /** Values that several label keys have, so that the value alone does not say what it is of. */
  readonly ambiguous: ReadonlySet<string>;
  evidence(): readonly Evidence[];
  /** Forgets what was cited since the row count was `count`: the part that cited it is left out. */
  forgetAfter(count: number): void;
}

export function createReferences(report: Report): References {
  const facts = new Map(report.facts.map((fact) => [fact.id, fact]));
  const cited = new Map<string, string>();
  const rows: Evidence[] = [];
  let seriesCount = 0;
  return {
    ambiguous: ambiguousValues(report.facts),
    factOf(id) {
      const fact = facts.get(id);
      if (!fact) throw new Error(`the report cites fact ${id}, which it does not hold`);
      return fact;
    },
    citeFact(id) {
      const known = cited.get(id);
      if (known) return known;
      const reference = `E${cited.size + 1}`;
      cited.set(id, reference);
      rows.push({ id: reference, facts: [id] });
      return reference;
    },
    citeSeries(ids) {
      seriesCount += 1;
      rows.push({ id: `S${seriesCount}`, facts: [...new Set(ids)] });
      return `S${seriesCount}`;
    },
    evidence: () => rows,
    forgetAfter(count) {
      for (const {
        id,
        facts: [fact],
      } of rows.splice(count)) {
        if (id.startsWith('S')) seriesCount -= 1;
        else cited.delete(fact!);
      }
    },
  };
}

function ambiguousValues(facts: readonly Fact[]): Set<string> {
  const keysByValue = new Map<string, Set<string>>();
  for (const { labels } of facts) {
    for (const [key, value] of Object.entries(labels)) {
      if (typeof value !== 'string') continue;
      const keys = keysByValue.get(value);
      if (keys) keys.add(key);
      else keysByValue.set(value, new Set([key]));
    }
  }
  return new Set([...keysByValue].flatMap(([value, keys]) => (keys.size > 1 ? [value] : [])));
}

/** A label in the table column of its key: strings as code, with the key where the value alone could be of another; the rest plain. */
export function labelCell(key: string, labels: Readonly<Record<string, LabelValue>>, references: References): Inline[] {
  const value = Object.hasOwn(labels, key) ? labels[key]! : undefined;
  if (value === undefined) return [text('–')];
  const keyed = typeof value === 'string' && value !== '' && references.ambiguous.has(value);
  return [keyed ? code(`${key}=${value}`) : labelValueContent(value)];
}

/** A fact's number and unit as one piece: "291.6 tokens/s", "+2.4 %". */
export function printed(fact: Fact, show: Show, unit?: string): string {
  const shown = printFact(fact, show, unit);
  return shown.unit === '' ? shown.number : `${shown.number} ${shown.unit}`;
}

/**
 * A claim as inline content. Each number is followed by its evidence row, once where the same fact is stated again right after
 * ("184.2 tokens/s, 183.5 to 184.9"), without a name between.
 */
export function claimContent(claim: Claim, references: References): Inline[] {
  let previous: string | null = null;
  return claim.parts.map((part): Inline => {
    if (typeof part === 'string') return text(part);
    if ('name' in part) {
      previous = null;
      return code(part.name);
    }
    if ('term' in part) return term(part.term);
    const fact = references.factOf(part.fact);
    const cited = part.fact !== previous;
    previous = part.fact;
    return { kind: 'figure', text: printed(fact, part.show), fact: fact.id, evidence: references.citeFact(part.fact), cited };
  });
}
