import type { LabelValue } from '../../contracts/observation.ts';
import type { Report } from '../../contracts/report.ts';
import { labelRank, labelRole } from '../../metrics/labels.ts';
import { singleLine } from '../../metrics/quotation.ts';

/** Colours there are; further contestants share the last one, which is grey. */
const COLOUR_COUNT = 7;

export interface ContestantColours {
  readonly key: string;
  readonly colours: ReadonlyMap<string, number>;
}

/**
 * One colour for each contestant of a report: the values of the first kind of contestant that varies (models, say, else backends), in the
 * order in which the page names them, then the tables.
 *
 * @returns the label key, '' where nobody competes, and the number of the colour by name.
 */
export function contestantColours({ labels, page, analysis }: Pick<Report, 'labels' | 'page' | 'analysis'>): ContestantColours {
  const rows = [
    ...(page.table?.rows ?? []).map((row) => row.labels),
    ...analysis.tables.flatMap(({ constants, rows: own }) => own.map((row) => ({ ...constants, ...row.labels }))),
  ];
  const named = rows.flatMap((row) => Object.entries(row).filter(([key]) => labelRole(key) === 'contestant'));
  const stated = labels.flatMap(({ role, key, value }): (readonly [string, LabelValue])[] => (role === 'contestant' ? [[key, value]] : []));
  const byKey = new Map<string, Set<string>>();
  for (const [key, value] of [...named, ...stated]) byKey.set(key, (byKey.get(key) ?? new Set()).add(singleLine(String(value))));
  const varying = [...byKey].filter(([, { size }]) => size > 1).sort(([a], [b]) => labelRank(a) - labelRank(b));
  const [key, names] = varying[0] ?? ['', new Set<string>()];
  const colours = [...names].map((name, index): [string, number] => [name, Math.min(index, COLOUR_COUNT - 1)]);
  return { key, colours: new Map(colours) };
}
