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

/** Beginnings, ends and parts of paths, and names of files without their extension. */
function partsOf(paths: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/');
    if (parts.length > 32) continue;
    parts.forEach((part, index) => {
      found.add(part).add(part.replace(/\.[^.]*$/, ''));
      found.add(parts.slice(index).join('/')).add(parts.slice(0, index + 1).join('/'));
    });
  }
  return found;
}

/** Every name that facts and artifacts give: labels, metrics, statistics, paths and their parts, columns, tools, quotations. */
export function knownNames(facts: readonly Fact[], names: readonly string[]): KnownNames {
  // The statistics of a series share its labels and sources: each is looked at once.
  const sources = distinct(facts, (fact) => fact.sources);
  const paths = new Set([...names, ...sources.flatMap((own) => own.map((source) => source.path))]);
  const lines = [...paths].map(onOneLine);
  const known = new Set<string>(['.', ...DEFINITIONS.map(({ tool }) => tool), ...LABEL_KEYS, ...lines]);
  // Few sentences name a part of a path.
  let parts: ReadonlySet<string> | null = null;
  const isPart = (name: string) => {
    parts ??= partsOf(paths);
    return parts.has(name);
  };
  const values = new Map<string, Set<string>>();
  const measured = new Set<string>();
  for (const { metric, unit, statistic, definition } of facts) {
    known.add(metric).add(statistic);
    if (definition !== undefined) known.add(definition);
    const quantity = `${metric} ${unit}`;
    if (!measured.has(quantity)) known.add(metricOf(metric, unit).name);
    measured.add(quantity);
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
  const quotations = lines.filter(({ length }) => length > CUT_LENGTH_MIN);

  return {
    covers(name) {
      if (BARE_NUMBER.test(name)) return false;
      if (known.has(name) || known.has(name.replace(PLACE_IN_FILE, ''))) return true;
      const cut = name.indexOf('=');
      if (cut > 0 && values.get(name.slice(0, cut))?.has(name.slice(cut + 1))) return true;
      if (name.length >= CUT_LENGTH_MIN && quotations.some((quotation) => quotation.startsWith(name))) return true;
      return isPart(name) || isPart(name.replace(PLACE_IN_FILE, ''));
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
