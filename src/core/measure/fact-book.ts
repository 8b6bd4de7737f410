import type { Fact } from '../../contracts/fact.ts';
import type { LabelValue } from '../../contracts/observation.ts';

/** A fact before it has an id. */
export type FactDraft = Omit<Fact, 'id' | 'labels' | 'direction'> & {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly direction: Fact['direction'];
};

/** The facts of one report by id; the same fact added twice is one fact. */
export interface FactBook {
  add(draft: FactDraft): Fact;
  get(id: string): Fact;
  all(): Fact[];
}

/**
 * 53-bit hash of a text, cyrb53 by bryc (public domain, github.com/bryc/code): well mixed, no cryptographic claim. Written here because
 * core is pure and node:crypto is not allowed in it.
 */
function hash53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** Letters without vowels and digits that look like letters: an id never reads like a word or a number with a unit. */
const ALPHABET = '23456789bcdfghjkmnpqrstvwxz';
const ID_LENGTH = 7;

function idOf(identity: string, length: number): string {
  let rest = hash53(identity);
  let id = 'f';
  for (let index = 0; index < length; index += 1) {
    id += ALPHABET[rest % ALPHABET.length];
    rest = Math.floor(rest / ALPHABET.length);
  }
  return id;
}

/** What a fact is about: everything but its value, its interval and where it was read. */
function identityOf(draft: FactDraft): string {
  const { kind, metric, statistic, labels, subset, definition, contrast, baseline, candidate } = draft;
  const sorted = [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    kind,
    metric,
    statistic,
    sorted,
    subset,
    definition ?? null,
    contrast ?? null,
    baseline ?? null,
    candidate ?? null,
  ]);
}

/** An empty book. Ids are stable from run to run; two facts whose ids clash get longer ones. */
export function factBook(): FactBook {
  const byIdentity = new Map<string, Fact>();
  const byId = new Map<string, Fact>();
  return {
    add(draft) {
      const identity = identityOf(draft);
      const known = byIdentity.get(identity);
      if (known) return known;
      let length = ID_LENGTH;
      while (byId.has(idOf(identity, length)) && length < 10) length += 1;
      const fact: Fact = { id: idOf(identity, length), ...draft, labels: Object.fromEntries(draft.labels) };
      byIdentity.set(identity, fact);
      byId.set(fact.id, fact);
      return fact;
    },
    get(id) {
      const fact = byId.get(id);
      if (!fact) throw new Error(`no fact ${id} in this report`);
      return fact;
    },
    all: () => [...byId.values()],
  };
}
