import { isObservation, slug } from '../../metrics/labels.ts';
import { NEEDS_UNIT } from '../../metrics/name-words.ts';
import { readName, stemsOf, unknownName } from '../../metrics/names.ts';
import { toBase } from '../../metrics/units.ts';
import { isNumeric } from './column-numbers.ts';
import { knownLabelKey } from './known-labels.ts';
import { type RoledColumn, UNCLEAR } from './role.ts';
import { isMissing, type RawTable } from './table.ts';

/** With more columns of unknown meaning than this, a file is a dump of attributes: none of them identifies a series. */
const UNKNOWN_COLUMNS_MAX = 12;
const DUMP = `one of more than ${UNKNOWN_COLUMNS_MAX} columns of unknown meaning, which tell no series apart`;

/** A date without a time of day. */
const DAY = /^\d{4}([-/])\d{2}\1\d{2}$|^\d{2}\.\d{2}\.\d{4}$/;

/** Settles the roles that only the whole table decides, from those that each column has by itself. */
export function settleRoles(roled: readonly RoledColumn[], table: RawTable): RoledColumn[] {
  const known = withDays(withoutDump(withRepetitions(withCounts(withUnitsOfNeighbours(roled)), table)), table);
  return table.isWhole && !known.some(({ role }) => role.kind === 'measure') ? withUnknown(known) : known;
}

/**
 * A duration that states no unit, between durations that all state the same one, has it too (`mean_load_s`, `prompt_eval`); between
 * means it is a mean.
 */
function withUnitsOfNeighbours(roled: readonly RoledColumn[]): RoledColumn[] {
  const measures = roled.flatMap(({ role }) => (role.kind === 'measure' ? [role.measure] : []));
  const units = new Set(measures.filter(({ unit }) => toBase(unit).base === 'ms').map(({ unit }) => unit));
  const statistics = new Set(measures.map(({ statistic }) => statistic));
  if (units.size !== 1 || measures.length < 2) return [...roled];
  const [unitHint] = units;
  const siblings = stemsOf(roled.map(({ numbers }) => numbers.column.name));
  return roled.map((entry) => {
    const { name, within } = entry.numbers.column;
    if (entry.role.kind === 'measure' || entry.numbers.numeric === 0 || !/^(?:load|prompt_eval|eval)$/.test(slug(name))) return entry;
    const measure = readName(name, { siblings, within, unitHint: unitHint! });
    const statistic = statistics.size === 1 ? [...statistics][0]! : null;
    return measure ? { ...entry, role: { kind: 'measure', measure: { ...measure, statistic: measure.statistic ?? statistic } } } : entry;
  });
}

/** Names of how many samples stand behind a statistic. */
export const COUNT_NAMES: readonly string[] = [
  ...['samples', 'sample_count', 'num_samples', 'n', 'count', 'rounds', 'repetitions', 'runs', 'iterations', 'measurements', 'completed'],
];

/** Beside statistics, a `count` says how many samples are behind them. */
function withCounts(roled: readonly RoledColumn[]): RoledColumn[] {
  if (!roled.some(({ role }) => role.kind === 'measure' && role.measure.statistic !== null)) return [...roled];
  return roled.map((entry) => {
    const isCount = entry.role.kind === 'left-out' && COUNT_NAMES.includes(slug(entry.numbers.column.name)) && isNumeric(entry.numbers);
    return isCount ? { ...entry, role: { kind: 'declared', what: 'a count of samples' } } : entry;
  });
}

/** A `run` that is another one in every row of the same subject counts repetitions: they are the samples of one series. */
function withRepetitions(roled: readonly RoledColumn[], { rows }: RawTable): RoledColumn[] {
  const run = roled.find(({ role }) => role.kind === 'label' && role.key === 'run');
  if (!run) return [...roled];
  const others = roled.filter(({ role }) => role.kind === 'label' && role.key !== 'run' && !isObservation(role.key));
  const subjects = rows.map(({ inherited }, row) =>
    JSON.stringify([[...inherited], others.map(({ numbers }) => numbers.column.cell(row) ?? null)]),
  );
  const runs = rows.map((_, row) => JSON.stringify([subjects[row], run.numbers.column.cell(row) ?? null]));
  const isRepetition = new Set(runs).size === runs.length && new Set(subjects).size < subjects.length;
  return isRepetition ? roled.map((entry) => (entry === run ? { ...entry, role: { kind: 'label', key: 'request' } } : entry)) : [...roled];
}

/** Time stamps that are days alone name the runs of a table that does not name them otherwise: rows of two nights are no samples of one. */
function withDays(roled: readonly RoledColumn[], { rows }: RawTable): RoledColumn[] {
  if (roled.some(({ role }) => role.kind === 'label' && role.key === 'run')) return [...roled];
  const daysOf = ({ numbers: { column } }: RoledColumn) => rows.map((_, row) => column.cell(row)).filter((cell) => !isMissing(cell));
  const day = roled.find((entry) => {
    const days = entry.role.kind === 'time' ? daysOf(entry) : [];
    return new Set(days).size > 1 && days.every((cell) => typeof cell === 'string' && DAY.test(cell.trim()));
  });
  return roled.map((entry) => (entry === day ? { ...entry, role: { kind: 'time', isRun: true } } : entry));
}

function withoutDump(roled: readonly RoledColumn[]): RoledColumn[] {
  const isUnknown = ({ role, numbers }: RoledColumn) =>
    role.kind === 'label' && knownLabelKey(numbers.column.name, numbers.column.within, '') === null;
  if (roled.filter(isUnknown).length <= UNKNOWN_COLUMNS_MAX) return [...roled];
  return roled.map((entry) => (isUnknown(entry) ? { ...entry, role: { kind: 'left-out', reason: DUMP } } : entry));
}

/** When nothing in a file is known, its numbers with decimals are kept under their own names, without unit and direction. */
function withUnknown(roled: readonly RoledColumn[]): RoledColumn[] {
  if (roled.length > 2 * UNKNOWN_COLUMNS_MAX) return [...roled];
  return roled.map((entry) => {
    const { numbers, role } = entry;
    const unknown = unknownName(numbers.column.name);
    const isMeasured = numbers.values.some((value) => !Number.isNaN(value) && !Number.isInteger(value));
    if (
      role.kind !== 'left-out' ||
      role.reason !== UNCLEAR ||
      !isMeasured ||
      unknown === null ||
      NEEDS_UNIT.test(slug(numbers.column.name)) ||
      !isNumeric(numbers)
    )
      return entry;
    return { numbers, role: { kind: 'measure', measure: { ...unknown, unit: 'score', unitStated: false } } };
  });
}
