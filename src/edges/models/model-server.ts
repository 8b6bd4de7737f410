import type { ModelQuestion, ModelReply } from '../../contracts/narration.ts';
import type { LabelValue } from '../../contracts/observation.ts';

/** `ollama`: the native API of Ollama. `openai`: any server with `/v1/chat/completions`: llama.cpp, vLLM, LM Studio, ... */
export type ModelProvider = 'ollama' | 'openai';

/** No wait is longer; all in ms of wall time. */
export interface ModelDeadlines {
  /** Until the server accepts the connection; short questions (`SHORT_QUESTION_FACTOR`) are bound to it too. */
  readonly connectMs: number;
  /** Until the model is in memory. Only Ollama loads apart from answering; the others have this added to `firstTokenMs`. */
  readonly loadMs: number;
  /** From the request, the model being loaded, to the first token: the prompt is evaluated meanwhile. */
  readonly firstTokenMs: number;
  /** Between two tokens. */
  readonly idleMs: number;
  /** For the answer as a whole, the load not counted. */
  readonly totalMs: number;
}

/** Fit for a small model on a processor; a graphics card needs a tenth of it. */
export const MODEL_DEADLINES: ModelDeadlines = {
  connectMs: 3_000,
  loadMs: 600_000,
  firstTokenMs: 180_000,
  idleMs: 60_000,
  totalMs: 600_000,
};

/** Of connectMs: so long has a server for a short question, which models there are, say. */
export const SHORT_QUESTION_FACTOR = 10;

export interface ModelServerSettings {
  readonly provider: ModelProvider;
  /** http or https, without user or password; for `openai` with or without the `/v1` at its end. */
  readonly url: string;
  /** Name of the variable of the environment that holds the key; null: none is sent. */
  readonly apiKeyVariable: string | null;
  readonly deadlines: ModelDeadlines;
}

/** Sampling and memory of an agent under the names of Ollama (`num_ctx`, `temperature`, `keep_alive`, ...). What is not set is the server's choice. */
export type ModelOptions = Readonly<Record<string, LabelValue>>;

/** Why the server gave no answer. */
export type ModelFailed = Extract<ModelReply, { kind: 'failed' }>;

export interface ModelDescription {
  readonly kind: 'described';
  /** Of the weights, as the server prints it; null where it tells none. */
  readonly digest: string | null;
  /** Tokens that prompt and answer share under the options given; null where it is not known before the model is loaded. */
  readonly contextTokens: number | null;
  /** Whether the model can think; it is then asked not to. */
  readonly thinks: boolean;
  /** Options that this provider has no field for: they are not sent. */
  readonly optionsLeftOut: readonly string[];
}

/** What a question needs to know beside the options. */
export interface AskSettings {
  /** From `ModelDescription`: the server is told not to think. */
  readonly thinks: boolean;
  /** How long the model stays loaded afterwards, unless the options have a `keep_alive`; only Ollama is told. */
  readonly keepAliveMs: number;
}

/**
 * A server of language models. Two implementations, `ollama` and `openai`, are kept by one test suite (`test/models/model-server-contract.ts`).
 * Nothing is thrown for what a server, the network or a signal does: a signal that is raised gives `aborted`, and the connection is closed.
 * No model is ever pulled, no redirect followed, and no key, prompt or answer stands in a message.
 */
export interface ModelServer {
  readonly provider: ModelProvider;
  /** For logs and messages: without query and fragment. */
  readonly url: string;
  /** Is the model there, and what is it? `model-missing` says how to get it. Loads nothing. */
  describe(model: string, options: ModelOptions, signal: AbortSignal): Promise<ModelDescription | ModelFailed>;
  /** Brings the model into memory, within its own deadline; nothing to do where the server loads by itself. `ask` does the same first. */
  preload(
    model: string,
    options: ModelOptions,
    settings: AskSettings,
    signal: AbortSignal,
  ): Promise<{ readonly kind: 'loaded'; readonly totalMs: number } | ModelFailed>;
  /** One question. The times of the reply do not hold the time for which the model was loaded first. */
  ask(model: string, options: ModelOptions, question: ModelQuestion, settings: AskSettings, signal: AbortSignal): Promise<ModelReply>;
  /** Frees the memory of a model that `preload` or `ask` loaded; only Ollama can. */
  unload(model: string, signal: AbortSignal): Promise<{ readonly kind: 'unloaded' } | ModelFailed>;
  /**
   * Models that somebody else keeps in memory or works with, for the quiet gate. Not among them: what this server object loaded and has not
   * unloaded, unless its time there was prolonged by another. `names` is null where the server cannot tell.
   */
  loadedByOthers(signal: AbortSignal): Promise<{ readonly kind: 'loaded'; readonly names: readonly string[] | null } | ModelFailed>;
  /** Tokens of a text for this model; null where the server does not count or fails. */
  countTokens(model: string, text: string, signal: AbortSignal): Promise<number | null>;
}
