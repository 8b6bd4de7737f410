import type { Fact } from '../../contracts/fact.ts';
import { metricOf } from '../../metrics/registry.ts';
import { statementIn, wordKind } from './vocabulary.ts';

/** A label that a word of a sentence names. */
export interface NamedLabel {
  readonly key: string;
  readonly value: string;
}

/** What facts are called: all that a sentence may name. */
export interface KnownNames {
  /** Labels by the word that names them: `gemma3:270m`, `num_gpu=80`. */
  readonly labels: ReadonlyMap<string, readonly NamedLabel[]>;
  /** Keys of labels: `num_gpu`. */
  readonly keys: ReadonlySet<string>;
  /** Names of the metrics in lower case, the longest first. */
  readonly metrics: readonly string[];
}

/** One word that cannot be read as anything but a name, so that an artifact has nothing to say to a model by what it calls things. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._:/@+=~%-]{0,59}$/u;

/** May a name be shown to a model, and stand in a sentence of it? */
export function isPlainName(name: string): boolean {
  if (!NAME.test(name) || wordKind(name.toLowerCase()) !== 'unknown') return false;
  // A model that is called "fastest" is not spoken of.
  return !/^\p{L}+$/u.test(name) || statementIn(name) === null;
}

export function knownNames(facts: readonly Fact[]): KnownNames {
  const labels = new Map<string, NamedLabel[]>();
  const add = (name: string, label: NamedLabel) => {
    if (!isPlainName(name)) return;
    const known = labels.get(name);
    if (!known) labels.set(name, [label]);
    else if (!known.some(({ key }) => key === label.key)) known.push(label);
  };
  const keys = new Set<string>();
  // The statistics of a series share their labels.
  for (const own of new Set(facts.map((fact) => fact.labels))) {
    for (const [key, value] of Object.entries(own)) {
      const label = { key, value: String(value) };
      if (/\p{L}/u.test(label.value) && typeof value === 'string') add(label.value, label);
      add(`${key}=${label.value}`, label);
      if (isPlainName(key)) keys.add(key);
    }
  }
  const metrics = new Set(facts.map(({ metric }) => metricOf(metric).name.toLowerCase()));
  return { labels, keys, metrics: [...metrics].sort((a, b) => b.length - a.length) };
}
