import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Brief, ModelFailure, ModelQuestion, ModelReply, NarrationAgent, PlannerId } from '../../src/contracts/narration.ts';
import type { ModelServer } from '../../src/edges/models/model-server.ts';
import { agentsFingerprint, weightsOf } from '../../src/edges/narration/agents-fingerprint.ts';
import { type Converse, narrator, type ReadyAgents } from '../../src/edges/narration/narrator.ts';

const never = new AbortController().signal;
const BRIEF: Brief = { cards: [], inventory: [] };
const QUESTION: ModelQuestion = { stage: 'insight', system: '', prompt: '', schema: {}, answerTokensMax: 16 };
const UNKNOWN = { timeToFirstTokenMs: null, tokensPerSecond: null, promptTokens: null, tokensGenerated: null };
const CALL = { ...UNKNOWN, totalMs: 1, promptEvalMs: null, evalMs: null, loadMs: null };

function agent(id: NarrationAgent['id'], model = 'tiny'): ReadyAgents['insight'] {
  return { id, label: id, persona: 'brief', provider: 'ollama', model, digest: null, options: { num_ctx: 1_024 } };
}

/** A server that writes down what is asked of it. @param answerMs how long an answer takes. */
function fakeServer(url: string, answerMs = 0, failure: ModelFailure | null = null) {
  const done: string[] = [];
  let running = 0;
  let most = 0;
  const failed = (reason: ModelFailure): ModelReply => ({ kind: 'failed', reason, message: `${url}: ${reason}`, totalMs: 1 });
  const server: ModelServer = {
    provider: 'ollama',
    url,
    async describe(model) {
      done.push(`describe ${model}`);
      if (failure === 'model-missing') return failed(failure) as Extract<ModelReply, { kind: 'failed' }>;
      return { kind: 'described', digest: 'aaaa', contextTokens: 1_024, thinks: model === 'thinker', optionsLeftOut: [] };
    },
    preload: async () => ({ kind: 'loaded', totalMs: 0 }),
    async ask(model, options, { stage }, { thinks, keepAliveMs }, signal) {
      done.push(`ask ${model} ${stage} ${JSON.stringify(options)} ${thinks} ${keepAliveMs}`);
      running += 1;
      most = Math.max(most, running);
      await sleep(answerMs, undefined, { signal }).catch(() => undefined);
      running -= 1;
      if (signal.aborted) return failed('aborted');
      return failure === null ? { kind: 'answer', text: '{}', stop: 'end', call: CALL } : failed(failure);
    },
    async unload(model) {
      done.push(`unload ${model}`);
      return { kind: 'unloaded' };
    },
    loadedByOthers: async () => ({ kind: 'loaded', names: [] }),
    countTokens: async () => null,
  };
  return { server, done, most: () => most };
}

/** Asks both agents the same number of questions at once, and takes the first failure for that of a server. */
const conversing =
  (count = 1): Converse =>
  async (_brief, agents, ask) => {
    const ids = (['collector', 'insight'] as const).flatMap((id) => Array<PlannerId>(count).fill(id));
    const replies = await Promise.all(ids.map((id) => ask(id, QUESTION)));
    for (const reply of replies) if (reply.kind === 'failed') return reply;
    const both = [agents.collector, agents.insight].map((own) => ({ ...own, calls: [] }));
    return { kind: 'answered', narration: { inventory: null, insight: null, reason: 'nothing earned', agents: both } };
  };

function setUp(
  collector: ModelServer,
  insight: ModelServer,
  converse = conversing(),
  models: readonly [string, string] = ['tiny', 'tiny'],
) {
  const calls: number[] = [];
  const agents = {
    commentator: null,
    collector: agent('collector', models[0]),
    insight: agent('insight', models[1]),
    sideBySide: collector.url !== insight.url,
  };
  const servers = { collector, insight };
  return { calls, asks: narrator({ agents, servers, converse, keyOf: () => 'sha256:key', onCall: (ms) => calls.push(ms) }) };
}

describe('a narrator', () => {
  test('asks with the options of each agent, and frees the memory of both after the last question', async () => {
    const { server, done } = fakeServer('http://a');
    const { asks, calls } = setUp(server, server, conversing(), ['tiny', 'thinker']);
    const narration = await asks.narrate(BRIEF, never);
    expect(done).toEqual([
      'describe tiny',
      'describe thinker',
      'ask tiny insight {"num_ctx":1024} false 60000',
      'ask thinker insight {"num_ctx":1024} true 60000',
      'unload tiny',
      'unload thinker',
    ]);
    expect(calls).toHaveLength(2);
    expect(narration).toMatchObject({ key: 'sha256:key', reason: 'nothing earned', concurrency: null });
    expect(narration.agents.map(({ digest }) => digest)).toEqual(['aaaa', 'aaaa']);
    expect(asks.digests()).toEqual({ collector: 'aaaa', insight: 'aaaa' });
  });

  test('has one call at a time at one server, and at two servers both at the same time, with the time that saves', async () => {
    const one = fakeServer('http://a', 20);
    const alone = await setUp(one.server, one.server, conversing(3)).asks.narrate(BRIEF, never);
    expect(one.most()).toBe(1);
    expect(alone.concurrency).toBeNull();
    const [a, b] = [fakeServer('http://a', 100), fakeServer('http://b', 100)];
    const { concurrency } = await setUp(a.server, b.server, conversing(2)).asks.narrate(BRIEF, never);
    expect([a.most(), b.most()]).toEqual([1, 1]);
    expect(concurrency!.sequentialMs).toBeGreaterThanOrEqual(390);
    expect(concurrency!.wallMs).toBeGreaterThanOrEqual(195);
    expect(concurrency!.wallMs).toBeLessThan(0.75 * concurrency!.sequentialMs);
  });

  test('asks nothing where a model is missing', async () => {
    const { server, done } = fakeServer('http://a', 0, 'model-missing');
    await expect(setUp(server, server).asks.narrate(BRIEF, never)).rejects.toMatchObject({ code: 'NARRATOR_UNREACHABLE' });
    expect(done).toEqual(['describe tiny']);
  });

  test.each<ModelFailure>(['busy', 'out-of-memory', 'deadline', 'broken-off', 'protocol'])(
    'says that a server gave no answer for %s, and frees its memory all the same',
    async (failure) => {
      const { server, done } = fakeServer('http://a', 0, failure);
      const { asks, calls } = setUp(server, server);
      await expect(asks.narrate(BRIEF, never)).rejects.toMatchObject({ code: 'NARRATOR_UNREACHABLE', retry: 'later' });
      expect(done.at(-1)).toBe('unload tiny');
      expect(calls).toHaveLength(2);
    },
  );

  test('ends with the reason of its signal, also for questions that wait for their turn', async () => {
    const { server, done } = fakeServer('http://a', 10_000);
    const stop = new AbortController();
    const narrating = setUp(server, server, conversing(3)).asks.narrate(BRIEF, stop.signal);
    while (!done.some((line) => line.startsWith('ask'))) await sleep(1);
    stop.abort(new Error('held'));
    await expect(narrating).rejects.toThrow('held');
    expect(done.filter((line) => line.startsWith('ask'))).toHaveLength(1);
    expect(done.at(-1)).toBe('unload tiny');
  });
});

describe('the fingerprint of agents', () => {
  const agents: ReadyAgents = { collector: agent('collector'), insight: agent('insight'), commentator: null, sideBySide: false };

  test('does not depend on the order of options, nor on weights', () => {
    const options = { temperature: 1, num_ctx: 1_024 };
    const a = { ...agents, insight: { ...agents.insight, options } };
    const b = { ...agents, insight: { ...agents.insight, options: { num_ctx: 1_024, temperature: 1 }, digest: 'bbbb' } };
    expect(agentsFingerprint(a)).toBe(agentsFingerprint(b));
  });

  test.each<[string, Partial<ReadyAgents['insight']>]>([
    ['model', { model: 'gemma3:latest' }],
    ['persona', { persona: 'curt' }],
    ['label', { label: 'Agent B' }],
    ['provider', { provider: 'openai' }],
    ['option', { options: { num_ctx: 2_048 } }],
  ])('changes with the %s', (_, change) => {
    expect(agentsFingerprint({ ...agents, insight: { ...agents.insight, ...change } })).not.toBe(agentsFingerprint(agents));
  });

  test('is as it was without a commentator, and changes with any setting of one', () => {
    const prints = [null, agent('commentator'), agent('commentator', 'other')].map((commentator) =>
      agentsFingerprint({ ...agents, commentator }),
    );
    expect(new Set(prints).size).toBe(3);
  });

  test('knows weights only where both servers tell them, and those of a commentator beside', () => {
    expect(weightsOf({ collector: 'aa', insight: 'bb' })).toBe('aa+bb');
    for (const digests of [{}, { collector: 'aa' }, { collector: 'aa', insight: null }]) expect(weightsOf(digests)).toBe('');
    expect(weightsOf({ collector: 'aa', insight: 'bb', commentator: 'cc' })).toBe('aa+bb/cc');
    expect(weightsOf({ commentator: 'cc' })).toBe('/cc');
  });
});
