import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import type { ModelQuestion } from '../../src/contracts/narration.ts';
import { checkModel } from '../../src/edges/models/check-model.ts';
import type { ModelOptions, ModelServer } from '../../src/edges/models/model-server.ts';
import { eventually } from '../support/eventually.ts';
import { type LlamaServer, llamaServer, tinyModel } from '../support/llama-server.ts';
import { QUESTION, SETTINGS, serverAt } from './asking.ts';

const MODEL = 'tiny';
const CONTEXT_TOKENS = 1_024;
const OPTIONS: ModelOptions = { temperature: 1, top_k: 40, seed: 7 };
const never = new AbortController().signal;

const question: ModelQuestion = {
  ...QUESTION,
  schema: {
    type: 'object',
    properties: { summary: { type: 'array', items: { enum: ['c1.state', 'c2.caution'] }, minItems: 1, maxItems: 2 } },
    required: ['summary'],
    additionalProperties: false,
  },
};
const Answer = z.strictObject({
  summary: z
    .array(z.enum(['c1.state', 'c2.caution']))
    .min(1)
    .max(2),
});

const model = tinyModel();
// A processor that is busy with other tests makes a token or two per second.
jest.setTimeout(600_000);

/** Such a model shows that protocol, schema and figures hold. Nothing is learned from what it chooses. */
const about = model === null ? describe.skip : describe;

about(`a real llama.cpp${model === null ? ' (left out: scripts/test-all.sh gets it where python3 has pip)' : ''}`, () => {
  let real: LlamaServer;
  let server: ModelServer;
  beforeAll(async () => {
    real = await llamaServer(model!, CONTEXT_TOKENS);
    server = await serverAt({ provider: 'openai' }, real.url, { firstTokenMs: 300_000, idleMs: 300_000, totalMs: 500_000 });
  });
  afterAll(() => real.kill());

  test('is described, and passes the check', async () => {
    expect(await server.describe(MODEL, OPTIONS, never)).toEqual({
      kind: 'described',
      digest: null,
      contextTokens: CONTEXT_TOKENS,
      thinks: false,
      optionsLeftOut: [],
    });
    expect(await checkModel(server, MODEL, OPTIONS, CONTEXT_TOKENS, never)).toMatchObject({ status: 'ok' });
    expect(await server.describe('large', {}, never)).toMatchObject({ kind: 'failed', reason: 'model-missing' });
  });

  test('answers by the schema, with figures that agree with each other', async () => {
    const reply = await server.ask(MODEL, OPTIONS, question, SETTINGS, never);
    if (reply.kind === 'failed') throw new Error(reply.message);
    expect(reply.stop).toBe('end');
    Answer.parse(JSON.parse(reply.text));
    const { timeToFirstTokenMs, totalMs, tokensPerSecond, promptTokens, tokensGenerated, promptEvalMs, evalMs, loadMs } = reply.call;
    const counted = await server.countTokens(MODEL, `${question.system}${question.prompt}`, never);
    expect(promptTokens).toBeGreaterThanOrEqual(counted!);
    expect(promptTokens).toBeLessThan(counted! + 40);
    expect(tokensGenerated).toBeGreaterThan(3);
    expect(tokensPerSecond).toBeCloseTo((1_000 * tokensGenerated!) / evalMs!, 6);
    expect(timeToFirstTokenMs).toBeGreaterThan(promptEvalMs! * 0.9);
    expect(totalMs).toBeGreaterThan(evalMs! * 0.9);
    expect(loadMs).toBeNull();
  });

  test('remembers a prompt, and it still counts as read', async () => {
    const short = { ...question, answerTokensMax: 6 };
    const first = await server.ask(MODEL, OPTIONS, short, SETTINGS, never);
    const second = await server.ask(MODEL, OPTIONS, short, SETTINGS, never);
    if (first.kind === 'failed' || second.kind === 'failed') throw new Error('no answer');
    expect(second.call.promptTokens).toBe(first.call.promptTokens);
  });

  test('ends at the limit of the answer', async () => {
    expect(await server.ask(MODEL, OPTIONS, { ...question, answerTokensMax: 6 }, SETTINGS, never)).toMatchObject({
      kind: 'answer',
      stop: 'length',
      call: { tokensGenerated: 6 },
    });
  });

  test('refuses a prompt that does not fit', async () => {
    const long = { ...question, prompt: question.prompt.repeat(100) };
    expect(await server.ask(MODEL, OPTIONS, long, SETTINGS, never)).toMatchObject({ kind: 'failed', reason: 'truncated' });
  });

  test('stops its work when the question is withdrawn', async () => {
    const controller = new AbortController();
    const endless = { ...question, schema: { type: 'string', minLength: 2_000 }, answerTokensMax: 900 };
    const reply = server.ask(MODEL, OPTIONS, endless, SETTINGS, controller.signal);
    const another = await serverAt({ provider: 'openai' }, real.url);
    const busy = async () => {
      const others = await another.loadedByOthers(never);
      return others.kind === 'loaded' && others.names?.length === 1;
    };
    await eventually('it works', busy, 60_000);
    expect(await server.loadedByOthers(never)).toEqual({ kind: 'loaded', names: [] });
    controller.abort();
    expect(await reply).toMatchObject({ kind: 'failed', reason: 'aborted' });
    await eventually('it rests', async () => !(await busy()), 60_000);
  });

  test('that is killed over an answer costs that answer', async () => {
    const endless = { ...question, schema: { type: 'string', minLength: 2_000 }, answerTokensMax: 900 };
    const doomed = await llamaServer(model!, CONTEXT_TOKENS);
    const asked = await serverAt({ provider: 'openai' }, doomed.url);
    const reply = asked.ask(MODEL, OPTIONS, endless, SETTINGS, never);
    const watching = await serverAt({ provider: 'openai' }, doomed.url);
    await eventually(
      'it works',
      async () => {
        const others = await watching.loadedByOthers(never);
        return others.kind === 'loaded' && others.names?.length === 1;
      },
      60_000,
    );
    await doomed.kill();
    expect(await reply).toMatchObject({ kind: 'failed', reason: 'broken-off' });
    expect(await asked.ask(MODEL, OPTIONS, question, SETTINGS, never)).toMatchObject({ kind: 'failed', reason: 'unreachable' });
  });
});
