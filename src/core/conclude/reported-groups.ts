import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { groupBy } from '../group-by.ts';

/** What a tool reported of one series: its statistics by name. */
export interface ReportedGroup {
  readonly metric: string;
  readonly unit: string;
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly facts: ReadonlyMap<string, Fact>;
}

/** The statistics that tools reported, by what they are of; a series that the rows beside it give as well is left to these. */
export function reportedGroups({ reported }: Pick<Measurement, 'reported'>): ReportedGroup[] {
  const keyOf = ({ metric, definition, labels }: Fact) => JSON.stringify([metric, definition ?? null, Object.entries(labels).sort()]);
  const groups = groupBy(reported, ({ fact }) => keyOf(fact));
  return [...groups.values()].flatMap((group) => {
    if (group.some(({ backed }) => backed)) return [];
    const { metric, unit, labels } = group[0]!.fact;
    const facts = new Map(group.map(({ fact }) => [fact.statistic, fact]));
    return [{ metric, unit, labels: new Map(Object.entries(labels)), facts }];
  });
}
