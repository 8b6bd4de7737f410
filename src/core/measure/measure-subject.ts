import type { MeasuredSeries, MeasuredSubject } from '../../contracts/measured.ts';
import type { Subject } from '../../contracts/series.ts';
import type { FactBook } from '../fact-book.ts';
import { filterRows } from '../rows-by-table.ts';
import { firstOfFamilies, isCompared, type Measured, measuredIn } from './quantities.ts';
import { type Planned, seriesOf } from './series-facts.ts';
import type { StatisticName } from './statistics.ts';
import { isCold, type Setting, type Slice, settingsOf, slicesOf } from './subject-cells.ts';

/** Statistics that are facts; any other is computed on demand (`describe`). */
const POOLED_STATISTICS: readonly StatisticName[] = ['mean', 'median', 'stdev', 'cv', 'min', 'max', 'p95', 'p99'];
const SETTING_STATISTICS: readonly StatisticName[] = ['mean', 'median'];
/** Of a subject that no table shows, without an interval. */
const CROWDED_STATISTICS: readonly StatisticName[] = ['mean'];
/** Loads and sizes of such a subject that have facts, the smallest first. */
const CROWDED_SLICE_COUNT = 3;

function configurationsOf(book: FactBook, settings: readonly Setting[], subset: 'all' | 'warm'): MeasuredSeries[] {
  return seriesOf(
    book,
    settings.flatMap(({ labels, pooledOver, rows, failedCount }) =>
      measuredIn(rows)
        .filter(({ quantity }) => isCompared(quantity))
        .map((measured) => ({ measured, plan: { statistics: SETTING_STATISTICS, labels, pooledOver, subset, failedCount } })),
    ),
  );
}

/** The series of one slice: over all samples, and over the warm and the cold ones of a quantity that has cold ones. */
function plannedOf({ labels, pooledOver, good, cold, failedCount }: Slice, detail: Detail): Planned[] {
  const [warmByKey, coldByKey] = [cold.length > 0 ? filterRows(good, (row, table) => !isCold(row, table)) : [], cold].map(
    (own) => new Map(measuredIn(own).map((measured) => [measured.key, measured])),
  );
  const found = measuredIn(good);
  const chosen =
    detail === 'first' ? firstOfFamilies(found) : detail === 'brief' ? found.filter(({ quantity }) => isCompared(quantity)) : found;
  return chosen.flatMap((all) => {
    const subsets: [MeasuredSeries['subset'], Measured | undefined][] = [
      ['all', all],
      ['warm', coldByKey!.has(all.key) ? warmByKey!.get(all.key) : undefined],
      ['cold', coldByKey!.get(all.key)],
    ];
    const plan = { statistics: STATISTICS_OF[detail], plain: detail === 'first', labels, pooledOver };
    return subsets.flatMap(([subset, measured]) =>
      measured ? [{ measured, plan: { ...plan, subset, failedCount: subset === 'cold' ? 0 : failedCount } }] : [],
    );
  });
}

/** `full`: every statistic of every metric; `brief`: the middle of what is compared; `first`: the mean of the first metric of each family. */
type Detail = 'full' | 'brief' | 'first';

const STATISTICS_OF: Readonly<Record<Detail, readonly StatisticName[]>> = {
  full: POOLED_STATISTICS,
  brief: SETTING_STATISTICS,
  first: CROWDED_STATISTICS,
};

/**
 * Facts about one subject: per metric, load and size of the work (all, and warm and cold where there are cold starts), pooled over its
 * settings; and per setting where these vary.
 *
 * @param fullCount so many slices have every statistic, the others the middle of what is compared. 0: the subject is one of so many that
 *   no table shows it, and the mean of the first metric of each family is a fact of its first slices, and nothing else.
 */
export function measureSubject(book: FactBook, subject: Subject, fullCount: number): MeasuredSubject {
  const isCrowded = fullCount === 0;
  const slices = slicesOf(subject);
  const planned = (isCrowded ? slices.slice(0, CROWDED_SLICE_COUNT) : slices).map((slice, index) =>
    plannedOf(slice, isCrowded ? 'first' : index < fullCount ? 'full' : 'brief'),
  );
  const series = seriesOf(book, planned.flat());
  const anyCold = slices.some(({ cold }) => cold.length > 0);
  if (isCrowded) return { subject, series, configurations: [], coldOnlyCount: 0 };
  if (subject.parameters.length === subject.slices.length && !anyCold) {
    const configurations = slices.length < 2 ? [] : series.filter(isCompared);
    return { subject, series, configurations, coldOnlyCount: 0 };
  }
  const settings = settingsOf(subject);
  return {
    subject,
    series,
    configurations: configurationsOf(book, settings, anyCold ? 'warm' : 'all'),
    coldOnlyCount: settings.filter(({ onlyCold }) => onlyCold).length,
  };
}
