import type { Report } from '../../contracts/report.ts';
import type { Inconsistency } from './check-report.ts';

/** What differs between two makings of one report without saying anything of the data: when, by which release, how long it took, and so the digest. */
const OF_THE_MAKING: ReadonlySet<string> = new Set(['/generatedAt', '/timings', '/generator', '/digest']);
/** Time stamps of files, which a copy does not keep; what a report states of them is held against its own list of artifacts. */
const FILE_TIMES: ReadonlySet<string> = new Set(['modifiedAt', 'latestModified']);
/** By what entries of a list are told apart; a list of others is compared place by place. */
const KEYS = ['id', 'path', 'adapter', 'parameter'] as const;
const SHOWN_LENGTH_MAX = 120;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}

/** The key that tells the entries of both lists apart, or null. */
function keyOf(left: readonly unknown[], right: readonly unknown[]): (typeof KEYS)[number] | null {
  const all = [...left, ...right];
  const tells = (key: string, list: readonly unknown[]) =>
    new Set(list.map((entry) => (entry as Record<string, unknown>)[key])).size === list.length;
  const has = (key: string) => all.every((entry) => isRecord(entry) && typeof entry[key] === 'string');
  return all.length === 0 ? null : (KEYS.find((key) => has(key) && tells(key, left) && tells(key, right)) ?? null);
}

function compareLists(pointer: string, stated: readonly unknown[], made: readonly unknown[]): Inconsistency[] {
  const key = keyOf(stated, made);
  if (key === null) {
    const common = Math.min(stated.length, made.length);
    return [
      ...Array.from({ length: common }, (_, index) => compare(`${pointer}/${index}`, stated[index], made[index])).flat(),
      ...stated.slice(common).map((entry, index) => extra(`${pointer}/${common + index}`, entry)),
      ...made.slice(common).map((entry, index) => lacking(`${pointer}/${common + index}`, entry)),
    ];
  }
  const nameOf = (entry: unknown) => String((entry as Record<string, unknown>)[key]);
  const places = new Map(stated.map((entry, index) => [nameOf(entry), index]));
  const found = stated.map((entry) => ({ entry, made: made.find((other) => nameOf(other) === nameOf(entry)) }));
  const names = new Set(stated.map(nameOf));
  const missing = made.filter((entry) => !names.has(nameOf(entry)));
  const order = (list: readonly unknown[], other: ReadonlySet<string>) => list.map(nameOf).filter((name) => other.has(name));
  const madeNames = new Set(made.map(nameOf));
  const moved = order(stated, madeNames).find((name, index) => order(made, names)[index] !== name);
  return [
    ...found.flatMap(({ entry, made: other }) => {
      const place = `${pointer}/${places.get(nameOf(entry))}`;
      return other === undefined ? [extra(place, entry)] : compare(place, entry, other);
    }),
    ...missing.map((entry) => lacking(pointer, entry)),
    ...(moved === undefined ? [] : [{ pointer, message: `has "${moved}" in another place than the same inputs give it` }]),
  ];
}

function extra(pointer: string, entry: unknown): Inconsistency {
  return { pointer, message: `says ${shown(entry)}, which the same inputs do not give` };
}

function lacking(pointer: string, entry: unknown): Inconsistency {
  return { pointer, message: `lacks ${shown(entry)}, which the same inputs give` };
}

function compare(pointer: string, stated: unknown, made: unknown): Inconsistency[] {
  if (OF_THE_MAKING.has(pointer)) return [];
  if (Array.isArray(stated) && Array.isArray(made)) return compareLists(pointer, stated, made);
  if (isRecord(stated) && isRecord(made)) {
    const keys = new Set([...Object.keys(stated), ...Object.keys(made)]);
    return [...keys]
      .filter((key) => !FILE_TIMES.has(key))
      .flatMap((key) => {
        const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (!Object.hasOwn(made, key)) return [extra(place, stated[key])];
        return Object.hasOwn(stated, key) ? compare(place, stated[key], made[key]) : [lacking(place, made[key])];
      });
  }
  return Object.is(stated, made) ? [] : [{ pointer, message: `says ${shown(stated)}, but the same inputs give ${shown(made)}` }];
}

/**
 * Compares a report with what the same rules make of the same inputs, field by field.
 *
 * @returns each difference with a JSON pointer into `stated`, in its order; entries of lists are matched by what tells them apart, so that one
 *   more of them is one difference. Time stamps and durations are left out.
 */
export function compareReports(stated: Report, made: Report): Inconsistency[] {
  return compare('', stated, made);
}
