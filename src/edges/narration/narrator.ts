import type { AskModel, Brief, ModelFailure, Narration, NarrationAgent, PlannerId } from '../../contracts/narration.ts';
import { AppError } from '../../errors.ts';
import { minOf } from '../../sequences/extremes.ts';
import type { ModelDescription, ModelServer } from '../models/model-server.ts';
import type { Digests } from './kept-replies.ts';
import { lanes } from './lanes.ts';

/** An agent before it is asked; the digest of its weights is null where it is not known. */
export type ReadyAgent = Omit<NarrationAgent, 'calls'>;

/** The agents as they are asked. */
export interface ReadyAgents {
  readonly collector: ReadyAgent;
  readonly insight: ReadyAgent;
  /** Writes about the facts; null where no commentary is wanted. */
  readonly commentator: ReadyAgent | null;
  /** Their servers differ, so both are asked at the same time. */
  readonly sideBySide: boolean;
}

/** Asks the agents about a brief and makes a plan of what they answer; see `core/narrate/converse.ts`. */
export type Converse = (
  brief: Brief,
  agents: ReadyAgents,
  ask: AskModel,
) => Promise<
  | { readonly kind: 'answered'; readonly narration: Omit<Narration, 'key' | 'askedAt' | 'concurrency'> }
  | { readonly kind: 'failed'; readonly reason: ModelFailure; readonly message: string }
>;

export interface Narrator {
  /**
   * Asks about a brief. What a model answers is never a failure: it leads to a plan, or to the reason why there is none.
   *
   * @throws AppError `NARRATOR_UNREACHABLE` when a server did not answer, and the signal's reason.
   */
  narrate(brief: Brief, signal: AbortSignal): Promise<Narration>;
  /** Digests of the weights as they were last seen; none before the first question. */
  digests(): Digests;
  /** Asks the servers for the digests, and nothing else. A server that is away is passed over. */
  lookUpDigests(signal: AbortSignal): Promise<void>;
}

export interface NarratorOptions {
  readonly agents: ReadyAgents;
  readonly servers: Readonly<Record<PlannerId, ModelServer>>;
  readonly converse: Converse;
  /** What the answer to a brief is kept under. */
  readonly keyOf: (brief: Brief) => string;
  /** A model was asked. @param ms how long it took, however it ended. */
  readonly onCall: (ms: number) => void;
}

type Planner = ReadyAgent & { readonly id: PlannerId };

/** From one question to the next the model stays loaded; after the last it is unloaded. */
const KEEP_ALIVE_MS = 60_000;
/** Freeing memory is a courtesy: it holds nothing up for longer. */
const UNLOAD_MS_MAX = 10_000;

/** Where a call began and ended. */
interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** One call at a time per server, however many agents it serves. */
export function narrator({ agents, servers, converse, keyOf, onCall }: NarratorOptions): Narrator {
  const lane = lanes();
  const digests = new Map<PlannerId, string | null>();
  const both: readonly Planner[] = [
    { ...agents.collector, id: 'collector' },
    { ...agents.insight, id: 'insight' },
  ];

  async function describe({ id, model, options }: Planner, signal: AbortSignal): Promise<ModelDescription> {
    const description = await servers[id].describe(model, options, signal);
    signal.throwIfAborted();
    if (description.kind === 'failed') throw new AppError('NARRATOR_UNREACHABLE', description.message);
    digests.set(id, description.digest);
    return description;
  }

  return {
    digests: () => Object.fromEntries(digests),
    async lookUpDigests(signal) {
      for (const { id, model, options } of both) {
        const description = await servers[id].describe(model, options, signal);
        if (description.kind === 'described') digests.set(id, description.digest);
      }
    },
    async narrate(brief, signal) {
      const thinks = new Map<string, boolean>();
      for (const agent of both) thinks.set(agent.id, (await describe(agent, signal)).thinks);
      const withDigest = (id: PlannerId) => ({ ...agents[id], digest: digests.get(id) ?? null });
      const ready = { ...agents, collector: withDigest('collector'), insight: withDigest('insight') };
      const askedAt = new Date().toISOString();
      const spans: Span[] = [];
      const used = new Map<string, () => Promise<unknown>>();
      const ask: AskModel = (id, question) => {
        const [server, { model, options }] = [servers[id], agents[id]];
        return lane.run(server.url, signal, async () => {
          const startMs = performance.now();
          used.set(`${server.url} ${model}`, () => server.unload(model, AbortSignal.timeout(UNLOAD_MS_MAX)));
          const settings = { thinks: thinks.get(id)!, keepAliveMs: KEEP_ALIVE_MS };
          const reply = await server.ask(model, options, question, settings, signal);
          const endMs = performance.now();
          spans.push({ startMs, endMs });
          onCall(endMs - startMs);
          return reply;
        });
      };
      try {
        const conversation = await converse(brief, ready, ask);
        signal.throwIfAborted();
        if (conversation.kind === 'failed') throw new AppError('NARRATOR_UNREACHABLE', conversation.message);
        return { ...conversation.narration, key: keyOf(brief), askedAt, concurrency: concurrencyOf(spans) };
      } finally {
        await Promise.all([...used.values()].map((unload) => unload()));
      }
    },
  };
}

/** Where calls ran side by side: the time they took together, waits in between left out, and the sum of their times. */
function concurrencyOf(spans: readonly Span[]): Narration['concurrency'] {
  const ordered = spans.toSorted((a, b) => a.startMs - b.startMs);
  let wallMs = 0;
  let coveredToMs = minOf(ordered.map(({ startMs }) => startMs));
  for (const { startMs, endMs } of ordered) {
    wallMs += Math.max(0, endMs - Math.max(startMs, coveredToMs));
    coveredToMs = Math.max(coveredToMs, endMs);
  }
  const sequentialMs = ordered.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  // A wall shorter than the sum means that two of them overlapped.
  return sequentialMs - wallMs > 1 ? { wallMs: Math.round(wallMs), sequentialMs: Math.round(sequentialMs) } : null;
}
