import type { Recommendation } from '../contracts/claim.ts';
import { advise, type Frame, isAvailable, type KindFrames, type Telling } from './telling.ts';

/** Advice in the order of its use to whoever must decide; what is not named here comes after it. */
const ORDER = [
  'confirm-change',
  'next-runs',
  'choose-fastest',
  'keep-loaded',
  'mend-failures',
  'set-parameter',
  'settings-by-memory',
  'repeat',
];

/** Something to advise, and the telling that calls for it. */
export interface Advised {
  readonly id: string;
  readonly telling: Telling;
  readonly frame: Frame;
}

function placeOf({ frame: { advice } }: Advised): number {
  const place = advice === undefined ? -1 : ORDER.indexOf(advice);
  return place < 0 ? ORDER.length : place;
}

/** The id of what a frame advises of a telling. */
export function adviceId(frame: Frame, telling: Telling): string {
  return frame.advice ?? `advice-${telling.id}`;
}

/** What tellings call for, the most useful first: the same advice once, of the frame that says it best, else of the first telling. */
export function adviceFor(tellings: readonly Telling[], kinds: ReadonlyMap<string, KindFrames>): Advised[] {
  const found = tellings.flatMap((telling) =>
    (kinds.get(telling.kind)?.frames ?? [])
      .filter((frame) => frame.role === 'advise' && isAvailable(frame, telling))
      .map((frame): Advised => ({ telling, frame, id: adviceId(frame, telling) })),
  );
  const best = new Map<string, Advised>();
  for (const own of found) {
    const known = best.get(own.id);
    if (known === undefined || (own.frame.fallback !== true && known.frame.fallback === true)) best.set(own.id, own);
  }
  // Of two tellings whose places the advice leaves out it says the same: once is enough.
  const wordsOf = ({ telling, frame, id }: Advised) => JSON.stringify(advise(telling, frame, id).parts);
  const distinct = new Map([...best.values()].toReversed().map((own) => [wordsOf(own), own]));
  return [...distinct.values()].toReversed().toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** The same as sentences, each with the facts behind it. */
export function recommendationsOf(tellings: readonly Telling[], kinds: ReadonlyMap<string, KindFrames>): Recommendation[] {
  return adviceFor(tellings, kinds).map(({ telling, frame, id }) => advise(telling, frame, id));
}
