import type { MeasuredValue, RequestSize } from '../../contracts/history.ts';
import { KEPT_RUN_ADAPTER } from '../../contracts/kept-run-name.ts';
import type { LabelValue } from '../../contracts/observation.ts';

/** Where a value stands. */
type Placed = Pick<MeasuredValue, 'table' | 'row'>;

/** Is it read from a kept summary, which says itself what it is compared by? */
export function isKept({ table }: Pick<Placed, 'table'>): boolean {
  return table.artifact.adapter === KEPT_RUN_ADAPTER;
}

function statedOf({ table: { artifact, table }, row }: Placed, pointer: string): LabelValue | undefined {
  return artifact.parsed.configuration.get(`${table.places[row]}${pointer}`);
}

/** Tool, and what else of the work its artifact had stated. */
export function keptFingerprint(value: Placed, keys: readonly string[]): Map<string, LabelValue> {
  const pointers = [['tool', '/tool'], ...keys.map((key) => [key, `/workload/${key}`])] as [string, string][];
  return new Map(
    pointers.flatMap(([key, pointer]) => {
      const stated = statedOf(value, pointer);
      return stated === undefined ? [] : [[key, stated] as const];
    }),
  );
}

/** What its file was called in every run; '' where that told nothing apart. */
export function keptFile(value: Placed): string {
  return String(statedOf(value, '/file') ?? '');
}

/** Mean tokens of its requests. */
export function keptSize(value: Placed, metric: string): RequestSize | undefined {
  const [mean, error] = ['mean', 'error'].map((part) => statedOf(value, `/sizes/${metric}/${part}`));
  return typeof mean === 'number' && typeof error === 'number' ? { mean, error } : undefined;
}
