import type { Fact } from '../contracts/fact.ts';
import type { LabelValue } from '../contracts/observation.ts';
import { isTellingApart } from '../metrics/labels.ts';
import { remembered } from '../metrics/remembered.ts';
import { rememberedText } from '../metrics/remembered-text.ts';
import { labelsText, sortedLabels } from './labels-text.ts';

/** A fact before it has an id. */
export type FactDraft = Omit<Fact, 'id' | 'series' | 'labels' | 'direction'> & {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly direction: Fact['direction'];
};

/**
 * The facts of one report by id. The same fact added twice is one fact; another value, number of samples or source of it throws: two
 * things would go by one name, which is a bug of whoever named them.
 */
export interface FactBook {
  add(draft: FactDraft): Fact;
  get(id: string): Fact;
  all(): Fact[];
}

/** A number of things. Unless it says otherwise, each thing is one sample of it, and none was left out. */
type CountDraft = Pick<FactDraft, 'metric' | 'statistic' | 'value' | 'labels' | 'formula' | 'sources'> &
  Partial<Pick<FactDraft, 'unit' | 'subset' | 'sampleCount' | 'excluded' | 'definition' | 'contrast'>>;

/** Adds a fact that counts. The keys of a fact stand in the order of its schema. */
export function addCount(book: FactBook, { metric, statistic, value, labels, formula, sources, ...more }: CountDraft): Fact {
  const { unit = 'count', subset = 'all', sampleCount = value, excluded = { failed: 0, implausible: 0 }, ...told } = more;
  const measured = { kind: 'count', metric, statistic, value, unit, direction: 'none', labels, subset, sampleCount, excluded } as const;
  return book.add({ ...measured, formula, ...told, sources });
}

/**
 * 53-bit hash of a text in parts, cyrb53 by bryc (public domain, github.com/bryc/code): well mixed, no cryptographic claim. Written here because
 * core is pure and node:crypto is not allowed in it.
 */
function hash53(parts: readonly string[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const text of parts) {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** Letters without vowels and digits that look like letters: an id never reads like a word or a number with a unit. */
const ALPHABET = '23456789bcdfghjkmnpqrstvwxz';
const ID_LENGTH = 7;
/** Long enough that no two series of all reports share one. */
const SERIES_LENGTH = 10;

/** Letters and digits of an identity in parts, `SERIES_LENGTH` of them: the first `ID_LENGTH` of them, more where that is not enough, make an id. */
export function lettersOf(...parts: readonly string[]): string {
  let rest = hash53(parts);
  let letters = '';
  for (let index = 0; index < SERIES_LENGTH; index += 1) {
    letters += ALPHABET[rest % ALPHABET.length];
    rest = Math.floor(rest / ALPHABET.length);
  }
  return letters;
}

/** Labels as the facts hold them, and as text: of all of them, and of those that do not only tell apart. Statistics of a series share their labels. */
const labelsOfFacts = remembered((labels: ReadonlyMap<string, LabelValue>) => {
  const all = labelsText(labels);
  const about = sortedLabels(labels).filter(([key]) => !isTellingApart(key));
  return { record: Object.fromEntries(labels), all, about: about.length === labels.size ? all : JSON.stringify(about) };
});

/** A text as JSON. The names of metrics and statistics come again in every fact. */
const quoted = rememberedText((text) => JSON.stringify(text));

/**
 * What a fact is about, everything but its value, its interval and where it was read: one text in three parts. Many facts share the text of their
 * labels, so that the whole is never put together.
 */
interface Identity {
  readonly head: string;
  readonly labels: string;
  readonly tail: string;
  /** Head and tail. */
  readonly rest: string;
}

/**
 * @param labels text of those that count.
 * @param nameOf what stands for a fact that it relates.
 */
function identityOf(draft: FactDraft, labels: string, nameOf: (id: string) => string): Identity {
  const { kind, metric, statistic, subset, definition, contrast, baseline, candidate } = draft;
  const [whose, how] = [definition === undefined ? 'null' : quoted(definition), contrast === undefined ? 'null' : JSON.stringify(contrast)];
  const [from, to] = [
    baseline === undefined ? 'null' : `"${nameOf(baseline)}"`,
    candidate === undefined ? 'null' : `"${nameOf(candidate)}"`,
  ];
  const head = `[${quoted(kind)},${quoted(metric)},${quoted(statistic)},`;
  const tail = `,${quoted(subset)},${whose},${how},${from},${to}]`;
  return { head, labels, tail, rest: head + tail };
}

/** A map by what facts are about. */
interface ByIdentity<V> {
  get(identity: Identity): V | undefined;
  set(identity: Identity, value: V): void;
}

function byIdentity<V>(): ByIdentity<V> {
  const byLabels = new Map<string, Map<string, V>>();
  return {
    get: ({ labels, rest }) => byLabels.get(labels)?.get(rest),
    set({ labels, rest }, value) {
      const own = byLabels.get(labels);
      if (own) own.set(rest, value);
      else byLabels.set(labels, new Map([[rest, value]]));
    },
  };
}

function sameEvidence(known: Fact, { value, sampleCount, sources }: FactDraft): boolean {
  return known.value === value && known.sampleCount === sampleCount && JSON.stringify(known.sources) === JSON.stringify(sources);
}

/**
 * An empty book. A fact's `series` leaves out the labels that only tell apart (run, file, place), so that it is the same in every run. The
 * first holder of a series is known by it alone, and those added later by their telling labels too: a file that appears later, or a run
 * made later, changes no id that was there, as long as facts are added in the order of the runs. Two facts whose ids clash get longer ones.
 */
export function factBook(): FactBook {
  const facts = byIdentity<Fact>();
  const byId = new Map<string, Fact>();
  /** Series that have a holder. */
  const held = byIdentity<true>();
  /** Ids of first holders. */
  const primary = new Set<string>();

  function isPrimary(id: string | undefined): boolean {
    return id === undefined || primary.has(id);
  }

  /** Is this the first holder of its series, of which alone its id is made? */
  function isFirst({ baseline, candidate }: FactDraft, series: Identity): boolean {
    if (held.get(series) || !isPrimary(baseline) || !isPrimary(candidate)) return false;
    held.set(series, true);
    return true;
  }

  return {
    add(draft) {
      const { record, all, about } = labelsOfFacts(draft.labels);
      const identity = identityOf(draft, all, (id) => id);
      const known = facts.get(identity);
      if (known) {
        if (sameEvidence(known, draft)) return known;
        throw new Error(`two values of one fact, ${known.value} and ${draft.value}: ${identity.head}${all}${identity.tail}`);
      }
      const isAlone = draft.baseline === undefined && draft.candidate === undefined;
      const series = isAlone && about === all ? identity : identityOf(draft, about, (id) => byId.get(id)?.series ?? id);
      const isHolder = isFirst(draft, series);
      const seriesLetters = lettersOf(series.head, series.labels, series.tail);
      const letters = isHolder ? seriesLetters : lettersOf(identity.head, identity.labels, identity.tail);
      let length = ID_LENGTH;
      while (byId.has(`f${letters.slice(0, length)}`) && length < SERIES_LENGTH) length += 1;
      const fact: Fact = { id: `f${letters.slice(0, length)}`, series: `s${seriesLetters}`, ...draft, labels: record };
      facts.set(identity, fact);
      byId.set(fact.id, fact);
      if (isHolder) primary.add(fact.id);
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
