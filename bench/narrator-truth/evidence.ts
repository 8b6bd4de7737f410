/** A fact as a report for machines states it; what is not needed to judge a sentence is left out. */
export interface FactRecord {
  readonly id: string;
  readonly kind: string;
  readonly metric: string;
  readonly statistic: string;
  readonly value: number;
  readonly unit: string;
  readonly direction: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly contrast?: Readonly<Record<string, unknown>> | undefined;
  readonly subset: string;
  readonly sampleCount: number;
  readonly interval?: { readonly low: number; readonly high: number } | undefined;
  readonly definition?: string | undefined;
  readonly baseline?: string | undefined;
  readonly candidate?: string | undefined;
  readonly sources: readonly { readonly path: string }[];
}

export interface EffectRecord {
  readonly fact: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly parameter: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly verdict: string;
  readonly reason: string;
}

/** A share of failed requests that changed, or may have: counts by the ids of their facts. */
export interface FailureRecord
  extends Pick<ChangeRecord, 'labels' | 'verdict' | 'status' | 'reason' | 'since' | 'moved' | 'state' | 'acknowledged' | 'reopened'> {
  readonly failed: string;
  readonly requests: string;
  readonly failedBefore: string;
  readonly requestsBefore: string;
}

export interface ChangeRecord {
  readonly fact: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly verdict: string;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly since?: string | undefined;
  readonly runsNeeded?: number | undefined;
  readonly moved?: readonly { readonly key: string; readonly from: unknown; readonly to: unknown }[] | undefined;
  readonly state?: string | undefined;
  readonly acknowledged?: { readonly reason: string; readonly until?: string | undefined } | undefined;
  readonly reopened?: string | undefined;
}

/** A decision of somebody on a run. */
export interface NoteRecord {
  readonly run: string;
  readonly reason: string;
}

/** What of the JSON of a report sentences are held against. */
export interface ReportRecord {
  readonly facts: readonly FactRecord[];
  readonly analysis: { readonly effects: readonly EffectRecord[] };
  readonly changes: readonly ChangeRecord[];
  readonly ledger?:
    | {
        readonly files: readonly { readonly path: string; readonly problem?: string | undefined }[];
        readonly excluded: readonly NoteRecord[];
        readonly resets: readonly NoteRecord[];
      }
    | undefined;
  readonly history?:
    | {
        readonly runs: readonly { readonly name: string }[];
        readonly baseline?: readonly string[] | undefined;
        readonly worse: number;
        readonly better: number;
        readonly unchanged: number;
        readonly undecided: number;
        readonly gone: number;
        readonly added: number;
        readonly failures?: readonly FailureRecord[] | undefined;
        readonly calibration?:
          | {
              readonly rounds: number;
              readonly alarmed: number;
              readonly limits: readonly { readonly metric: string; readonly limit: number }[];
            }
          | undefined;
      }
    | undefined;
  readonly inputs: {
    readonly baseline?: string | undefined;
    readonly artifacts: readonly {
      readonly path: string;
      readonly sha256: string;
      readonly verdict: string;
      readonly reason?: string | undefined;
      readonly duplicateOf?: string | undefined;
    }[];
  };
}

/** What metrics are called: ids by name in lower case. */
export type Vocabulary = ReadonlyMap<string, readonly string[]>;

/** A number as it is printed: its value, how many decimals it has, and its unit ('' for none). */
export interface Figure {
  readonly statistic: string | null;
  readonly value: number;
  readonly places: number;
  readonly half: { readonly value: number; readonly places: number } | null;
  readonly unit: string;
}

/** Sizes of printed units in the unit that facts are stated in. */
const SIZES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ms: { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, min: 6e4, h: 3.6e6 },
  bytes: { bytes: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 },
  ratio: { '%': 0.01 },
  x: { times: 1 },
  count: { '': 1 },
};

export const STATISTIC = String.raw`mean|median|min|max|stdev|value|stated|total|geomean|p\d+(?:\.\d+)?`;
export const NUMBER = String.raw`[+-]?\d+(?:\.\d+)?`;
/** "median 88.9 ± 1.5 tokens/s", as text of a pattern without groups. */
export const VALUE = String.raw`(?:(?:${STATISTIC}) )?${NUMBER}(?: ± ${NUMBER})?(?: [^\s,;()]+)?`;
const VALUE_PARTS = new RegExp(String.raw`^(?:(${STATISTIC}) )?(${NUMBER})(?: ± (${NUMBER}))?(?: (.+))?$`);

function placesOf(text: string): number {
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}

/** Reads a printed value; null for none. */
export function figureOf(text: string): Figure | null {
  const parts = VALUE_PARTS.exec(text.trim());
  if (!parts) return null;
  const [, statistic = null, number, half, unit = ''] = parts;
  return {
    statistic,
    value: Number(number),
    places: placesOf(number!),
    half: half === undefined ? null : { value: Number(half), places: placesOf(half) },
    unit,
  };
}

/** Whether a number rounds to what is printed with so many places. */
export function isPrintedAs(value: number, { value: printed, places }: { readonly value: number; readonly places: number }): boolean {
  const room = 0.5 * 10 ** -places;
  return Math.abs(value - printed) <= room * (1 + 1e-6) + 1e-12 * Math.abs(value);
}

function sizeIn(fact: FactRecord, unit: string): number | null {
  const known = SIZES[fact.unit]?.[unit];
  if (known !== undefined) return known;
  return unit === fact.unit || unit === `"${fact.unit}"` ? 1 : null;
}

/** Whether a fact prints as this figure: value, unit, and half of its interval where one is printed. */
export function prints(fact: FactRecord, figure: Figure): boolean {
  const size = sizeIn(fact, figure.unit);
  if (size === null || !isPrintedAs(fact.value / size, figure)) return false;
  if (figure.half === null) return true;
  return fact.interval !== undefined && isPrintedAs((fact.interval.high - fact.interval.low) / 2 / size, figure.half);
}

/** Whether the ends of a fact's interval print as these. */
export function printsBounds(fact: FactRecord, low: Figure, high: Figure): boolean {
  const size = sizeIn(fact, high.unit === '' ? low.unit : high.unit);
  const own = fact.interval;
  return own !== undefined && size !== null && isPrintedAs(own.low / size, low) && isPrintedAs(own.high / size, high);
}

/** 1 where more is better, -1 where less is, 0 for neither. */
export function wayOf({ direction }: FactRecord): number {
  return direction === 'higher-is-better' ? 1 : direction === 'lower-is-better' ? -1 : 0;
}

/** The vocabulary of a registry, given as data. */
export function vocabularyOf(metrics: readonly { readonly id: string; readonly name: string }[]): Vocabulary {
  const ids = new Map<string, string[]>();
  for (const { id, name } of metrics) {
    const known = ids.get(name.toLowerCase());
    if (known) known.push(id);
    else ids.set(name.toLowerCase(), [id]);
  }
  return ids;
}
