import { afterEach, describe, expect, test } from '@jest/globals';
import { checkModel } from '../../src/edges/models/check-model.ts';
import { bench, serverAt } from './asking.ts';
import { sendJson } from './fake-server.ts';
import { ollamaShown, ollamaWire, openaiWire, type Wire } from './wire.ts';

const never = new AbortController().signal;
const { fake, fakeAnswering, closeAll } = bench();
afterEach(closeAll);

describe('the check of a model', () => {
  const healthy = (wire: Wire) => fakeAnswering(wire, () => {});

  test('is passed with digest and context', async () => {
    const { url } = await healthy(ollamaWire);
    expect(await checkModel(await serverAt(ollamaWire, url), 'tiny', { num_ctx: 1_024 }, 1_024, never)).toEqual({
      status: 'ok',
      message: `${url}: tiny (0a1b2c3d4e5f), context of 1024 tokens`,
    });
  });

  test.each([
    [ollamaWire, { num_ctx: 1_024, tone: 'dry' }, 'tone; check how they are written'],
    [openaiWire, { num_ctx: 1_024, num_gpu: 80 }, 'num_ctx, num_gpu; what is to hold of them is set where the server is started'],
  ])('warns of options that are not sent, and says what to do', async (wire, options, message) => {
    const { url } = await healthy(wire);
    const check = await checkModel(await serverAt(wire, url), wire.model, options, 1_000, never);
    expect(check).toMatchObject({ status: 'warning', message: expect.stringContaining(message) });
  });

  test.each([
    [ollamaWire, 'set num_ctx'],
    [openaiWire, 'start the server with a larger context'],
  ])('fails where the context is too small, and says what to do', async (wire, remedy) => {
    const { url } = await healthy(wire);
    const check = await checkModel(await serverAt(wire, url), wire.model, {}, 1_025, never);
    expect(check).toMatchObject({ status: 'failed', message: expect.stringContaining('1025 are needed') });
    expect(check.message).toContain(remedy);
    expect(check.unreachable).toBeUndefined();
  });

  test('does not fail for a context that is not known before the model is loaded', async () => {
    const server = await fake((request, response) => {
      if (request.path === '/api/ps') sendJson(response, 200, { models: [] });
      else if (request.path === '/api/show') sendJson(response, 200, ollamaShown(['completion', 'thinking']));
      else ollamaWire.serve(request, response);
    });
    const check = await checkModel(await serverAt(ollamaWire, server.url), 'tiny', {}, 1_024, never);
    expect(check).toMatchObject({ status: 'ok', message: expect.stringContaining('as the server chooses') });
    expect(check.message).toContain('can think, and is asked not to');
  });

  test('tells a server that may come back from a model that must be got', async () => {
    const gone = await healthy(ollamaWire);
    await gone.close();
    expect(await checkModel(await serverAt(ollamaWire, gone.url), 'tiny', {}, 1, never)).toMatchObject({
      status: 'failed',
      unreachable: true,
    });
    const server = await fake((_request, response) => sendJson(response, 404, { error: "model 'tiny' not found" }));
    const check = await checkModel(await serverAt(ollamaWire, server.url), 'tiny', {}, 1, never);
    expect(check).toMatchObject({ status: 'failed', message: expect.stringContaining('ollama pull tiny') });
    expect(check.unreachable).toBeUndefined();
  });
});
