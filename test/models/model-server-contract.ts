import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { ModelFailure, ModelReply } from '../../src/contracts/narration.ts';
import { eventually } from '../support/eventually.ts';
import { askAt, bench, KEY, QUESTION, SETTINGS, serverAt, stream } from './asking.ts';
import { sendJson } from './fake-server.ts';
import { CONTEXT_TOKENS, PROMPT_TOKENS, type Wire } from './wire.ts';

const TOKENS = ['{"summary":', '["c1"', ',"c2"]', '}'];
const TEXT = TOKENS.join('');
const never = new AbortController().signal;

/** What every model server keeps, whatever its protocol. */
export function keepsModelServerContract(wire: Wire): void {
  const { fake, fakeAnswering, closeAll } = bench();
  const printed: unknown[][] = [];

  beforeEach(() => {
    printed.length = 0;
    for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
      jest.spyOn(console, method).mockImplementation((...args: unknown[]) => {
        printed.push(args);
      });
    }
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await closeAll();
    expect(printed).toEqual([]);
  });

  function expectFailure(reply: ModelReply, reason: ModelFailure | readonly ModelFailure[]): string {
    expect(reply).toMatchObject({ kind: 'failed', message: expect.stringMatching(/\w/), totalMs: expect.any(Number) });
    if (reply.kind !== 'failed') throw new Error('an answer');
    expect([reason].flat()).toContain(reply.reason);
    expect(reply.message).not.toMatch(/[\n\r<>]|canary/);
    return reply.message;
  }

  describe('an answer', () => {
    test('is the text of the tokens, with the figures that the server states and the times that we took', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
      const reply = await askAt(wire, server.url);
      expect(reply).toMatchObject({
        kind: 'answer',
        text: TEXT,
        stop: 'end',
        call: { tokensPerSecond: 20, promptTokens: PROMPT_TOKENS, tokensGenerated: 40, promptEvalMs: 500, evalMs: 2_000 },
      });
      if (reply.kind !== 'answer') return;
      expect(reply.thought).toBeUndefined();
      expect(reply.call.timeToFirstTokenMs).toBeGreaterThan(0);
      expect(reply.call.totalMs).toBeGreaterThanOrEqual(reply.call.timeToFirstTokenMs!);
    });

    test('has the time of its first token, not of a head or an event without one that came before', async () => {
      const server = await fakeAnswering(wire, async (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        response.write(wire.token(''));
        await sleep(150);
        for (const piece of wire.answer(TOKENS)) response.write(piece);
        response.end();
      });
      const reply = await askAt(wire, server.url);
      expect(reply.kind === 'answer' && reply.call.timeToFirstTokenMs).toBeGreaterThan(120);
    });

    test('that is cut at its limit says so', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(['{"summary":["c1'], { stop: 'length' })));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer', text: '{"summary":["c1', stop: 'length' });
    });

    test.each([
      ['prose', 'A is faster than B, so I would take A.'],
      ['another language', 'B ist schneller, 別の言語, на другом языке 🙂.'],
      ['a fence', '```json\n{"summary":["c1"]}\n```'],
      ['a refusal', 'I cannot help with that.'],
    ])('is handed on as it is where it is %s: whoever asked judges it', async (_kind, text) => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer([text])));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer', text });
    });

    test('is the same however the bytes are cut into chunks, characters of several bytes too', async () => {
      const text = '{"summary":["ü€🙂"]}';
      const bytes = Buffer.from(wire.answer([...text]).join(''));
      for (const size of [1, 2, 3, 5, 7, 1_000, bytes.length]) {
        const server = await fakeAnswering(wire, (response) => {
          response.writeHead(200, { 'content-type': wire.contentType });
          for (let start = 0; start < bytes.length; start += size) response.write(bytes.subarray(start, start + size));
          response.end();
        });
        expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer', text });
      }
    });

    test('is whole or none, wherever the connection ends', async () => {
      const bytes = Buffer.from(wire.answer(['{"a":', '"ü"}']).join(''));
      let cut = 0;
      let isAbrupt = false;
      const server = await fakeAnswering(wire, (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        response.write(bytes.subarray(0, cut), () => (isAbrupt ? response.destroy() : response.end()));
      });
      const asked = await serverAt(wire, server.url);
      for (cut = 0; cut < bytes.length; cut += 1) {
        isAbrupt = cut % 2 === 0;
        const reply = await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
        if (reply.kind === 'answer') expect(reply).toMatchObject({ text: '{"a":"ü"}', stop: 'end' });
        else expectFailure(reply, ['broken-off']);
      }
    });

    test('without text is none', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer([])));
      expectFailure(await askAt(wire, server.url), 'empty');
    });

    test('of blanks is none', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer([' \n', '\t'])));
      expectFailure(await askAt(wire, server.url), 'empty');
    });

    test('of thoughts alone is none, and no thought is handed on', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer([], { thinking: ['canary ', 'thought'] })));
      expectFailure(await askAt(wire, server.url), 'thinking-only');
    });

    test('of thoughts that never end is none', async () => {
      const server = await fakeAnswering(wire, (response) =>
        stream(wire, response, wire.answer(['<think>', 'canary'], { stop: 'length' })),
      );
      expectFailure(await askAt(wire, server.url), 'thinking-only');
    });

    test.each([
      ['in a field', { thinking: ['hm'] }, TOKENS],
      ['in tags', {}, ['<think>', 'hm </think> but', '</think>\n', ...TOKENS]],
      ['in tags of which the first is the template’s', {}, ['hm', '</think>', ...TOKENS]],
    ])('after thoughts %s is what follows them, and says that there were some', async (_where, options, tokens) => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(tokens, options)));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer', text: TEXT, thought: true });
    });
  });

  describe('a prompt', () => {
    const question = { ...QUESTION, prompt: QUESTION.prompt.repeat(20) };
    const characters = question.system.length + question.prompt.length;

    test('is sent whole: system, cards, schema and limit', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
      await askAt(wire, server.url, { options: { temperature: 1, top_p: 0.9, seed: 7 } });
      const { body } = server.requests.at(-1)!;
      expect(body).toMatchObject({
        model: wire.model,
        stream: true,
        messages: [
          { role: 'system', content: QUESTION.system },
          { role: 'user', content: QUESTION.prompt },
        ],
      });
      const text = JSON.stringify(body);
      for (const part of [JSON.stringify(QUESTION.schema), '"temperature":1', '"top_p":0.9', '"seed":7', ':200'])
        expect(text).toContain(part);
    });

    test.each([
      ['far fewer tokens than it can have', Math.floor(characters / 9)],
      ['half of the context and two, as servers leave it', CONTEXT_TOKENS / 2 + 2],
    ])('of which the server read %s was cut', async (_how, promptTokens) => {
      const long = { ...question, prompt: question.prompt.repeat(2) };
      const asked = promptTokens > 512 ? long : question;
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS, { promptTokens })));
      expectFailure(await askAt(wire, server.url, { question: asked }), 'truncated');
    });

    test.each([
      ['just half of the context', CONTEXT_TOKENS / 2],
      ['a quarter as many tokens as it has characters', Math.floor(characters / 4)],
    ])('of which the server read %s is whole', async (_how, promptTokens) => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS, { promptTokens })));
      expect(await askAt(wire, server.url, { question })).toMatchObject({ kind: 'answer' });
    });
  });

  test('a prompt with rulers and indentation is whole, few tokens as they make', async () => {
    const ruled = { ...QUESTION, system: `${'='.repeat(900)}\n${' '.repeat(900)}Answer with ids.` };
    const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
    expect(await askAt(wire, server.url, { question: ruled })).toMatchObject({ kind: 'answer' });
  });

  describe('a complaint', () => {
    test.each<[number, string, ModelFailure]>([
      [503, 'server busy, please try again.  maximum pending requests exceeded', 'busy'],
      [503, 'Loading model', 'busy'],
      [429, 'Too Many Requests', 'busy'],
      [400, 'request (2031 tokens) exceeds the available context size (1024 tokens), try increasing it', 'truncated'],
      [
        400,
        "This model's maximum context length is 2048 tokens. However, you requested 2400 tokens (2200 in the messages, 200 in the completion).",
        'truncated',
      ],
      [400, "input length (2031 tokens) exceeds the model's maximum context length (1024 tokens)", 'truncated'],
      [500, 'cudaMalloc failed: out of memory', 'out-of-memory'],
      [500, 'model requires more system memory (9.1 GiB) than is available (3.4 GiB)', 'out-of-memory'],
      [500, 'llama-server process no longer running: signal: killed', 'out-of-memory'],
      [500, 'model runner has unexpectedly stopped, this may be due to resource limitations', 'broken-off'],
      [499, 'request canceled', 'broken-off'],
      [502, 'cannot reach the model', 'unreachable'],
      [500, 'option "num_ctx" must be of type integer', 'protocol'],
      [401, 'Invalid API Key', 'protocol'],
      [403, 'forbidden', 'protocol'],
      [405, 'method not allowed', 'protocol'],
    ])('HTTP %i, "%s", is %s', async (status, words, reason) => {
      const server = await fakeAnswering(wire, (response) => sendJson(response, status, wire.errorDocument(words)));
      expectFailure(await askAt(wire, server.url), reason);
    });

    test('that the model is not there is told apart from an address that is wrong', async () => {
      const missing = await fakeAnswering(wire, (response) => sendJson(response, 404, wire.errorDocument(wire.missing(wire.model))));
      expectFailure(await askAt(wire, missing.url), 'model-missing');
      const wrong = await fakeAnswering(wire, (response) =>
        response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>'),
      );
      expect(expectFailure(await askAt(wire, wrong.url), 'protocol')).toContain('check url and provider');
    });

    test.each<[string, ModelFailure]>([
      ['an error was encountered while running the model', 'broken-off'],
      ['CUDA error: out of memory', 'out-of-memory'],
      ['server busy, please try again', 'busy'],
      ['the request exceeds the available context size', 'truncated'],
    ])('in mid-stream, "%s", is %s, and the tokens before it are no answer', async (words, reason) => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, [wire.token('{"summary":'), wire.complaint(words)]));
      expectFailure(await askAt(wire, server.url), reason);
    });

    test('is quoted in one line, without a tag, and shortened', async () => {
      const words = `<script>alert(1)</script>\n{"level":"error"}\u001b[31m ${'x'.repeat(10_000)}`;
      const server = await fakeAnswering(wire, (response) => sendJson(response, 500, wire.errorDocument(words)));
      expect(expectFailure(await askAt(wire, server.url), 'broken-off').length).toBeLessThan(1_000);
    });

    test('that is a page is not quoted', async () => {
      const server = await fakeAnswering(wire, (response) =>
        response.writeHead(502, { 'content-type': 'text/html' }).end('<html>canary</html>'),
      );
      expectFailure(await askAt(wire, server.url), 'unreachable');
    });
  });

  describe('a stream', () => {
    test.each([
      ['a line of no JSON', 'garbage canary\n'],
      ['a line of JSON cut in two', '{"model":"tiny","mes\nsage":{}}\n'],
      ['a JSON value of another kind', wire.provider === 'ollama' ? '{"status":"pulling"}\n' : 'data: {"status":"pulling"}\n\n'],
      ['a list', wire.provider === 'ollama' ? '[]\n' : 'data: []\n\n'],
      ['a number', wire.provider === 'ollama' ? '7\n' : 'data: 7\n\n'],
      ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x0a])],
    ])('with %s between its tokens is no answer', async (_kind, piece) => {
      const [first, ...rest] = wire.answer(TOKENS);
      const server = await fakeAnswering(wire, (response) => stream(wire, response, [first!, piece, ...rest]));
      expectFailure(await askAt(wire, server.url), 'protocol');
    });

    test('that is a page is no answer', async () => {
      const server = await fakeAnswering(wire, (response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in, canary</html>'),
      );
      expectFailure(await askAt(wire, server.url), 'protocol');
    });

    test('of nothing is no answer', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, []));
      expectFailure(await askAt(wire, server.url), 'broken-off');
    });

    test('that ends without saying so is no answer', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, TOKENS.map(wire.token)));
      expectFailure(await askAt(wire, server.url), 'broken-off');
    });

    test('without end is left', async () => {
      const server = await fakeAnswering(wire, async (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        const piece = wire.token('x'.repeat(8_000));
        while (!response.destroyed) {
          response.write(piece);
          await new Promise(setImmediate);
        }
      });
      expectFailure(await askAt(wire, server.url), 'protocol');
      await eventually('every connection is closed', () => server.openCount() === 0);
    });

    test('without a line end is left after a small part of it', async () => {
      const block = Buffer.alloc(1024 * 1024, 0x78);
      let sentCount = 0;
      const server = await fakeAnswering(wire, async (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        while (sentCount < 100 && !response.destroyed) {
          sentCount += 1;
          if (!response.write(block)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
        }
        response.end();
      });
      expectFailure(await askAt(wire, server.url), 'protocol');
      expect(sentCount).toBeLessThan(30);
    });

    test('whose connection is reset is broken off', async () => {
      const server = await fakeAnswering(wire, (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        response.write(wire.token('{'), () => response.socket!.resetAndDestroy());
      });
      expectFailure(await askAt(wire, server.url), 'broken-off');
    });

    test('whose connection is reset before the head is broken off', async () => {
      const server = await fakeAnswering(wire, (response) => response.socket!.resetAndDestroy());
      expectFailure(await askAt(wire, server.url), 'broken-off');
    });

    test('of any bytes throws nothing and prints nothing', async () => {
      let bytes: Uint8Array = new Uint8Array();
      let type = '';
      const server = await fakeAnswering(wire, (response) => response.writeHead(200, { 'content-type': type }).end(bytes));
      const asked = await serverAt(wire, server.url);
      const piece = fc.oneof(
        fc.uint8Array(),
        fc.constantFrom(...[...wire.answer(TOKENS), '\n', '{', 'data:', ': ping\n\n', '[]'].map((text) => Buffer.from(text))),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(piece),
          fc.constantFrom(wire.contentType, 'application/json', 'text/html', ''),
          async (pieces, contentType) => {
            [bytes, type] = [Buffer.concat(pieces), contentType];
            const reply = await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
            if (reply.kind === 'failed') expect(['protocol', 'broken-off', 'empty', 'thinking-only']).toContain(reply.reason);
          },
        ),
        { numRuns: 60 },
      );
    });
  });

  describe('a deadline', () => {
    test('is kept where no head comes', async () => {
      const server = await fakeAnswering(wire, () => {});
      const message = expectFailure(await askAt(wire, server.url, { deadlines: { loadMs: 150, firstTokenMs: 150 } }), 'deadline');
      expect(message).toContain('first token');
      await eventually('every connection is closed', () => server.openCount() === 0);
    });

    test('is kept where a head comes and no token', async () => {
      const server = await fakeAnswering(wire, (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        response.flushHeaders();
      });
      expect(expectFailure(await askAt(wire, server.url, { deadlines: { loadMs: 150, firstTokenMs: 150 } }), 'deadline')).toContain(
        'first token',
      );
      await eventually('every connection is closed', () => server.openCount() === 0);
    });

    test('is kept where tokens stop', async () => {
      const server = await fakeAnswering(wire, (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        response.write(wire.token('{'));
      });
      expect(expectFailure(await askAt(wire, server.url, { deadlines: { idleMs: 150 } }), 'deadline')).toContain('further token');
      await eventually('every connection is closed', () => server.openCount() === 0);
    });

    test('is kept where bytes drip and make no token', async () => {
      const server = await fakeAnswering(wire, async (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        response.write(wire.token('{'));
        while (!response.destroyed) {
          response.write(wire.provider === 'ollama' ? ' ' : ': ping\n\n');
          await sleep(10);
        }
      });
      expect(expectFailure(await askAt(wire, server.url, { deadlines: { idleMs: 200 } }), 'deadline')).toContain('further token');
    });

    test('is kept where tokens come without end, each in time', async () => {
      const server = await fakeAnswering(wire, async (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        while (!response.destroyed) {
          response.write(wire.token('x'));
          await sleep(10);
        }
      });
      expect(expectFailure(await askAt(wire, server.url, { deadlines: { loadMs: 400, totalMs: 200 } }), 'deadline')).toMatch(
        /end of the answer/,
      );
    });

    test('is not that of silence where tokens come slowly', async () => {
      const server = await fakeAnswering(wire, async (response) => {
        response.writeHead(200, { 'content-type': wire.contentType });
        for (const piece of wire.answer(TOKENS)) {
          response.write(piece);
          await sleep(60);
        }
        response.end();
      });
      expect(await askAt(wire, server.url, { deadlines: { idleMs: 2_000 } })).toMatchObject({ kind: 'answer', text: TEXT });
    });

    test('is kept where no connection comes about', async () => {
      // A handshake that is never answered.
      const silent = createTcpServer((socket) => socket.on('error', () => {}));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      expect(expectFailure(await askAt(wire, url, { deadlines: { connectMs: 200 } }), 'deadline')).toContain('no connection');
      silent.close();
    });

    test('is kept for short questions', async () => {
      const server = await fake(() => {});
      const asked = await serverAt(wire, server.url, { connectMs: 20 });
      for (const reply of [await asked.describe(wire.model, {}, never), await asked.loadedByOthers(never)]) {
        expect(reply).toMatchObject({ kind: 'failed', reason: 'deadline' });
      }
      expect(await asked.countTokens(wire.model, 'text', never)).toBeNull();
    });
  });

  describe('a signal', () => {
    test('that is raised already asks nothing', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
      expectFailure(await askAt(wire, server.url, { signal: AbortSignal.abort() }), 'aborted');
      expect(server.requests).toEqual([]);
    });

    test.each([
      ['before the head', false],
      ['in mid-stream', true],
    ])('raised %s closes the connection', async (_when, hasHead) => {
      const controller = new AbortController();
      let asked = () => {};
      const isAsked = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const server = await fakeAnswering(wire, (response) => {
        if (hasHead) {
          response.writeHead(200, { 'content-type': wire.contentType });
          response.write(wire.token('{'));
        }
        asked();
      });
      const reply = askAt(wire, server.url, { signal: controller.signal });
      await isAsked;
      await sleep(50);
      controller.abort();
      expectFailure(await reply, 'aborted');
      await server.requests.at(-1)!.closed;
      await eventually('every connection is closed', () => server.openCount() === 0);
    });

    test('leaves no listener behind', async () => {
      const controller = new AbortController();
      const added = jest.spyOn(controller.signal, 'addEventListener');
      const removed = jest.spyOn(controller.signal, 'removeEventListener');
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
      await askAt(wire, server.url, { signal: controller.signal });
      expect(added.mock.calls.length).toBeGreaterThan(0);
      expect(removed.mock.calls.length).toBeGreaterThanOrEqual(added.mock.calls.length);
    });
  });

  describe('a server', () => {
    test('that is not there is unreachable', async () => {
      const gone = await fake(() => {});
      await gone.close();
      const message = expectFailure(await askAt(wire, gone.url), 'unreachable');
      expect(message).toContain('ECONNREFUSED');
      expect(message).toContain(gone.url);
    });

    test('that does not speak HTTP is told', async () => {
      const other = createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n'));
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      expectFailure(await askAt(wire, `http://127.0.0.1:${(other.address() as AddressInfo).port}`), 'protocol');
      other.close();
    });

    test('that sends elsewhere is not followed', async () => {
      const elsewhere = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
      const server = await fakeAnswering(wire, (response) =>
        response.writeHead(307, { location: `${elsewhere.url}/?secret=canary` }).end(),
      );
      expect(expectFailure(await askAt(wire, server.url), 'protocol')).toContain('not followed');
      expect(elsewhere.requests).toEqual([]);
    });

    test('is asked again after a failure, as if nothing had been', async () => {
      const server = await fakeAnswering(wire, (response, count) =>
        count === 1 ? response.socket!.destroy() : stream(wire, response, wire.answer(TOKENS)),
      );
      const asked = await serverAt(wire, server.url);
      expectFailure(await asked.ask(wire.model, {}, QUESTION, SETTINGS, never), 'broken-off');
      expect(await asked.ask(wire.model, {}, QUESTION, SETTINGS, never)).toMatchObject({ kind: 'answer', text: TEXT });
    });

    test('is described with its context and the options that it does not take', async () => {
      const server = await fakeAnswering(wire, () => {});
      const asked = await serverAt(wire, server.url);
      expect(await asked.describe(wire.model, { temperature: 1, num_ctx: 1_024, tone: 'dry' }, never)).toMatchObject({
        kind: 'described',
        contextTokens: CONTEXT_TOKENS,
        thinks: false,
        optionsLeftOut: expect.arrayContaining(['tone']),
      });
    });

    test('keeps no connection open', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
      const asked = await serverAt(wire, server.url);
      await asked.describe(wire.model, {}, never);
      await asked.preload(wire.model, {}, SETTINGS, never);
      await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      expect(await asked.unload(wire.model, never)).toEqual({ kind: 'unloaded' });
      await asked.loadedByOthers(never);
      await eventually('every connection is closed', () => server.openCount() === 0);
    });
  });

  describe('a key', () => {
    test('goes with every question, and nothing else of the environment does', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
      const asked = await serverAt(wire, server.url, {}, KEY);
      await asked.describe(wire.model, {}, never);
      await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      expect(server.requests.length).toBeGreaterThan(2);
      for (const { headers, body } of server.requests) {
        expect(headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'user-agent': 'benchscribe' });
        expect(JSON.stringify([headers, body])).not.toContain('canary-environment');
      }
    });

    test('is in no message, even where the server says it', async () => {
      const server = await fakeAnswering(wire, (response) =>
        sendJson(response, 401, wire.errorDocument(`Incorrect API key provided: ${KEY}`)),
      );
      const asked = await serverAt(wire, server.url, {}, KEY);
      expect(expectFailure(await asked.ask(wire.model, {}, QUESTION, SETTINGS, never), 'protocol')).toContain('***');
    });

    test('is not sent where none is configured', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
      await askAt(wire, server.url);
      expect(server.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    });
  });
}
