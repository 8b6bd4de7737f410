import type { Fact } from '../../contracts/fact.ts';
import { DEFINITIONS } from '../../metrics/definitions.ts';
import { LABEL_KEYS } from '../../metrics/labels.ts';
import { METRICS, metricOf } from '../../metrics/registry.ts';

/** Names that a claim may set as code. */
export interface KnownNames {
  /** Is this a name of the artifacts, a label as key=value, or the beginning of a quotation that had to be cut? */
  covers(name: string): boolean;
  /** Is this a term of the registry (a metric, a definition), or the name of a statistic of the facts? */
  isTerm(text: string): boolean;
  /** Keys of the labels that have this value. */
  keysOf(value: string): readonly string[];
}

/** A number by itself is no name: it is stated with its key, or printed from a fact. */
const BARE_NUMBER = /^[-+]?[.,]*\d[\d.,]*$/;
/** A place in a file: `a.csv:12`, `a.csv:12-14`. */
const PLACE_IN_FILE = /:\d+(?:-\d+)?$/;
/** Shorter quotations are never cut. */
const CUT_LENGTH_MIN = 100;

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function distinct<T>(facts: readonly Fact[], of: (fact: Fact) => T): T[] {
  return [...new Set(facts.map(of))];
}

/** Every name that facts and artifacts give: labels, metrics, statistics, paths and their parts, columns, tools, quotations. */
export function knownNames(facts: readonly Fact[], names: readonly string[]): KnownNames {
  const known = new Set<string>(['.', ...DEFINITIONS.map(({ tool }) => tool), ...LABEL_KEYS]);
  const values = new Map<string, Set<string>>();
  // The statistics of a series share its labels and sources: each is looked at once.
  const sources = distinct(facts, (fact) => fact.sources);
  for (const path of new Set([...names, ...sources.flatMap((own) => own.map((source) => source.path))])) {
    known.add(onOneLine(path));
    const parts = path.split('/');
    if (parts.length > 32) continue;
    parts.forEach((part, index) => {
      for (const name of [parts.slice(index).join('/'), parts.slice(0, index + 1).join('/'), part]) known.add(name);
      known.add(part.replace(/\.[^.]*$/, ''));
    });
  }
  const named = new Map(
    facts.map(({ metric, unit, statistic, definition }) => [
      `${metric} ${unit} ${statistic} ${definition}`,
      { metric, unit, statistic, definition },
    ]),
  );
  for (const { metric, unit, statistic, definition } of named.values()) {
    for (const name of [metric, metricOf(metric, unit).name, statistic, ...(definition === undefined ? [] : [definition])]) known.add(name);
  }
  for (const labels of [
    ...distinct(facts, (fact) => fact.labels),
    ...facts.flatMap(({ contrast }) => (contrast === undefined ? [] : [contrast])),
  ]) {
    for (const [key, value] of Object.entries(labels)) {
      known.add(key).add(String(value));
      const own = values.get(key);
      if (own) own.add(String(value));
      else values.set(key, new Set([String(value)]));
    }
  }
  const keysByValue = new Map<string, string[]>();
  for (const [key, own] of values) {
    for (const value of own) {
      const keys = keysByValue.get(value);
      if (keys) keys.push(key);
      else keysByValue.set(value, [key]);
    }
  }
  const statistics = new Set(facts.map(({ statistic }) => statistic));
  const quotations = names.map(onOneLine).filter(({ length }) => length > CUT_LENGTH_MIN);

  return {
    covers(name) {
      if (BARE_NUMBER.test(name)) return false;
      if (known.has(name) || known.has(name.replace(PLACE_IN_FILE, ''))) return true;
      const cut = name.indexOf('=');
      if (cut > 0 && values.get(name.slice(0, cut))?.has(name.slice(cut + 1))) return true;
      return name.length >= CUT_LENGTH_MIN && quotations.some((quotation) => quotation.startsWith(name));
    },
    keysOf: (value) => keysByValue.get(value) ?? [],
    isTerm: (text) => TERMS.has(plain(text)) || statistics.has(text),
  };
}

const TERMS: ReadonlySet<string> = new Set(
  [...METRICS.flatMap(({ name, definition }) => [name, definition]), ...DEFINITIONS.map(({ text }) => text)].map((term) => plain(term)),
);

function plain(term: string): string {
  return term.toLowerCase().replace(/\.$/, '');
}
