import type { ChatRequest, Ollama } from 'ollama';
import type { z } from 'zod';
import type { ModelQuestion, ModelReply } from '../../contracts/narration.ts';
import { answerOf } from './answer.ts';
import { type CallGuard, callGuard } from './call-guard.ts';
import type { AskSettings, ModelDeadlines, ModelDescription, ModelOptions, ModelServer } from './model-server.ts';
import { SHORT_QUESTION_FACTOR } from './model-server.ts';
import { ModelServerError, settled } from './model-server-error.ts';
import { questionFields, streamedAnswer } from './ollama-answer.ts';
import { ollamaClient, type WholePrompt } from './ollama-client.ts';
import { fullModelName, pullCommand } from './ollama-names.ts';
import { keepAliveMs, keepAliveSeconds, ollamaOptions, ollamaOptionsLeftOut } from './ollama-options.ts';
import { PsReply, ShowReply, TagsReply } from './ollama-replies.ts';
import type { ServerAddress } from './server-address.ts';

/** Models that see have this context at least, whatever is asked for (`server/sched.go`). */
const VISION_CONTEXT_MIN = 2_048;
/** A keep-alive of 0 without a message means: unload. A model that was loaded to be asked stays so long. */
const LOADED_MS_MIN = 60_000;
/** By which clocks of two machines may differ, and by which an answer ends later than it was counted from. */
const CLOCK_SLACK_MS = 30_000;

const WHOLE_PROMPT: WholePrompt = { truncate: false, shift: false };

/** What every call needs. */
interface Link {
  readonly address: ServerAddress;
  readonly deadlines: ModelDeadlines;
  /** Until when each model stays at most because of us, by its full name; ms since the epoch. */
  readonly kept: Map<string, number>;
}

/** One call under way. */
interface Call extends Link {
  readonly client: Ollama;
  readonly guard: CallGuard;
}

/** Ollama over its native API: the one that takes a context, says how its time was spent, and frees memory when told. */
export function ollamaServer(address: ServerAddress, deadlines: ModelDeadlines): ModelServer {
  const link: Link = { address, deadlines, kept: new Map() };
  return {
    provider: 'ollama',
    url: address.where,
    describe: (model, options, signal) => settled(() => called(link, model, signal, (call) => describe(call, model, options))),
    preload: (model, options, settings, signal) =>
      settled(async () => {
        const startedAt = performance.now();
        await preload(link, model, options, settings, signal);
        return { kind: 'loaded', totalMs: performance.now() - startedAt };
      }),
    ask: (model, options, question, settings, signal) => settled(() => ask(link, model, options, question, settings, signal)),
    unload: (model, signal) => settled(() => called(link, model, signal, (call) => unload(call, model))),
    loadedByOthers: (signal) => settled(() => called(link, '', signal, loadedByOthers)),
    // Ollama has no such question.
    countTokens: async () => null,
  };
}

/** Client, deadlines and their end for one call. */
async function called<Reply>(link: Link, model: string, signal: AbortSignal, ask: (call: Call) => Promise<Reply>): Promise<Reply> {
  const guard = callGuard(signal);
  const { address, deadlines } = link;
  try {
    return await ask({ ...link, guard, client: ollamaClient(address, deadlines.connectMs, pullCommand(address.where, model), guard) });
  } finally {
    guard.close();
  }
}

async function short<Shape extends z.ZodType>(
  { address, deadlines, guard }: Call,
  shape: Shape,
  asked: Promise<unknown>,
): Promise<z.output<Shape>> {
  guard.enter('answer to a short question', SHORT_QUESTION_FACTOR * deadlines.connectMs);
  const fields = shape.safeParse(await asked);
  guard.leave();
  if (!fields.success) throw new ModelServerError('protocol', `${address.where} does not answer as Ollama does: check url and provider`);
  return fields.data;
}

async function describe(call: Call, model: string, options: ModelOptions): Promise<ModelDescription> {
  const shown = await short(call, ShowReply, call.client.show({ model }));
  const { models } = await short(call, TagsReply, call.client.list());
  return {
    kind: 'described',
    digest: models?.find(({ name }) => fullModelName(name) === fullModelName(model))?.digest ?? null,
    contextTokens: contextOf(shown, options) ?? (await loadedContext(call, model)),
    thinks: shown.capabilities.includes('thinking'),
    optionsLeftOut: ollamaOptionsLeftOut(options),
  };
}

async function load({ client, guard, deadlines }: Call, model: string, options: ModelOptions, stayMs: number): Promise<void> {
  guard.enter('model in memory', deadlines.loadMs);
  await client.chat({ ...loadFields(model, options, stayMs), messages: [], stream: false });
  guard.leave();
}

/** While we have a model loaded, or ask it, it is ours: `/api/ps` lists it from the beginning. Afterwards, whatever happened, as long as it may stay. */
async function keeping<Reply>({ kept }: Link, model: string, stayMs: number, work: () => Promise<Reply>): Promise<Reply> {
  const name = fullModelName(model);
  kept.set(name, Number.POSITIVE_INFINITY);
  try {
    return await work();
  } finally {
    kept.set(name, Date.now() + stayMs);
  }
}

async function preload(
  link: Link,
  model: string,
  options: ModelOptions,
  settings: AskSettings,
  signal: AbortSignal,
): Promise<number | null> {
  const stayMs = Math.max(LOADED_MS_MIN, keepAliveMs(options, settings));
  return keeping(link, model, stayMs, () =>
    called(link, model, signal, async (call) => {
      await load(call, model, options, stayMs);
      return loadedContext(call, model);
    }),
  );
}

async function ask(
  link: Link,
  model: string,
  options: ModelOptions,
  question: ModelQuestion,
  settings: AskSettings,
  signal: AbortSignal,
): Promise<ModelReply> {
  const { address, deadlines } = link;
  const contextTokens = await preload(link, model, options, settings, signal);
  const stayMs = keepAliveMs(options, settings);
  const received = await keeping(link, model, stayMs, () =>
    called(link, model, signal, ({ client, guard }) => {
      const chat = { ...loadFields(model, options, stayMs), ...questionFields(question, options, settings) };
      return streamedAnswer(client, chat, guard, deadlines, address.where);
    }),
  );
  if (received.call.promptTokens === null) {
    throw new ModelServerError('truncated', `${address.where} does not say how much of the prompt it read: bring it up to date`);
  }
  return answerOf(received, question, contextTokens, address.where);
}

async function unload({ client, guard, deadlines, kept }: Call, model: string): Promise<{ readonly kind: 'unloaded' }> {
  guard.enter('answer to a short question', SHORT_QUESTION_FACTOR * deadlines.connectMs);
  await client.chat({ model, messages: [], stream: false, keep_alive: 0 });
  // Not forgotten: it is listed for a moment still.
  kept.set(fullModelName(model), Date.now());
  return { kind: 'unloaded' };
}

async function loadedByOthers(call: Call): Promise<{ readonly kind: 'loaded'; readonly names: readonly string[] }> {
  const { models } = await short(call, PsReply, call.client.ps());
  return { kind: 'loaded', names: (models ?? []).filter((model) => !isOurs(model, call.kept)).map(({ name }) => name) };
}

/** What loading and asking have in common: a model is loaded anew where these differ. */
function loadFields(
  model: string,
  options: ModelOptions,
  stayMs: number,
): Pick<ChatRequest, 'model' | 'options' | 'keep_alive'> & WholePrompt {
  return { model, options: ollamaOptions(options), keep_alive: keepAliveSeconds(stayMs), ...WHOLE_PROMPT };
}

/** How large the context is that the model has been loaded with; null where it is not loaded. */
async function loadedContext(call: Call, model: string): Promise<number | null> {
  const { models } = await short(call, PsReply, call.client.ps());
  return models?.find(({ name }) => fullModelName(name) === fullModelName(model))?.context_length ?? null;
}

/** The context of a model that is loaded as asked: of the options, else of its Modelfile; at most what it was trained for. null: the server's choice. */
function contextOf({ parameters, capabilities, model_info: fields }: ShowReply, options: ModelOptions): number | null {
  const own = options['num_ctx'] ?? /^num_ctx\s+(\d+)$/m.exec(parameters ?? '')?.[1];
  if (own === undefined) return null;
  const trained = Object.entries(fields ?? {}).find(([name]) => name.endsWith('.context_length'))?.[1];
  const asked = capabilities.includes('vision') ? Math.max(Number(own), VISION_CONTEXT_MIN) : Number(own);
  return typeof trained === 'number' && trained > 0 ? Math.min(asked, trained) : asked;
}

/** Whether a model is there because of us alone: nobody else's question has prolonged its stay. */
function isOurs({ name, expires_at: expiresAt }: NonNullable<PsReply['models']>[number], kept: ReadonlyMap<string, number>): boolean {
  const until = kept.get(fullModelName(name));
  if (until === undefined) return false;
  return expiresAt === undefined || until === Number.POSITIVE_INFINITY || Date.parse(expiresAt) <= until + CLOCK_SLACK_MS;
}
