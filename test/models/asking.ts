import type { ServerResponse } from 'node:http';
import type { ModelQuestion, ModelReply } from '../../src/contracts/narration.ts';
import type { AskSettings, ModelDeadlines, ModelOptions, ModelServer } from '../../src/edges/models/model-server.ts';
import { openModelServer } from '../../src/edges/models/open-model-server.ts';
import { type FakeHandler, type FakeServer, fakeServer } from './fake-server.ts';
import type { Wire } from './wire.ts';

/** Long enough for a busy machine: what is not about time never waits for these. */
export const PATIENT: ModelDeadlines = { connectMs: 10_000, loadMs: 20_000, firstTokenMs: 20_000, idleMs: 20_000, totalMs: 30_000 };

export const QUESTION: ModelQuestion = {
  stage: 'insight',
  system: 'You order cards. Answer with ids only.',
  prompt: 'c1 | ranking | A>B | throughput | large | certain | warm\nc2 | failures | A | requests | small | certain |',
  schema: {
    type: 'object',
    properties: { summary: { type: 'array', items: { enum: ['c1', 'c2'] } } },
    required: ['summary'],
    additionalProperties: false,
  },
  answerTokensMax: 200,
};

export const SETTINGS: AskSettings = { thinks: false, keepAliveMs: 120_000 };
export const KEY_VARIABLE = 'MODEL_SERVER_KEY';
export const KEY = 'sk-canary-4711';

/** Fakes of one test, ended together. */
export interface Bench {
  readonly fake: (handler: FakeHandler) => Promise<FakeServer>;
  /** A healthy server but for what it does with the question itself. */
  readonly fakeAnswering: (wire: Wire, answer: (response: ServerResponse, questionCount: number) => unknown) => Promise<FakeServer>;
  readonly closeAll: () => Promise<void>;
}

export function bench(): Bench {
  const open: FakeServer[] = [];
  const fake = async (handler: FakeHandler) => {
    const server = await fakeServer(handler);
    open.push(server);
    return server;
  };
  return {
    fake,
    fakeAnswering(wire, answer) {
      let count = 0;
      return fake((request, response) => {
        if (wire.serve(request, response)) return undefined;
        count += 1;
        return answer(response, count);
      });
    },
    async closeAll() {
      await Promise.all(open.splice(0).map((server) => server.close()));
    },
  };
}

export function serverAt(
  wire: Pick<Wire, 'provider'>,
  url: string,
  deadlines: Partial<ModelDeadlines> = {},
  key: string | null = null,
): Promise<ModelServer> {
  const settings = { provider: wire.provider, url, apiKeyVariable: key && KEY_VARIABLE, deadlines: { ...PATIENT, ...deadlines } };
  return openModelServer(settings, { [KEY_VARIABLE]: key ?? undefined, OTHER_SECRET: 'canary-environment' });
}

/** Asks the usual question once. */
export async function askAt(
  wire: Wire,
  url: string,
  {
    deadlines = {},
    signal = new AbortController().signal,
    options = {},
    question = QUESTION,
    settings = SETTINGS,
  }: {
    deadlines?: Partial<ModelDeadlines>;
    signal?: AbortSignal;
    options?: ModelOptions;
    question?: ModelQuestion;
    settings?: AskSettings;
  } = {},
): Promise<ModelReply> {
  const server = await serverAt(wire, url, deadlines);
  return server.ask(wire.model, options, question, settings, signal);
}

/** Sends the pieces of a stream, one write each. */
export async function stream(wire: Wire, response: ServerResponse, pieces: readonly (string | Uint8Array)[]): Promise<void> {
  response.writeHead(200, { 'content-type': wire.contentType });
  for (const piece of pieces) {
    response.write(piece);
    // A turn of the loop between two writes: each becomes a chunk of its own.
    await new Promise(setImmediate);
  }
  response.end();
}
