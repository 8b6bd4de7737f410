import type { MeasuredSubject } from '../../contracts/measured.ts';
import { isTotal } from '../../metrics/summing-words.ts';
import { compareKeys } from '../../sequences/text-order.ts';

/** Who a subject is but for one label. */
function besides({ subject }: MeasuredSubject, key: string): string {
  return JSON.stringify([key, [...subject.labels].filter(([own]) => own !== key).sort(compareKeys)]);
}

function totalKeys({ subject }: MeasuredSubject): string[] {
  return [...subject.labels].filter(([, value]) => isTotal(value)).map(([key]) => key);
}

/** Without the subjects that sum up others (`Aggregated` beside its endpoints): what is counted of these is counted once. */
export function withoutTotals(subjects: readonly MeasuredSubject[]): readonly MeasuredSubject[] {
  const totals = new Map(subjects.map((own) => [own, totalKeys(own)] as const).filter(([, keys]) => keys.length > 0));
  if (totals.size === 0) return subjects;
  const keys = new Set([...totals.values()].flat());
  const parts = new Set(subjects.filter((own) => !totals.has(own)).flatMap((own) => [...keys].map((key) => besides(own, key))));
  return subjects.filter((own) => !(totals.get(own) ?? []).some((key) => parts.has(besides(own, key))));
}
