import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Config } from '../../src/config.ts';
import { NarratorConfig, PERSONAS } from '../../src/config-narrator.ts';
import { AppError } from '../../src/errors.ts';
import { type ConfigLayers, loadConfig, resolveConfig } from '../../src/load-config.ts';
import { ENVIRONMENT_KEYS, rootIdOf, unconfigured } from '../../src/unconfigured.ts';

const project = join(import.meta.dirname, '../..');
const NOTHING: ConfigLayers = { file: null, env: {}, settings: [], directories: [], cwd: '/srv' };

function file(text: string): ConfigLayers {
  return { ...NOTHING, file: { path: '/etc/bs.yaml', text } };
}

/** The problems that `layers` is refused with, one per line. */
function problems(layers: ConfigLayers): string[] {
  try {
    resolveConfig(layers);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.exitCode).toBe(2);
    return error.message.split('\n  ').slice(1);
  }
  throw new Error('accepted');
}

/** Every key of the configuration as a dotted path, lists and scalars alike. */
function keyPaths(section: object, prefix = ''): string[] {
  return Object.entries(section).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? keyPaths(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

describe('config/benchscribe.yaml', () => {
  const text = readFileSync(join(project, 'config/benchscribe.yaml'), 'utf8');
  const defaults = Config.parse({});

  test('equals the defaults', () => {
    expect(resolveConfig(file(text))).toEqual(defaults);
  });

  /** The file with the section of the narrator, and nothing else, taken out of its comments. */
  const narrating = text.replace(/^# narrator:\n(?:#.*\n)+/m, (section) => section.replaceAll(/^# ?/gm, ''));

  test('shows every key, and only the Redis URL and the narrator, which have no default, as comments', () => {
    const shown = keyPaths(parse(text) as object);
    expect(shown.sort()).toEqual(keyPaths(defaults).sort());
    const uncommented = text.replace('# url: redis://', 'url: redis://');
    expect(resolveConfig(file(uncommented)).redis.url).toBe('redis://127.0.0.1:6379');
  });

  test('shows every key of a narrator', () => {
    const { narrator } = resolveConfig(file(narrating));
    expect(keyPaths((parse(narrating) as { narrator: object }).narrator).sort()).toEqual(keyPaths(narrator!).sort());
    const { quiet, deadlines, budget } = NarratorConfig.parse({ agents: { insight: { model: 'x' } } });
    expect(narrator).toMatchObject({ quiet, deadlines, budget });
  });

  test('has agents of gemma3 with num_gpu 80, num_ctx 1024 and temperature 1 as its example, with the personas beside it', async () => {
    const readText = async (path: string) =>
      path === '/etc/bs.yaml' ? narrating : readFileSync(path.replace('/etc', join(project, 'config')), 'utf8');
    const { narrator } = await loadConfig({ ...NOTHING, configPath: '/etc/bs.yaml' }, readText);
    const options = { num_gpu: 80, num_ctx: 1024, temperature: 1 };
    expect(narrator!.agents).toEqual({
      collector: { label: 'Agent A', server: 'local', model: 'gemma3:latest', persona: PERSONAS.collector, options },
      insight: { label: 'Agent B', server: 'local', model: 'gemma3:latest', persona: PERSONAS.insight, options },
      commentator: {
        label: 'Commentary',
        server: 'local',
        model: 'gemma3:latest',
        persona: PERSONAS.commentator,
        options: { num_gpu: 80, num_ctx: 4_096, temperature: 0.3 },
      },
    });
  });

  test('names a persona file that cannot be used', async () => {
    const readText = async (path: string) => {
      if (path !== '/etc/bs.yaml') throw new Error('ENOENT');
      return narrating;
    };
    const loading = loadConfig({ ...NOTHING, configPath: '/etc/bs.yaml' }, readText);
    await expect(loading).rejects.toThrow('narrator.agents.collector.persona: /etc/personas/collector.md cannot be used (ENOENT)');
  });
});

describe('layers', () => {
  test('gives the defaults for an absent and for an empty file', () => {
    expect(resolveConfig(NOTHING)).toEqual(Config.parse({}));
    expect(resolveConfig(file(''))).toEqual(Config.parse({}));
    expect(resolveConfig(file('# nothing here\n'))).toEqual(Config.parse({}));
  });

  test('lets the environment win over the file and flags win over both', () => {
    const layers = file('log:\n  level: error\nqueue:\n  concurrency: 3\nwatch:\n  sweepMs: 5000\n');
    const env = { BENCHSCRIBE_LOG_LEVEL: 'warn', BENCHSCRIBE_CONCURRENCY: '4' };
    const config = resolveConfig({ ...layers, env, settings: ['queue.concurrency=8', 'reports.formats=[md]'] });
    expect(config.log.level).toBe('warn');
    expect(config.queue.concurrency).toBe(8);
    expect(config.watch.sweepMs).toBe(5000);
    expect(config.reports.formats).toEqual(['md']);
  });

  test('takes an empty variable as not set', () => {
    expect(resolveConfig({ ...NOTHING, env: { REDIS_URL: '' } }).redis.url).toBeUndefined();
  });

  test.each([...ENVIRONMENT_KEYS])('reads %s into %s and names it when it is wrong', (variable, key) => {
    const env = { BENCHSCRIBE_NARRATOR_MODEL: 'tiny', [variable]: '[no, such, value]' };
    expect(problems({ ...NOTHING, env }).join('\n')).toContain(key);
  });

  test('configures a narrator by the model in the environment, and none by the address of its server alone', () => {
    const url = { BENCHSCRIBE_NARRATOR_URL: 'http://ollama:11434' };
    expect(resolveConfig({ ...NOTHING, env: url }).narrator).toBeUndefined();
    const { narrator } = resolveConfig({ ...NOTHING, env: { ...url, BENCHSCRIBE_NARRATOR_MODEL: 'gemma3:latest' } });
    expect(narrator!.agents.insight).toMatchObject({ model: 'gemma3:latest', server: 'local' });
    expect(narrator!.servers).toEqual({ local: { provider: 'ollama', url: 'http://ollama:11434' } });
  });

  test('keeps a section whose keys are all commented out at its defaults', () => {
    expect(resolveConfig(file('watch:\n  # sweepMs: 1\nredis:\n  url:\n'))).toEqual(Config.parse({}));
  });

  test('resolves roots of the file against the file, and directories of the command line against the working directory', () => {
    const config = resolveConfig({ ...file('roots:\n  - id: bench\n    path: runs\n'), directories: ['more/Results 1'] });
    expect(config.roots).toEqual([
      { id: 'bench', path: '/etc/runs' },
      { id: 'Results-1', path: '/srv/more/Results 1' },
    ]);
  });

  test('keeps the id of a configured root when the same directory is named on the command line', () => {
    const config = resolveConfig({ ...file('roots:\n  - { id: bench, path: /srv/runs }\n'), directories: ['/srv/runs/'] });
    expect(config.roots).toEqual([{ id: 'bench', path: '/srv/runs' }]);
  });

  test('derives an id that the schema accepts from any directory name', () => {
    expect(rootIdOf('/srv/gpu-box')).toBe('gpu-box');
    expect(rootIdOf('/srv/.hidden läufe/')).toBe('hidden-l-ufe');
    expect(rootIdOf('/')).toBe('root');
  });
});

describe('a command line that configures nothing', () => {
  test.each([[[]], [['runs/Results 1']]])('has the configuration that reading and checking would give: %j', (directories) => {
    expect(unconfigured({ ...NOTHING, directories })).toEqual(resolveConfig({ ...NOTHING, directories }));
  });

  test('is none with a variable, a flag, or two directories, which may contradict each other', () => {
    for (const variable of [...ENVIRONMENT_KEYS.keys(), 'BENCHSCRIBE_CONFIG'])
      expect([variable, unconfigured({ ...NOTHING, env: { [variable]: 'x' } })]).toEqual([variable, null]);
    expect(unconfigured({ ...NOTHING, settings: ['watch.sweepMs=500'] })).toBeNull();
    expect(unconfigured({ ...NOTHING, directories: ['a', 'a'] })).toBeNull();
  });
});

describe('refusal', () => {
  test('names every problem at once, with file, line and key', () => {
    const text = 'role: boss\nwatch:\n  quietMS: 5\n  sweepMs: soon\nroots:\n  - id: "a b"\n    path: /x\n  - id: c\nlogs: {}\n';
    expect(problems({ ...file(text), env: { BENCHSCRIBE_CONCURRENCY: '0' }, settings: ['limits.depthMax=deep'] })).toEqual([
      expect.stringMatching(/^\/etc\/bs\.yaml:1: role: Invalid option/),
      expect.stringMatching(/^\/etc\/bs\.yaml:6: roots\.0\.id: Invalid string/),
      expect.stringMatching(/^\/etc\/bs\.yaml:8: roots\.1\.path: Invalid input: expected string/),
      expect.stringMatching(/^\/etc\/bs\.yaml:4: watch\.sweepMs: Invalid input: expected number/),
      expect.stringMatching(/^\/etc\/bs\.yaml:3: watch\.quietMS: no such key; known here: .*quietMs,/),
      expect.stringMatching(/^BENCHSCRIBE_CONCURRENCY: queue\.concurrency: Too small/),
      expect.stringMatching(/^--set limits\.depthMax: limits\.depthMax: Invalid input/),
      expect.stringMatching(/^\/etc\/bs\.yaml:9: logs: no such key; known here: role, roots,/),
    ]);
  });

  test.each([
    ['broken YAML', 'role: all\n}\n', /^\/etc\/bs\.yaml:2: /],
    ['a key given twice', 'role: all\nrole: worker\n', /^\/etc\/bs\.yaml:2: Map keys must be unique/],
    ['two documents', 'role: all\n---\nrole: all\n', /^\/etc\/bs\.yaml:2: /],
    ['an unknown tag', 'role: !!js/function "x"\n', /^\/etc\/bs\.yaml:1: Unresolved tag/],
    ['a list', '- role\n', /^\/etc\/bs\.yaml:1: a configuration is a mapping/],
    ['a hostile key', '__proto__:\n  role: worker\n', /^\/etc\/bs\.yaml:1: __proto__: no such key/],
  ])('points at %s', (_name, text, expected) => {
    expect(problems(file(text))[0]).toMatch(expected);
  });

  test('refuses aliases that multiply', () => {
    const levels = Array.from({ length: 8 }, (_, level) => `k${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}1]`).slice(1);
    expect(problems(file(`k0: &a0 [1]\n${levels.join('\n')}\n`))[0]).toMatch(/alias/i);
  });

  test.each([
    ['watch.sweepMs', 'write KEY=VALUE'],
    ['__proto__.polluted=1', 'not a key'],
    ['watch.=1', 'not a key'],
    ['log.level=[', '--set log.level: '],
    ['constructor.x=1', 'no such key'],
  ])('refuses --set %s', (setting, message) => {
    expect(problems({ ...NOTHING, settings: [setting] })[0]).toContain(message);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test.each([
    ['two roots with one id', 'roots: [{ id: a, path: /x }, { id: a, path: /y }]', 'the id "a" is used twice'],
    ['a directory listed twice', 'roots: [{ id: a, path: /x }, { id: b, path: /x/ }]', '/x is listed twice'],
    ['bullmq without Redis', 'queue: { driver: bullmq }', 'bullmq needs redis.url'],
    ['a worker without Redis', 'role: worker', 'shares work through Redis'],
    ['a narrator without a model', 'role: narrator\nredis: { url: "redis://h" }', 'a narrator asks models; set narrator.agents'],
    ['an agent of no server', 'narrator: { agents: { insight: { model: x, server: gpu } } }', 'no server "gpu" is configured'],
    ['a longest wait below the shortest', 'watch: { quietMs: 10, quietMsMax: 5 }', 'smaller than watch.quietMs'],
  ])('refuses %s', (_name, text, message) => {
    expect(problems(file(text)).join('\n')).toContain(message);
  });

  test('never repeats a Redis URL, which may hold a password', () => {
    const refused = problems({ ...NOTHING, env: { REDIS_URL: 'http://:hunter2@host' } }).join('\n');
    expect(refused).toContain('redis.url: not a redis:// or rediss:// URL');
    expect(refused).not.toContain('hunter2');
  });
});

describe('loadConfig', () => {
  test('reads the file that the flag names, else the one of BENCHSCRIBE_CONFIG', async () => {
    const read: string[] = [];
    const readText = async (path: string) => {
      read.push(path);
      return 'log: { level: debug }';
    };
    const request = { ...NOTHING, env: { BENCHSCRIBE_CONFIG: '/etc/env.yaml' } };
    expect((await loadConfig({ ...request, configPath: 'flag.yaml' }, readText)).log.level).toBe('debug');
    await loadConfig(request, readText);
    await loadConfig(NOTHING, readText);
    expect(read).toEqual(['/srv/flag.yaml', '/etc/env.yaml']);
  });

  test('says which file cannot be read', async () => {
    const readText = () => Promise.reject(new Error('ENOENT: no such file'));
    await expect(loadConfig({ ...NOTHING, configPath: 'gone.yaml' }, readText)).rejects.toThrow('/srv/gone.yaml cannot be read (ENOENT');
  });
});
