import { describe, expect, test } from '@jest/globals';
import { openNarration } from '../../src/compose/narration.ts';
import { Config } from '../../src/config.ts';
import { tempTree } from '../files/temp-tree.ts';

function configOf(role: string): Config {
  const servers = { local: { provider: 'openai', url: 'http://127.0.0.1:8000', apiKeyVariable: 'MODEL_KEY' } };
  return Config.parse({ role, narrator: { servers, agents: { insight: { model: 'tiny' } } } });
}

describe('the narrator of a role', () => {
  test.each(['watcher', 'worker'])('needs no key for a %s, which never asks', async (role) => {
    const service = await openNarration(configOf(role), { env: {}, stateDirectory: tempTree() });
    expect(service!.expected()).toEqual({ agents: expect.stringMatching(/^sha256:/), weights: '' });
  });

  test.each(['all', 'narrator'])('needs the key for %s, which does', async (role) => {
    const opening = openNarration(configOf(role), { env: {}, stateDirectory: tempTree() });
    await expect(opening).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(await openNarration(configOf(role), { env: { MODEL_KEY: 'k' }, stateDirectory: tempTree() })).not.toBeNull();
  });

  test('has the same agents in every role, so that all know what is pending', async () => {
    const env = { MODEL_KEY: 'k' };
    const opened = ['all', 'watcher', 'worker', 'narrator'].map((role) =>
      openNarration(configOf(role), { env, stateDirectory: tempTree() }),
    );
    const agents = (await Promise.all(opened)).map((service) => service!.expected().agents);
    expect(new Set(agents).size).toBe(1);
  });

  test('needs a place where answers are kept', async () => {
    const opening = openNarration(configOf('worker'), { env: {}, stateDirectory: null });
    await expect(opening).rejects.toThrow('set STATE_DIRECTORY');
    expect(await openNarration(Config.parse({}), { env: {}, stateDirectory: null })).toBeNull();
  });
});
