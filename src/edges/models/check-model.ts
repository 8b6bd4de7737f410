import type { ModelDescription, ModelFailed, ModelOptions, ModelServer } from './model-server.ts';

/** What `doctor` says of one model of one server. */
export interface ModelCheck {
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
  /** Set where the server may come back by itself. */
  readonly unreachable?: true;
}

const MAY_COME_BACK: ReadonlySet<ModelFailed['reason']> = new Set(['unreachable', 'busy', 'deadline', 'broken-off', 'aborted']);
const DIGEST_LENGTH_SHOWN = 12;

/**
 * Is the server there, has it the model, and is the context large enough? Loads nothing.
 *
 * @param contextTokensMin tokens that the longest question and its answer need.
 */
export async function checkModel(
  server: ModelServer,
  model: string,
  options: ModelOptions,
  contextTokensMin: number,
  signal: AbortSignal,
): Promise<ModelCheck> {
  const described = await server.describe(model, options, signal);
  if (described.kind === 'failed') {
    return { status: 'failed', message: described.message, ...(MAY_COME_BACK.has(described.reason) ? { unreachable: true as const } : {}) };
  }
  const { contextTokens } = described;
  const message = `${server.url}: ${factsOf(model, described).join(', ')}`;
  if (contextTokens !== null && contextTokens < contextTokensMin) {
    return { status: 'failed', message: `${message}: too small, ${contextTokensMin} are needed; ${remedyOf(server)}` };
  }
  if (described.optionsLeftOut.length > 0) {
    const names = described.optionsLeftOut.join(', ');
    return {
      status: 'warning',
      message: `${message}; not sent, since it does not take them from a client: ${names}; ${remedyForOptions(server)}`,
    };
  }
  return { status: 'ok', message };
}

function factsOf(model: string, { digest, contextTokens, thinks }: ModelDescription): string[] {
  return [
    digest === null ? model : `${model} (${digest.replace(/^sha256:/, '').slice(0, DIGEST_LENGTH_SHOWN)})`,
    contextTokens === null ? 'context as the server chooses when it loads the model' : `context of ${contextTokens} tokens`,
    ...(thinks ? ['can think, and is asked not to'] : []),
  ];
}

function remedyOf({ provider }: ModelServer): string {
  return provider === 'ollama' ? 'set num_ctx' : 'start the server with a larger context';
}

function remedyForOptions({ provider }: ModelServer): string {
  return provider === 'ollama' ? 'check how they are written' : 'what is to hold of them is set where the server is started';
}
