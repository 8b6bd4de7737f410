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
 * One colour for each contestant of a report, in the order in which the tables name them: the values of the first kind of contestant that
 * varies (models, say, else backends).
 *
 * @returns the label key, '' where nobody competes, and the number of the colour by name.
 */
export function contestantColours({ analysis: { tables } }: Pick<Report, 'analysis'>): ContestantColours {
  const byKey = new Map<string, Set<string>>();
  for (const { constants, rows } of tables) {
    for (const { labels } of rows) {
      for (const [key, value] of Object.entries({ ...constants, ...labels })) {
        if (labelRole(key) !== 'contestant') continue;
        const names = byKey.get(key);
        if (names) names.add(singleLine(String(value)));
        else byKey.set(key, new Set([singleLine(String(value))]));
      }
    }
  }
  const varying = [...byKey].filter(([, { size }]) => size > 1).sort(([a], [b]) => labelRank(a) - labelRank(b));
  const [key, names] = varying[0] ?? ['', new Set<string>()];
  const colours = [...names].map((name, index): [string, number] => [name, Math.min(index, COLOUR_COUNT - 1)]);
  return { key, colours: new Map(colours) };
}
