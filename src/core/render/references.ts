import type { Claim, Show } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { Report } from '../../contracts/report.ts';
import { printFact } from '../../metrics/format.ts';
import { factsById } from '../facts-by-id.ts';
import type { Evidence, Inline } from './document.ts';
import { code, labelValueContent, term, text } from './inline.ts';

/** Facts by id, and the evidence rows as they are cited, in order of first appearance. */
export interface References {
  /** @throws Error when the report names a fact that it does not hold: a defect of the stage that built it. */
  factOf(id: string): Fact;
  /** Number of the row that holds these facts: the same for the same facts. */
  cite(facts: readonly string[], of: Evidence['of']): string;
  /** Values that several label keys have, so that the value alone does not say what it is of. */
  readonly ambiguous: ReadonlySet<string>;
  evidence(): readonly Evidence[];
  /** What is cited from now on is cited below the page. */
  endPage(): void;
  /** Forgets what was cited since the row count was `count`: the part that cited it is left out. */
  forgetAfter(count: number): void;
}

export function createReferences(report: Report): References {
  const facts = factsById(report.facts);
  const rows: Evidence[] = [];
  let onPage = true;
  return {
    ambiguous: ambiguousValues(report.facts),
    factOf(id) {
      const fact = facts.get(id);
      if (!fact) throw new Error(`the report cites fact ${id}, which it does not hold`);
      return fact;
    },
    cite(ids, of) {
      const own = [...new Set(ids)];
      const known = rows.find((row) => row.of === of && row.facts.length === own.length && own.every((id, at) => row.facts[at] === id));
      if (known) return known.id;
      const id = String(rows.length + 1);
      rows.push({ id, of, onPage, facts: own });
      return id;
    },
    evidence: () => rows,
    endPage() {
      onPage = false;
    },
    forgetAfter(count) {
      rows.splice(count);
    },
  };
}

function ambiguousValues(facts: readonly Fact[]): Set<string> {
  const keysByValue = new Map<string, Set<string>>();
  // The facts of a series share their labels.
  for (const labels of new Set(facts.map((fact) => fact.labels))) {
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

/** Facts that one reference leads to: whoever doubts a sentence opens these first. */
const FACT_COUNT_MAX = 15;

/** The facts behind a claim, those that it prints first. */
function factsBehind({ parts, facts }: Pick<Claim, 'parts' | 'facts'>): string[] {
  const printedFacts = parts.flatMap((part) => (typeof part === 'object' && 'fact' in part ? [part.fact] : []));
  return [...new Set([...printedFacts, ...facts])].slice(0, Math.max(FACT_COUNT_MAX, printedFacts.length));
}

/** The words of a claim, each number with the row of its facts. */
export function claimWords(claim: Pick<Claim, 'parts'>, evidence: string, references: Pick<References, 'factOf'>): Inline[] {
  return claim.parts.map((part): Inline => {
    if (typeof part === 'string') return text(part);
    if ('name' in part) return code(part.name);
    if ('term' in part) return term(part.term);
    return { kind: 'figure', text: printed(references.factOf(part.fact), part.show), fact: part.fact, evidence };
  });
}

/** A claim as inline content, with one reference at its end to the facts behind it; none where it has none. */
export function claimContent(claim: Pick<Claim, 'parts' | 'facts'>, references: References): Inline[] {
  const facts = factsBehind(claim);
  for (const id of facts) references.factOf(id);
  if (facts.length === 0) return claimWords(claim, '', references);
  const evidence = references.cite(facts, 'sentence');
  return [...claimWords(claim, evidence, references), text(' '), { kind: 'reference', id: evidence }];
}
