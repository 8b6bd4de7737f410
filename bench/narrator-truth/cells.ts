import { MAY_FOLLOW, METRIC } from './contests.ts';
import {
  type Context,
  comparisonsOf,
  found,
  type Groups,
  isStatistic,
  labelsBeside,
  metricIds,
  names,
  type Shape,
  value,
} from './context.ts';
import { type FactRecord, isPrintedAs, VALUE, wayOf } from './evidence.ts';
import { areOf, isOf, keysCalled, listed } from './names.ts';

const PLACE = String.raw`(?:[Ii]n (?<place>.+?), )?`;
const STATISTIC = String.raw`(?: by (?<statistic>median|min))?`;
const SCOPE = String.raw`${STATISTIC}(?<warm> over warm requests)?(?: over several values of (?<pooled>.+?))?`;

interface Cell {
  readonly leader: FactRecord;
  readonly rival: FactRecord;
  readonly ratio: number;
}

/** The cells in which both were measured alike, by the keys that tell them apart and by statistic. */
function cellsOf(leaderName: string, rivalName: string, statistic: string | null, context: Context): Cell[][] {
  const { scene, facts } = context;
  const of = (name: string) =>
    facts.filter(
      (own) =>
        isStatistic(own) &&
        scene.metrics.includes(own.metric) &&
        (statistic === null || own.statistic === statistic) &&
        isOf(own, [...scene.place, name]),
    );
  const rivals = of(rivalName);
  const groups = new Map<string, Cell[]>();
  for (const leader of of(leaderName)) {
    for (const rival of rivals) {
      const key = keysCalled(leader.labels, leaderName).find((own) => keysCalled(rival.labels, rivalName).includes(own));
      if (key === undefined || leader.statistic !== rival.statistic || leader.subset !== rival.subset || leader.kind !== rival.kind)
        continue;
      if (!isOneCell(leader, rival, key)) continue;
      const ratio = wayOf(leader) > 0 ? leader.value / rival.value : rival.value / leader.value;
      const group = `${leader.metric} ${leader.kind} ${leader.statistic} ${leader.subset} ${String(leader.labels['run'])} ${Object.keys(leader.labels).sort().join(' ')}`;
      groups.set(group, [...(groups.get(group) ?? []), { leader, rival, ratio }]);
    }
  }
  return [...groups.values()];
}

/** Whether loads, sizes and settings are the same: of what identifies the two, other than the choice, some may differ with it. */
function isOneCell(a: FactRecord, b: FactRecord, key: string): boolean {
  const keys = new Set([...Object.keys(a.labels), ...Object.keys(b.labels)]);
  return [...keys].every((own) => own === key || MAY_FOLLOW.has(own) || a.labels[own] === b.labels[own]);
}

const RATIO = String.raw`(\d+(?:\.\d+)?) times(?: \(([^)]*)\))?`;
const RIVAL = new RegExp(
  String.raw`^of (?<who>\S+(?: not stated)?) at (?:(?<only>the only \w+(?: of the work)? that both have)|(?<all>all (?<count>\d+)|(?<ahead>\d+) of (?<of>\d+)) (?:loads?|sizes? of the work|settings?|combinations?)), by ${RATIO}(?: to ${RATIO})?$`,
);

function printed(number: string, ratio: number): boolean {
  return isPrintedAs(ratio, { value: Number(number), places: number.length - number.indexOf('.') - 1 });
}

function isAtCell({ leader }: Cell, place: string | undefined, context: Context): boolean {
  return place === undefined || areOf(leader.labels, names(place, context));
}

function rangeProblem(cells: readonly Cell[], [, ...parts]: RegExpExecArray, context: Context): string | null {
  const numbers = parts.slice(-4);
  const [least, leastAt, most = least!, mostAt = leastAt] = numbers;
  const low = Math.min(...cells.map(({ ratio }) => ratio));
  const high = Math.max(...cells.map(({ ratio }) => ratio));
  if (!printed(least!, low) || !printed(most, high)) return `leads go from ${low} to ${high}`;
  const ends = [
    [low, leastAt],
    [high, mostAt],
  ] as const;
  return ends.every(([end, at]) => cells.some((cell) => cell.ratio === end && isAtCell(cell, at, context)))
    ? null
    : 'an end of the range is of another cell';
}

function cellsProblem(cells: readonly Cell[], match: RegExpExecArray, context: Context): string | null {
  const { only, count, ahead, of } = match.groups!;
  const won = cells.filter(({ ratio }) => ratio > 1).length;
  if (only !== undefined && cells.length !== 1) return `there are ${cells.length} cells`;
  if (count !== undefined && (cells.length !== Number(count) || won !== cells.length)) return `it is ahead in ${won} of ${cells.length}`;
  if (of !== undefined && (cells.length !== Number(of) || won !== Number(ahead))) return `it is ahead in ${won} of ${cells.length}`;
  return rangeProblem(cells, match, context);
}

/** "of `b` at all 4 loads, by 1.2 times (...) to 1.4 times (...)", and the same of others. */
function rivalsProblem(text: string, leader: string, statistic: string, context: Context): string | null {
  const items = text.split(/, (?=of \S+ (?:not stated )?at )/);
  for (const item of items) {
    const match = RIVAL.exec(item);
    if (!match) return `no rival is read in "${item}"`;
    const rival = names(match.groups!['who'], context).join(' ');
    const groups = cellsOf(leader, rival, statistic, context);
    const fitting = groups.find((cells) => cellsProblem(cells, match, context) === null);
    if (!fitting) return groups.length === 0 ? `no cell has ${leader} and ${rival}` : cellsProblem(groups[0]!, match, context)!;
    if (item === items[0]) context.scene.contestants = [leader, rival];
    if (item === items[0]) context.scene.facts = fitting.flatMap((cell) => comparisonsOf(cell.leader, cell.rival, context));
  }
  return null;
}

function aheadProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  if (said['who'] !== undefined) {
    if (said['isTail'] === undefined) scene.place = names(said['place'], context);
    scene.who = names(said['who'], context);
  }
  scene.metrics = metricIds(said['metric']!, context);
  return rivalsProblem(said['rivals']!, scene.who.join(' '), said['statistic'] ?? 'mean', context);
}

function evidenceProblem({ count }: Groups, { scene }: Context): string | null {
  const intervals = scene.facts.flatMap(({ interval }) => interval ?? []);
  if (count === undefined) return intervals.length === 0 ? null : 'a spread is known';
  const clear = intervals.filter(({ low }) => low > 1).length;
  return clear === Number(count) ? null : `the lead is beyond the spread in ${clear}`;
}

const ITEM = new RegExp(String.raw`^(?<who>\S+(?: not stated)?)(?: \((?<apart>[^)]*)\))?(?: (?<value>${VALUE}))?$`);

function unrankedProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.place = names(said['place'], context);
  scene.metrics = metricIds(said['metric']!, context);
  const items = listed(said['items']!.replace(/ and others$/, ''));
  const seen: FactRecord[][] = [];
  for (const item of items) {
    const groups = ITEM.exec(item)?.groups;
    if (!groups) return `no contestant is read in "${item}"`;
    const of = [...scene.place, ...names(groups['who'], context), ...names(groups['apart'], context)];
    const own = found(
      { metrics: scene.metrics, of, ...(groups['value'] === undefined ? {} : { figure: value(groups['value']) }) },
      context,
    );
    if (own.length === 0) return `${groups['who']} was not measured at ${groups['value']}`;
    seen.push(own);
  }
  const compared = seen.some((own, index) =>
    seen
      .slice(index + 1)
      .some((other) =>
        own.some((a) =>
          other.some((b) => comparisonsOf(a, b, context).some(() => said['unless']?.includes('kind') && !isSameFooting(a, b))),
        ),
      ),
  );
  return compared ? 'two of them are compared on unlike footings' : null;
}

const FOOTING = ['device', 'dtype', 'provider', 'quantization'];

function isSameFooting(a: FactRecord, b: FactRecord): boolean {
  return (
    labelsBeside(
      a,
      Object.keys(a.labels).filter((key) => !FOOTING.slice(0, 3).includes(key)),
    ) ===
    labelsBeside(
      b,
      Object.keys(b.labels).filter((key) => !FOOTING.slice(0, 3).includes(key)),
    )
  );
}

export const CELL_SHAPES: readonly Shape[] = [
  {
    name: 'ahead over cells',
    pattern: new RegExp(String.raw`^${PLACE}(?<who>\S+(?: not stated)?) is ahead in ${METRIC}${SCOPE} (?<rivals>of .+)$`),
    judge: aheadProblem,
  },
  {
    name: 'ahead over cells, too',
    pattern: new RegExp(String.raw`^in ${METRIC}${SCOPE} it is ahead (?<rivals>of .+)$`),
    judge: aheadProblem,
  },
  { name: 'no spread', pattern: /^no spread is known at any of them$/, judge: evidenceProblem },
  { name: 'beyond the spread', pattern: /^beyond the spread of both at (?<count>\d+) of them$/, judge: evidenceProblem },
  {
    name: 'unranked',
    pattern: new RegExp(
      String.raw`^${PLACE}[Nn]o one of these is ranked against another in ${METRIC} unless (?<unless>both ran on one kind of device, in one precision|both were measured under one load and setting): (?<items>.+)$`,
    ),
    judge: unrankedProblem,
  },
  {
    name: 'unranked, by name',
    pattern: new RegExp(String.raw`^${PLACE}[Nn]o one of (?<items>.+) is ranked against another in ${METRIC}$`),
    judge: unrankedProblem,
  },
];

/** Advice that says who is ahead of whom, without its place: in some place it must be so. */
export function rivalsOverCellsProblem(said: Groups, context: Context): string | null {
  const { scene } = context;
  scene.metrics = metricIds(said['metric']!, context);
  return (
    rivalsProblem(said['rivals']!, names(said['who'], context).join(' '), 'mean', context) &&
    rivalsProblem(said['rivals']!, names(said['who'], context).join(' '), 'median', context)
  );
}
