import type { ModelServer, ModelServerSettings } from './model-server.ts';
import { serverAddress } from './server-address.ts';

/**
 * The server that the settings name. Nothing is asked of it yet, and what it is made of is loaded only now: most commands need none.
 *
 * @param env the environment; only the variable that the settings name is read.
 * @throws AppError `CONFIG_INVALID` for an address or key that cannot be used.
 */
export async function openModelServer(
  settings: ModelServerSettings,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ModelServer> {
  const address = serverAddress(settings, env);
  if (settings.provider === 'ollama') return (await import('./ollama-server.ts')).ollamaServer(address, settings.deadlines);
  return (await import('./openai-server.ts')).openaiServer(address, settings.deadlines);
}
