/** Lets each key have one piece of work at a time, first come, first served. */
export interface Lanes {
  /** Rejects with the signal's reason when its turn comes after the signal has aborted; what runs must heed the signal itself. */
  run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export function lanes(): Lanes {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async run(key, signal, work) {
      const before = tails.get(key);
      const mine = Promise.resolve(before).then(() => {
        signal.throwIfAborted();
        return work();
      });
      const settled = mine.catch(() => undefined);
      tails.set(key, settled);
      void settled.then(() => tails.get(key) === settled && tails.delete(key));
      return mine;
    },
  };
}
