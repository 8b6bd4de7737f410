import type { ModelReply } from '../../contracts/narration.ts';
import type { GateSignal } from './quiet-gate.ts';

/** The part of a model server that is asked here. */
interface LoadingServer {
  /** Without query and fragment. */
  readonly url: string;
  /** Models that somebody else keeps in memory; `names` is null where the server cannot tell. Never rejects. */
  loadedByOthers(
    signal: AbortSignal,
  ): Promise<{ readonly kind: 'loaded'; readonly names: readonly string[] | null } | Extract<ModelReply, { kind: 'failed' }>>;
}

/**
 * Whether the servers are there, and hold no model that somebody else works with: a benchmark that drives the same server, for one.
 *
 * @param whenLoaded `ignore`: what others have loaded does not matter.
 */
export function modelServersSignal(servers: readonly LoadingServer[], whenLoaded: 'wait' | 'ignore'): GateSignal {
  return {
    async look(moment, signal) {
      for (const server of servers) {
        const loaded = await server.loadedByOthers(signal);
        if (loaded.kind === 'failed') {
          // One that does not answer while it is at work is busy with that.
          if (moment === 'before') return { id: 'server', reason: loaded.message };
        } else if (whenLoaded === 'wait' && loaded.names !== null && loaded.names.length > 0) {
          return { id: 'models', reason: `${loaded.names.join(', ')} loaded at ${server.url}` };
        }
      }
      return null;
    },
  };
}
