import type { Fact } from '../../contracts/fact.ts';
import type { Measurement } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { labelsOfRecord, labelsText } from '../labels-text.ts';

/** What a tool reported of one series: its statistics by name. */
export interface ReportedGroup {
  readonly metric: string;
  readonly unit: string;
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly facts: ReadonlyMap<string, Fact>;
}

/** The statistics that tools reported, by what they are of; a series that the rows beside it give as well is left to these. */
export function reportedGroups({ reported }: Pick<Measurement, 'reported'>): readonly ReportedGroup[] {
  return groupsOf(reported);
}

/** Several kinds of findings look at the same. */
const groupsOf = remembered((reported: Measurement['reported']): readonly ReportedGroup[] => {
  const keyOf = ({ metric, definition, labels }: Fact) => `${metric} ${definition ?? ''} ${labelsText(labelsOfRecord(labels))}`;
  return [...groupBy(reported, ({ fact }) => keyOf(fact)).values()].flatMap((group) => {
    if (group.some(({ backed }) => backed)) return [];
    const { metric, unit, labels } = group[0]!.fact;
    return [{ metric, unit, labels: labelsOfRecord(labels), facts: new Map(group.map(({ fact }) => [fact.statistic, fact])) }];
  });
});
