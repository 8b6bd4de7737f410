import type { FindingTopic, NextCommand, Predicate, Severity } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isTellingApart, labelRole } from '../../metrics/labels.ts';
import { claim, sentenceCase, type Word } from '../prose.ts';
import { ABOUT_NOTHING, type About, type Slots, type Telling } from '../telling.ts';

interface Told {
  readonly kind: string;
  readonly id: string;
  /** The finding as a sentence, its full stop included. */
  readonly words: readonly Word[];
  readonly also?: readonly Fact[];
  readonly predicate?: Predicate;
  readonly severity: Severity;
  readonly topic: FindingTopic;
  readonly about?: Partial<About>;
  readonly slots?: Slots;
  readonly commands?: readonly NextCommand[];
}

function withoutStop(words: readonly Word[]): Word[] {
  const last = words.at(-1);
  return typeof last === 'string' ? [...words.slice(0, -1), last.replace(/\.$/, '')] : [...words];
}

/** A finding with what its frames need. The slot `say` holds the finding's own sentence without its full stop. */
export function tell({ kind, id, words, also = [], predicate, severity, topic, about = {}, slots = {}, commands = [] }: Told): Telling {
  return {
    ...claim(id, sentenceCase(words), also, predicate),
    severity,
    topic,
    kind,
    slots: { say: withoutStop(words), ...slots },
    also,
    about: { ...ABOUT_NOTHING, ...about },
    ...(commands.length === 0 ? {} : { commands }),
  };
}

/** What of labels says who it is: the contestant, or what was done where no contestant is named. */
export function subjectOf(labels: ReadonlyMap<string, LabelValue>): ReadonlyMap<string, LabelValue> {
  const own = [...labels].filter(([key]) => !isTellingApart(key));
  const contestant = own.filter(([key]) => labelRole(key) === 'contestant');
  return new Map(contestant.length > 0 ? contestant : own.filter(([key]) => labelRole(key) === 'workload'));
}

/** What a group of labels has in common as a key: two tellings of the same place speak of the same benchmark, load and run. */
export function placeKey(labels: Iterable<readonly [string, LabelValue]>): string {
  return JSON.stringify([...labels].filter(([key]) => labelRole(key) !== 'contestant').sort());
}

/** All that a group of labels has in common as a key: two orders stand in one sentence only where nothing tells their places apart. */
export function sharedKey(labels: Iterable<readonly [string, LabelValue]>): string {
  return JSON.stringify([...labels].sort());
}

/** Does all that the place of one telling says hold of the other, too? */
export function isWithinPlace(from: Telling, to: Telling): boolean {
  const labels = (place: string): unknown[] => (place === '' ? [] : JSON.parse(place));
  const own = new Set(labels(to.about.place).map((label) => JSON.stringify(label)));
  return labels(from.about.place).every((label) => own.has(JSON.stringify(label)));
}

/** How far a ratio above one is from one, in the words of a card. */
export function sizeOfRatio(ratio: number): NonNullable<About['size']> {
  const factor = ratio >= 1 ? ratio : 1 / ratio;
  if (factor < 1.02) return 'none';
  if (factor < 1.1) return 'small';
  if (factor < 1.5) return 'medium';
  return factor < 4 ? 'large' : 'very large';
}

/** Do two tellings speak of one and the same contestant? */
export function isOfSame(a: Telling, b: Telling): boolean {
  const [own, other] = [a.about.subjects, b.about.subjects];
  if (own.length !== 1 || other.length !== 1) return false;
  const shared = [...own[0]!].filter(([key]) => other[0]!.has(key));
  return shared.length > 0 && shared.every(([key, value]) => other[0]!.get(key) === value);
}
