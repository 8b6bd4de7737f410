import { describe, expect, test } from '@jest/globals';
import { MODEL_DEADLINES, type ModelServerSettings } from '../../src/edges/models/model-server.ts';
import { openModelServer } from '../../src/edges/models/open-model-server.ts';

const settings = (fields: Partial<ModelServerSettings> = {}): ModelServerSettings => ({
  provider: 'ollama',
  url: 'http://127.0.0.1:11434',
  apiKeyVariable: null,
  deadlines: MODEL_DEADLINES,
  ...fields,
});

describe('the address of a model server', () => {
  test.each([
    'file:///etc/passwd',
    'ftp://box',
    'unix:/run/ollama.sock',
    'data:text/plain,x',
    'javascript:1',
    'box:11434',
    '',
    'http://',
    '/run/ollama',
  ])('"%s" is refused', async (url) => {
    await expect(openModelServer(settings({ url }), {})).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test('with a user or password is refused, and the message does not say them', async () => {
    for (const url of ['http://root:canary@box:11434', 'http://canary@box:11434']) {
      const opened = openModelServer(settings({ url }), {});
      await expect(opened).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.not.stringContaining('canary') });
    }
  });

  test('is shown without query and fragment', async () => {
    for (const provider of ['ollama', 'openai'] as const) {
      const server = await openModelServer(settings({ provider, url: 'https://box/models/?token=canary#canary' }), {});
      expect(server).toMatchObject({ provider, url: 'https://box/models' });
    }
  });
});

describe('the key of a model server', () => {
  test.each([undefined, '', '  '])('that is to be in a variable which holds %j is missed', async (value) => {
    await expect(openModelServer(settings({ apiKeyVariable: 'BOX_KEY' }), { BOX_KEY: value, OTHER: 'canary' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^(?!.*canary).*BOX_KEY/),
    });
  });

  test('that no header can hold is refused, and the message does not say it', async () => {
    await expect(openModelServer(settings({ apiKeyVariable: 'BOX_KEY' }), { BOX_KEY: 'canary\nX-Other: 1' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.not.stringContaining('canary'),
    });
  });
});
