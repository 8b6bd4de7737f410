import type { z } from 'zod';
import type { ModelQuestion, ModelReply } from '../../contracts/narration.ts';
import { answerOf, type Received } from './answer.ts';
import { type CallGuard, callGuard } from './call-guard.ts';
import type { HttpReply } from './http-exchange.ts';
import { type ModelDeadlines, type ModelDescription, type ModelOptions, type ModelServer, SHORT_QUESTION_FACTOR } from './model-server.ts';
import { ModelServerError, settled } from './model-server-error.ts';
import { eventAnswer } from './openai-answer.ts';
import { othersAtWork } from './openai-others.ts';
import { type ListedModel, ModelsReply, PropsReply, StudioModel, TokenizeReply } from './openai-replies.ts';
import {
  chatBody,
  type Feature,
  featuresOf,
  nextToLeaveOut,
  openaiOptionsLeftOut,
  type ServerKind,
  serverKindOf,
} from './openai-request.ts';
import type { ServerAddress } from './server-address.ts';
import { type Complaint, complaintError, reasonOfComplaint } from './server-complaint.ts';
import { askServer, complaintIn, documentIn } from './server-questions.ts';

const EVENT_STREAM = 'text/event-stream';
/** Refusals of a field, as opposed to those of a key or an address. */
const REFUSALS: ReadonlySet<number> = new Set([400, 422]);
/** Names of models that a message lists. */
const NAMES_MAX = 5;

/** What every call needs, and what was learned from those before. */
interface Link {
  readonly address: ServerAddress;
  readonly deadlines: ModelDeadlines;
  /** What the server refused, by model; known once it has taken the rest. */
  readonly refused: Map<string, ReadonlySet<Feature>>;
  /** Models that were seen to think: they are asked not to. */
  readonly thinkers: Set<string>;
  /** Answers that this object waits for. */
  readonly asking: Set<object>;
}

/** One call under way. */
interface Call extends Link {
  readonly guard: CallGuard;
}

/** A model as a server describes it. */
interface Standing {
  readonly kind: ServerKind;
  readonly contextTokens: number | null;
  readonly thinks: boolean;
}

/** Any server with `/v1/chat/completions`; what llama.cpp, vLLM and LM Studio say and take beyond it is used where it is there. */
export function openaiServer(address: ServerAddress, deadlines: ModelDeadlines): ModelServer {
  const link: Link = {
    address: { ...address, base: address.base.replace(/\/v1$/, '') },
    deadlines,
    refused: new Map(),
    thinkers: new Set(),
    asking: new Set(),
  };
  return {
    provider: 'openai',
    url: address.where,
    describe: (model, options, signal) => settled(() => called(link, signal, (call) => describe(call, model, options))),
    // It loads by itself: this only sees that it is there and has the model.
    preload: (model, _options, _settings, signal) =>
      settled(async () => {
        const startedAt = performance.now();
        await called(link, signal, (call) => standingOf(call, model));
        return { kind: 'loaded', totalMs: performance.now() - startedAt };
      }),
    ask: (model, options, question, { thinks }, signal) => settled(() => ask(link, model, options, question, thinks, signal)),
    unload: async () => ({ kind: 'unloaded' }),
    loadedByOthers: (signal) =>
      settled(() =>
        called(link, signal, async (call) => ({
          kind: 'loaded',
          names: await othersAtWork((path) => optional(call, path, null), link.asking.size),
        })),
      ),
    async countTokens(model, text, signal) {
      const counted = await settled(() => called(link, signal, (call) => tokensOf(call, model, text)));
      return typeof counted === 'number' ? counted : null;
    },
  };
}

async function called<Reply>(link: Link, signal: AbortSignal, ask: (call: Call) => Promise<Reply>): Promise<Reply> {
  const guard = callGuard(signal);
  try {
    return await ask({ ...link, guard });
  } finally {
    guard.close();
  }
}

/** A short question that every such server knows. @throws ModelServerError. */
async function short<Shape extends z.ZodType>(call: Call, shape: Shape, path: string): Promise<z.output<Shape>> {
  const reply = await shortReply(call, path, null);
  if (reply.status !== 200) throw complaintAbout(call, await complaintIn(reply));
  const fields = shape.safeParse(await documentIn(reply, call.address.where));
  call.guard.leave();
  if (!fields.success)
    throw new ModelServerError(
      'protocol',
      `${call.address.where} does not answer as servers of the OpenAI protocol do: check url and provider`,
    );
  return fields.data;
}

/** A short question that only some servers know: null where this one does not. @throws ModelServerError where it went away meanwhile. */
async function optional(call: Call, path: string, body: string | null): Promise<HttpReply | null> {
  const reply = await shortReply(call, path, body);
  if (reply.status === 200 && !reply.contentType.includes('html')) return reply;
  reply.close();
  return null;
}

function shortReply({ address, deadlines, guard }: Call, path: string, body: string | null): Promise<HttpReply> {
  guard.enter('answer to a short question', SHORT_QUESTION_FACTOR * deadlines.connectMs);
  return askServer(address, { path, body, accept: 'application/json' }, deadlines.connectMs, guard);
}

function complaintAbout({ address }: Call, complaint: Complaint): ModelServerError {
  return complaintError(complaint, address.where, 'start the server with the model, or name one that it has', address.apiKey);
}

async function describe(call: Call, model: string, options: ModelOptions): Promise<ModelDescription> {
  const { kind, contextTokens, thinks } = await standingOf(call, model);
  return { kind: 'described', digest: null, contextTokens, thinks, optionsLeftOut: openaiOptionsLeftOut(options, kind) };
}

/**
 * Not every server looks at the name it is asked for: one that has loaded something else would answer as if it had this.
 *
 * @throws ModelServerError `model-missing` with the names that there are.
 */
async function standingOf(call: Call, model: string): Promise<Standing> {
  const { data } = await short(call, ModelsReply, '/v1/models');
  const listed = data.find(({ id, aliases }) => id === model || aliases?.includes(model));
  if (!listed) throw new ModelServerError('model-missing', `${call.address.where} has no model "${model}"; it has ${namesOf(data)}`);
  const kind = serverKindOf(listed.owned_by);
  const thinks = call.thinkers.has(model);
  const stated = listed.max_model_len ?? listed.meta?.n_ctx ?? null;
  if (kind === 'llama.cpp') {
    const props = await optionalDocument(call, PropsReply, '/props');
    return {
      kind,
      contextTokens: props?.default_generation_settings.n_ctx ?? stated,
      thinks: thinks || /<think>|enable_thinking/.test(props?.chat_template ?? ''),
    };
  }
  if (stated !== null || kind !== 'lm-studio') return { kind, contextTokens: stated, thinks };
  const studio = await optionalDocument(call, StudioModel, `/api/v0/models/${encodeURIComponent(model)}`);
  return { kind, contextTokens: studio?.loaded_context_length ?? null, thinks };
}

async function optionalDocument<Shape extends z.ZodType>(
  call: Call,
  shape: Shape,
  path: string,
  body: string | null = null,
): Promise<z.output<Shape> | null> {
  const reply = await optional(call, path, body);
  const fields = reply === null ? null : shape.safeParse(await documentIn(reply, call.address.where));
  call.guard.leave();
  return fields?.success ? fields.data : null;
}

function namesOf(models: readonly ListedModel[]): string {
  const names = models.slice(0, NAMES_MAX).map(({ id }) => `"${id}"`);
  if (names.length === 0) return 'none';
  return models.length > NAMES_MAX ? `${names.join(', ')} and ${models.length - NAMES_MAX} more` : names.join(', ');
}

async function ask(
  link: Link,
  model: string,
  options: ModelOptions,
  question: ModelQuestion,
  thinks: boolean,
  signal: AbortSignal,
): Promise<ModelReply> {
  const standing = await called(link, signal, (call) => standingOf(call, model));
  const token = {};
  link.asking.add(token);
  try {
    const received = await called(link, signal, (call) =>
      answerTo(call, model, options, question, { ...standing, thinks: thinks || standing.thinks }),
    );
    const reply = answerOf(received, question, standing.contextTokens, link.address.where);
    if (reply.kind === 'answer' && reply.thought) link.thinkers.add(model);
    return reply;
  } finally {
    link.asking.delete(token);
  }
}

/** Asks with all that the server may know, and again with less where it refuses. The first token has the time for a load too. */
async function answerTo(
  call: Call,
  model: string,
  options: ModelOptions,
  question: ModelQuestion,
  { kind, thinks }: Standing,
): Promise<Received> {
  const { address, deadlines, guard, refused } = call;
  const features = featuresOf(options, kind, thinks, question.schema !== null);
  for (const feature of refused.get(model) ?? []) features.delete(feature);
  const left = new Set(refused.get(model));
  guard.limit(deadlines.loadMs + deadlines.totalMs);
  for (;;) {
    guard.enter('first token', deadlines.loadMs + deadlines.firstTokenMs);
    const startedAt = performance.now();
    const body = chatBody(model, options, question, kind, features);
    const reply = await askServer(address, { path: '/v1/chat/completions', body, accept: EVENT_STREAM }, deadlines.connectMs, guard);
    if (reply.status === 200) {
      refused.set(model, left);
      if (reply.contentType !== EVENT_STREAM) throw await noStream(call, reply);
      return eventAnswer(reply, startedAt, guard, deadlines, address.where, (complaint) => complaintAbout(call, complaint));
    }
    const complaint = await complaintIn(reply);
    const feature = isRefusal(complaint) ? nextToLeaveOut(complaint, features) : null;
    if (feature === null) throw complaintAbout(call, complaint);
    features.delete(feature);
    left.add(feature);
  }
}

function isRefusal(complaint: Complaint): boolean {
  return REFUSALS.has(complaint.status) && reasonOfComplaint(complaint) === 'protocol';
}

async function noStream(call: Call, reply: HttpReply): Promise<ModelServerError> {
  const complaint = await complaintIn(reply);
  if (complaint.words !== '') return complaintAbout(call, complaint);
  return new ModelServerError('protocol', `${call.address.where} does not stream its answer: is this the address of a model server?`);
}

async function tokensOf(call: Call, model: string, text: string): Promise<number | null> {
  // llama.cpp reads `content`, vLLM `prompt`; each leaves the other alone.
  const counted = await optionalDocument(call, TokenizeReply, '/tokenize', JSON.stringify({ model, content: text, prompt: text }));
  return counted?.count ?? counted?.tokens?.length ?? null;
}
