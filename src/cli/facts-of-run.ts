import type { Fact } from '../contracts/fact.ts';
import type { Report } from '../contracts/report.ts';

/** The facts of a report that are of a run, by its name, its tag or the beginning of its time, or that have a label (`key=value`). */
export function factsOfRun(
  { facts, ledger }: { readonly facts: readonly Fact[]; readonly ledger?: Report['ledger'] },
  asked: string,
): Fact[] {
  const name = ledger?.tags.find(({ tag }) => tag === asked)?.run ?? asked;
  const cut = name.indexOf('=');
  if (cut > 0) return facts.filter(({ labels }) => String(labels[name.slice(0, cut)] ?? '') === name.slice(cut + 1));
  const isOfRun = ({ labels, sources }: Fact) =>
    String(labels['run'] ?? '').startsWith(name) || sources.some(({ path }) => `/${path}`.includes(`/${name}/`));
  return facts.filter(isOfRun);
}
