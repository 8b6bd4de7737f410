import { isSlice, isSwept } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { quantile } from '../quantile.ts';
import type { Block, Cell } from './block.ts';

/** How wide what a reading is of: all that the conditions leave, one file, one load or size, one setting, or a single cell. */
export type ReadingScope = 'whole' | 'file' | 'slice' | 'block' | 'setting' | 'cell';

/** Which of several figures that agree is named: what is of all, before what is of a part, before a single cell. */
export const SCOPES: readonly ReadingScope[] = ['whole', 'file', 'slice', 'block', 'setting', 'cell'];

/** One figure of the data that a text may mean. */
export interface Reading {
  readonly metric: string;
  /** "value" for a single cell. */
  readonly statistic: string;
  readonly subset: 'all' | 'warm' | 'cold';
  readonly scope: ReadingScope;
  readonly value: number;
  readonly cells: readonly Cell[];
  readonly blocks: readonly Block[];
}

type Subset = Reading['subset'];

/** Single cells that are readings of their own; of more only the statistics are. */
const CELL_COUNT_MAX = 200_000;
/** Settings of which each value is a reading. */
const SETTING_VALUES_MAX = 200;

const QUANTILES: readonly (readonly [statistic: string, probability: number])[] = [
  ['p5', 0.05],
  ['median', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
];

function statisticsOf(metric: string, cells: readonly Cell[], blocks: readonly Block[], subset: Subset, scope: ReadingScope): Reading[] {
  if (cells.length === 0) return [];
  const values = sortedValues(cells);
  const mean = sumOf(values, (value) => value) / values.length;
  const reading = (statistic: string, value: number, own: readonly Cell[] = cells): Reading => ({
    metric,
    statistic,
    subset,
    scope,
    value,
    cells: own,
    blocks,
  });
  if (values.length === 1) return [reading('mean', mean)];
  const variance = sumOf(values, (value) => (value - mean) ** 2) / (values.length - 1);
  const at = (value: number) => cells.filter((cell) => cell.value === value);
  return [
    reading('mean', mean),
    reading('min', values[0]!, at(values[0]!)),
    reading('max', values.at(-1)!, at(values.at(-1)!)),
    reading('stdev', Math.sqrt(variance)),
    ...QUANTILES.map(([statistic, probability]) => reading(statistic, quantile(values, probability))),
  ];
}

function sortedValues(cells: readonly Cell[]): Float64Array {
  const values = new Float64Array(cells.length);
  for (let index = 0; index < cells.length; index += 1) values[index] = cells[index]!.value;
  return values.sort();
}

function sumOf(values: Float64Array, part: (value: number) => number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += part(values[index]!);
  return sum;
}

function grouped(metric: string, blocks: readonly Block[], scope: ReadingScope): Reading[] {
  const cells = blocks.flatMap((block) => block.cells);
  const all = statisticsOf(metric, cells, blocks, 'all', scope);
  const cold = cells.filter(({ isCold }) => isCold);
  if (cold.length === 0 || cold.length === cells.length)
    return cold.length === 0 ? all : [...all, ...statisticsOf(metric, cells, blocks, 'cold', scope)];
  const warm = cells.filter(({ isCold }) => !isCold);
  return [...all, ...statisticsOf(metric, warm, blocks, 'warm', scope), ...statisticsOf(metric, cold, blocks, 'cold', scope)];
}

/** Keys of the settings among labels: what was tried, and not how much or of what. */
export function settingsAmong(keys: readonly string[]): string[] {
  return keys.filter((key) => isSwept(key) && !isSlice(key));
}

/** Keys that have several values among blocks. */
export const varyingKeys = remembered((blocks: readonly Block[]): readonly string[] => {
  const first = new Map<string, unknown>();
  const varying = new Set<string>();
  for (const { labels } of blocks) {
    labels.forEach((value, key) => {
      const known = first.get(key);
      if (known === undefined) first.set(key, value);
      else if (known !== value) varying.add(key);
    });
  }
  return [...varying];
});

/** The figures of some scopes, in ascending order of value. What is of a scope is made when it is first asked for. */
export type Readings = (scopes: readonly ReadingScope[]) => readonly Reading[];

/** Figures of some blocks of one metric. */
export function readingsOf(blocks: readonly Block[]): Readings {
  const metric = blocks[0]!.cells[0]!.column.metric;
  const samples = blocks.filter(({ statistic }) => statistic === null);
  const files = [...groupBy(samples, ({ cells: [first] }) => first!.table).values()];
  const known = new Map<string, readonly Reading[]>();

  function ofScope(scope: ReadingScope): Reading[] {
    switch (scope) {
      case 'whole':
        return grouped(metric, samples, scope);
      case 'file':
        return files.length < 2 ? [] : files.flatMap((own) => grouped(metric, own, scope));
      case 'slice':
        return files.flatMap((own) => partReadings(metric, own, scope, varyingKeys(own).filter(isSlice), Number.POSITIVE_INFINITY));
      case 'setting':
        return files.flatMap((own) => partReadings(metric, own, scope, settingsAmong(varyingKeys(own)), SETTING_VALUES_MAX));
      case 'block':
        return [...reportedReadings(metric, blocks), ...(samples.length < 2 ? [] : samples.flatMap((own) => blockReadings(metric, own)))];
      default:
        return cellReadings(metric, samples);
    }
  }

  function readings(scopes: readonly ReadingScope[]): readonly Reading[] {
    const key = scopes.join();
    const held = known.get(key);
    if (held !== undefined) return held;
    const [only, ...others] = scopes;
    const made = only !== undefined && others.length === 0 ? ofScope(only) : scopes.flatMap((scope) => readings([scope]));
    made.sort((a, b) => a.value - b.value);
    known.set(key, made);
    return made;
  }
  return readings;
}

/** Figures that a tool states of a block. */
function reportedReadings(metric: string, blocks: readonly Block[]): Reading[] {
  return blocks.flatMap((block) => {
    const { statistic } = block;
    if (statistic === null) return [];
    const own = [block];
    return block.cells.map(
      (cell): Reading => ({ metric, statistic, subset: 'all', scope: 'block', value: cell.value, cells: [cell], blocks: own }),
    );
  });
}

function blockReadings(metric: string, block: Block): Reading[] {
  return block.cells.length > 1 ? grouped(metric, [block], 'block') : [];
}

/** Figures of each value of the labels that have not too many. */
function partReadings(
  metric: string,
  blocks: readonly Block[],
  scope: ReadingScope,
  keys: readonly string[],
  valueCountMax: number,
): Reading[] {
  return keys.flatMap((key) => {
    const parts = [...groupBy(blocks, ({ labels }) => labels.get(key)).values()];
    return parts.length > valueCountMax ? [] : parts.flatMap((part) => grouped(metric, part, scope));
  });
}

function cellReadings(metric: string, samples: readonly Block[]): Reading[] {
  let left = CELL_COUNT_MAX;
  return samples.flatMap((block) => {
    const cells = block.cells.slice(0, Math.max(0, left));
    left -= cells.length;
    const own = [block];
    return cells.map((cell): Reading => {
      const subset = cell.isCold ? 'cold' : 'all';
      return { metric, statistic: 'value', subset, scope: 'cell', value: cell.value, cells: [cell], blocks: own };
    });
  });
}
