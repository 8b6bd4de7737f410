import type { Fact } from '../../contracts/fact.ts';
import { groupBy } from '../group-by.ts';

/** Keys of labels that tell statistics of a metric apart, by metric: what all of them share need not be said. */
export type TellingKeys = ReadonlyMap<string, ReadonlySet<string>>;

export function tellingKeys(facts: readonly Fact[]): TellingKeys {
  const byMetric = groupBy(
    facts.filter(({ kind }) => kind === 'statistic'),
    ({ metric }) => metric,
  );
  return new Map([...byMetric].map(([metric, own]) => [metric, varyingKeys(new Set(own.map(({ labels }) => labels)))]));
}

function varyingKeys(all: Iterable<Fact['labels']>): ReadonlySet<string> {
  const known = new Map<string, string>();
  const varying = new Set<string>();
  for (const labels of all) {
    for (const [key, value] of Object.entries(labels)) {
      const first = known.get(key);
      if (first === undefined) known.set(key, String(value));
      else if (first !== String(value)) varying.add(key);
    }
  }
  return varying;
}
