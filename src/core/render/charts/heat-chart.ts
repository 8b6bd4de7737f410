import type { ParameterEffect, Report } from '../../../contracts/report.ts';
import { printFact } from '../../../metrics/format.ts';
import { metricOf } from '../../../metrics/registry.ts';
import { groupBy } from '../../group-by.ts';
import { sortedKeys } from '../inline.ts';
import type { HeatCell, HeatChart } from './chart.ts';
import { type ChartContext, nameOf } from './table-rows.ts';

const ROW_COUNT_MAX = 16;
const COLUMN_COUNT_MAX = 8;

/** Verdicts by which a difference is more than chance, order or the cold start. */
const SURE: ReadonlySet<ParameterEffect['verdict']> = new Set(['real', 'too-small-to-matter']);

/** The effects of settings on the first metric that has any, by setting and by whose it is; null where there are too few to see a pattern. */
export function heatChart({ analysis: { effects } }: Report, { factOf }: ChartContext): HeatChart | null {
  const [first] = effects;
  const own = effects.filter(({ metric }) => metric === first?.metric);
  if (first === undefined || own.length < 3) return null;
  const named = new Set(own.flatMap(({ labels }) => Object.keys(labels)));
  const keys = sortedKeys(Object.fromEntries([...named].map((key) => [key, true]))).filter((key) =>
    own.some(({ labels }) => labels[key] !== first.labels[key]),
  );
  const columns = [...new Set(own.map(({ labels }) => nameOf(labels, keys)))].slice(0, COLUMN_COUNT_MAX);
  const rows = groupBy(own, ({ parameter, from, to }) => `${parameter}: ${String(from)} → ${String(to)}`);
  const cell = (effect: ParameterEffect | undefined): HeatCell | null => {
    if (effect === undefined) return null;
    const fact = factOf(effect.fact);
    return { printed: `${printFact(fact, 'percent').number} %`, value: fact.value, fact: fact.id, isSure: SURE.has(effect.verdict) };
  };
  return {
    kind: 'heat',
    title: `What settings do to ${metricOf(first.metric).name}`,
    note: 'Relative change of the mean in pairs that differ in this setting only; grey: not told from chance, run order or cold starts.',
    columns: columns.map((name) => (name === '' ? 'change' : name)),
    rows: [...rows].slice(0, ROW_COUNT_MAX).map(([name, alike]) => ({
      name,
      cells: columns.map((column) => cell(alike.find(({ labels }) => nameOf(labels, keys) === column))),
    })),
  };
}
