import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { agentsOf, NarratorConfig, narratorContradictions, PERSONAS } from '../../src/config-narrator.ts';

const project = join(import.meta.dirname, '../..');
const SHORTEST = { agents: { insight: { model: 'gemma3:latest' } } };

describe('the settings of the narrator', () => {
  test('need no more than a model', () => {
    const config = NarratorConfig.parse(SHORTEST);
    expect(narratorContradictions(config)).toEqual([]);
    expect(config.servers).toEqual({ local: { provider: 'ollama', url: 'http://127.0.0.1:11434' } });
    const { collector, insight } = agentsOf(config);
    expect(insight).toEqual({ label: 'Insight', server: 'local', model: 'gemma3:latest', persona: PERSONAS.insight, options: {} });
    expect(collector).toEqual({ ...insight, label: 'Collector', persona: PERSONAS.collector });
  });

  test('keep the collector apart where it has settings of its own', () => {
    const own = NarratorConfig.parse({ agents: { ...SHORTEST.agents, collector: { model: 'gemma3:270m', label: 'Agent A' } } });
    expect(agentsOf(own).collector).toMatchObject({ label: 'Agent A', model: 'gemma3:270m' });
    expect(agentsOf(own).insight.model).toBe('gemma3:latest');
  });

  test.each([
    ['no model', { agents: { insight: {} } }],
    ['no insight agent', { agents: { collector: { model: 'x' } } }],
    ['an address that is no HTTP', { ...SHORTEST, servers: { local: { url: 'unix:///run/ollama' } } }],
    ['an unknown provider', { ...SHORTEST, servers: { local: { provider: 'cloud', url: 'http://127.0.0.1' } } }],
    ['a key in the file', { ...SHORTEST, servers: { local: { url: 'http://127.0.0.1', apiKey: 'sk-1' } } }],
    ['an unknown section', { ...SHORTEST, prompt: 'write a sentence' }],
  ])('are refused with %s', (_, settings) => {
    expect(NarratorConfig.safeParse(settings).success).toBe(false);
  });

  test('name the agent whose server is not there, and never a password', () => {
    const servers = { gpu: { url: 'http://ann:secret@127.0.0.1:8000' } };
    const told = narratorContradictions(NarratorConfig.parse({ ...SHORTEST, servers })).join('\n');
    expect(told).toContain('narrator.agents.insight.server: no server "local" is configured; there is gpu');
    expect(told).toContain('narrator.servers.gpu.url: holds a user or a password');
    expect(told).not.toContain('secret');
  });

  test.each(Object.entries(PERSONAS))(
    'ship the persona of the %s agent as a file to start from: short and without a number',
    (id, persona) => {
      expect(readFileSync(join(project, 'config/personas', `${id}.md`), 'utf8')).toBe(`${persona}\n`);
      expect(persona).not.toMatch(/\d/);
      expect(persona.split(/\s+/).length).toBeLessThanOrEqual(60);
    },
  );
});
