const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/**
 * A time stamp as sources write it: ISO 8601 with or without a zone (none is taken as UTC, so that a report is the same on every
 * machine), its date also as 2026/01/08 or 08.01.2026 (01/08/2026 means two days to two readers), or an epoch number in s, ms, us or ns.
 *
 * @returns epoch milliseconds; null for anything else and for years outside 2000 to 2099.
 */
export function timeOf(stamp: unknown): number | null {
  if (typeof stamp === 'number') return epochOf(stamp);
  if (typeof stamp !== 'string') return null;
  const text = stamp.trim();
  if (/^\d{9,19}(?:\.\d+)?$/.test(text)) return epochOf(Number(text));
  const match = ISO.exec(asIso(text));
  if (!match) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone = 'Z'] = match;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (
    new Date(at).getUTCDate() !== Number(day) ||
    new Date(at).getUTCMonth() !== Number(month) - 1 ||
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(second) > 60
  )
    return null;
  return plausible(at + Math.floor(Number(`0.${fraction}`) * 1000) - zoneOffsetMs(zone));
}

/** The date in the order and with the dashes of ISO 8601. */
function asIso(text: string): string {
  return text.replace(/^(\d{4})\/(\d{2})\/(\d{2})(?!\d)/, '$1-$2-$3').replace(/^(\d{2})\.(\d{2})\.(\d{4})(?!\d)/, '$3-$2-$1');
}

function epochOf(epoch: number): number | null {
  for (const perMs of [1e-3, 1, 1e3, 1e6]) {
    const at = plausible(Math.floor(epoch / perMs));
    if (at !== null) return at;
  }
  return null;
}

function plausible(atMs: number): number | null {
  return atMs >= EARLIEST_MS && atMs < LATEST_MS ? atMs : null;
}

function zoneOffsetMs(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}
