import type { ClaimEvidence, ClaimVerdict } from '../../contracts/checked-claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import { printFact } from '../../metrics/format.ts';
import { quoted } from '../../metrics/quotation.ts';
import { metricOf } from '../../metrics/registry.ts';
import { type Evidence, sharedLabels, sourcesOf } from './evidence.ts';
import type { Condition } from './reading/condition.ts';
import type { Reading } from './readings.ts';

/** Why a claim came to its verdict. */
export interface Grounds {
  readonly reason: string;
  readonly evidence: readonly ClaimEvidence[];
}

/** What became of a claim. Its grounds are worked out for who asks: of the most claims a report says nothing. */
export interface Outcome {
  readonly verdict: ClaimVerdict;
  readonly grounds: () => Grounds;
  /** Share of the numbers of this size and precision that would have been supported; null of a claim without a number that could be. */
  readonly coincidence: (() => number) | null;
}

/** An outcome whose grounds are at hand. */
export function outcome(verdict: ClaimVerdict, reason: string, evidence: readonly ClaimEvidence[] = []): Outcome {
  return outcomeOn(verdict, () => ({ reason, evidence }));
}

export function outcomeOn(verdict: ClaimVerdict, grounds: Outcome['grounds'], coincidence: Outcome['coincidence'] = null): Outcome {
  return { verdict, grounds, coincidence };
}

/** A value as a reader expects it, with its unit. */
export function printedValue(value: number, unit: string): string {
  const { number, unit: shown } = printFact(
    {
      id: '',
      series: '',
      kind: 'statistic',
      metric: '',
      statistic: '',
      value,
      unit,
      direction: 'none',
      labels: {},
      subset: 'all',
      sampleCount: 1,
      excluded: { failed: 0, implausible: 0 },
      formula: '',
      sources: [],
    },
    'value',
  );
  return shown === '' ? number : `${number} ${shown}`;
}

/** A reading as evidence, by its fact where one stands for it. */
export function evidenceFor(reading: Reading, unit: string, evidence: Evidence): ClaimEvidence {
  const fact = evidence.factOf(reading);
  const { metric, statistic, subset, value } = reading;
  const labels = Object.fromEntries(sharedLabels(reading.blocks));
  return {
    ...(fact ? { fact: fact.id } : {}),
    labels: fact?.labels ?? labels,
    metric,
    statistic,
    subset,
    value,
    unit,
    printed: printedValue(value, unit),
    sources: sourcesOf(reading),
  };
}

/** A reading as the grounds of a verdict. @param lead what is said before it. */
export function groundsOn(reading: Reading, unit: string, evidence: Evidence, lead = ''): Grounds {
  return {
    reason: `${lead}${readingText(reading)} is ${printedValue(reading.value, unit)}`,
    evidence: [evidenceFor(reading, unit, evidence)],
  };
}

/** A fact as evidence, as it prints. */
export function evidenceOfFact(
  { id, labels, metric, statistic, subset, value, unit, sources }: Fact,
  printed = printedValue(value, unit),
): ClaimEvidence {
  const cited = sources.slice(0, 2).map((source) => ({ ...source, cells: source.cells.slice(0, 2) }));
  return { fact: id, labels, metric, statistic, subset, value, unit, printed, sources: cited };
}

/** "time to first token" of a metric id; what a source calls it where it is no metric of ours. */
export function metricText(id: string): string {
  return metricOf(id).name;
}

/** "gemma3:270m, num_gpu=80": what conditions say, names without their key. */
export function conditionsText(conditions: readonly Condition[], settings: readonly Condition[] = []): string {
  const names = conditions.filter(({ values }) => values.join() !== '').map(({ values }) => values.map(quoted).join(' or '));
  return [...names, ...settings.map(({ key, values }) => `${key}=${values.join(' or ')}`)].join(', ');
}

/** "mean of a, warm", with the place where it stands apart from others of its name. */
export function readingText({ statistic, subset, blocks, scope, cells }: Reading): string {
  const labels = [...sharedLabels(blocks)].filter(([key]) => key !== 'run');
  const of = labels
    .slice(0, 6)
    .map(([key, value]) => (/^-?[\d.]+$/.test(String(value)) || typeof value === 'boolean' ? `${key}=${value}` : quoted(String(value))));
  const name = statistic === 'value' ? 'a value' : statistic;
  const isOfOneFile = cells.every(({ table }) => table.artifact.path === cells[0]!.table.artifact.path);
  const place = isOfOneFile || scope === 'cell' ? quoted(cells[0]!.table.artifact.path) : 'all files';
  const where = scope === 'cell' || of.length === 0 ? [place] : [];
  return `${name} of ${[...of, ...where].join(' ')}${subset === 'all' ? '' : `, ${subset}`}`;
}
