import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { Config } from '../src/config.ts';
import { resolveConfig } from '../src/load-config.ts';
import { ENVIRONMENT_KEYS } from '../src/unconfigured.ts';

const project = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(project, path), 'utf8');
const scratch = mkdtempSync(join(tmpdir(), 'deployment-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly healthcheck?: object;
  readonly container_name?: string;
  readonly ports?: readonly string[];
}

describe('docker-compose.yml', () => {
  const { services } = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };

  test('brings Redis, Ollama, the daemon and a worker', () => {
    expect(Object.keys(services).sort()).toEqual(['benchscribe', 'ollama', 'redis', 'worker']);
  });

  test('keeps queued work in Redis over a restart and never lets it be evicted', () => {
    expect(services['redis']!.command!.join(' ')).toMatch(/--appendonly yes .*--maxmemory-policy noeviction/);
    expect(services['redis']!.healthcheck).toBeDefined();
  });

  test.each(['benchscribe', 'worker'])('runs %s on a read-only root file system without capabilities, after Redis is up', (name) => {
    const service = services[name]!;
    expect(service.read_only).toBe(true);
    expect(service.tmpfs).toHaveLength(1);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.depends_on!['redis']!.condition).toBe('service_healthy');
    expect(service.environment!['REDIS_URL']).toBe('redis://redis:6379');
  });

  test('can scale the worker: it has no fixed name and publishes no port', () => {
    expect(services['worker']!.command).toEqual(['watch', '--role', 'worker']);
    expect(services['worker']!.container_name).toBeUndefined();
    expect(services['worker']!.ports).toBeUndefined();
  });

  test('publishes nothing to the network', () => {
    for (const service of Object.values(services)) expect(service.ports).toBeUndefined();
  });
});

describe('Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  test('builds in one stage and runs in another, on the same image', () => {
    const images = instructions.filter((line) => line.startsWith('FROM')).map((line) => line.split(' ')[1]);
    expect(images).toHaveLength(2);
    expect(new Set(images).size).toBe(1);
    expect(instructions.some((line) => line.includes('npm ci'))).toBe(true);
  });

  test('runs as a user without privileges, with a health check and a configuration', () => {
    expect(instructions.findLast((line) => line.startsWith('USER'))).toBe('USER node');
    expect(instructions.find((line) => line.startsWith('HEALTHCHECK'))).toContain('["benchscribe", "doctor", "--quick"]');
    expect(instructions.filter((line) => line.startsWith('ENTRYPOINT') || line.startsWith('CMD'))).toEqual([
      'ENTRYPOINT ["benchscribe"]',
      'CMD ["watch"]',
    ]);
  });

  test('copies only what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const copied = instructions
      .filter((line) => line.startsWith('COPY') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1))
      .map((path) => `!${path.split('/')[0]}`);
    expect(copied.filter((path) => !allowed.includes(path))).toEqual([]);
  });

  test('has a configuration that is valid and differs from the defaults only where it must', () => {
    const config = resolveConfig({
      file: { path: '/etc/benchscribe/benchscribe.yaml', text: read('config/container.yaml') },
      env: {},
      settings: [],
      directories: [],
      cwd: '/',
    });
    const defaults = Config.parse({});
    expect(config).toEqual({ ...defaults, roots: [{ id: 'bench', path: '/srv/bench' }], log: { ...defaults.log, format: 'json' } });
  });
});

/** Sections of a unit file: key to values, in order. */
function unitSections(text: string): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>();
  let keys = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const section = /^\[(\w+)\]$/.exec(line)?.[1];
    if (section) {
      keys = new Map();
      sections.set(section, keys);
    }
    const [, key, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined) keys.set(key, [...(keys.get(key) ?? []), value!]);
  }
  return sections;
}

describe('systemd/benchscribe.service', () => {
  const unit = read('systemd/benchscribe.service');
  const service = unitSections(unit).get('Service')!;

  test.each([
    ['Type', 'notify'],
    ['NotifyAccess', 'all'],
    ['Restart', 'on-failure'],
    ['TimeoutStopSec', '30'],
    ['User', 'benchscribe'],
    ['ProtectSystem', 'strict'],
    ['NoNewPrivileges', 'true'],
    ['CapabilityBoundingSet', ''],
    ['EnvironmentFile', '-/etc/benchscribe/benchscribe.env'],
  ])('sets %s to "%s"', (key, value) => {
    expect(service.get(key)).toEqual([value]);
  });

  test('has a watchdog and a memory limit', () => {
    expect(Number(service.get('WatchdogSec')![0])).toBeGreaterThanOrEqual(30);
    expect(service.get('MemoryMax')).toHaveLength(1);
  });

  test.each(['MemoryDenyWriteExecute', 'DynamicUser', 'PrivateUsers', 'ProcSubset'])(
    'leaves %s alone, for the reason that docs/deployment.md gives',
    (key) => {
      expect(service.has(key)).toBe(false);
    },
  );

  test('names only variables that exist in the example environment file', () => {
    const names = [...read('systemd/benchscribe.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !ENVIRONMENT_KEYS.has(name))).toEqual([]);
  });

  const present = spawnSync('systemd-analyze', ['--version']).status === 0;
  if (present) {
    test('passes systemd-analyze verify', () => {
      // Node lies elsewhere on some machines, and verify looks whether the program is there.
      const path = join(scratch, 'benchscribe.service');
      writeFileSync(path, unit.replace('/usr/bin/node', process.execPath));
      const { status, stderr, stdout } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
      expect(`${stdout}${stderr}`).toBe('');
      expect(status).toBe(0);
    });

    test('has an exposure level of at most 2.0', () => {
      const path = join(project, 'systemd/benchscribe.service');
      const { status, stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', path], {
        encoding: 'utf8',
      });
      expect(stdout).toMatch(/Overall exposure level/);
      expect(status).toBe(0);
    });
  } else {
    test('is checked for structure only here, because systemd-analyze is not installed', () => {
      process.stderr.write('systemd-analyze is not installed: the unit is checked for structure only\n');
      expect(unitSections(unit).size).toBe(3);
    });
  }
});

describe('package-lock.json', () => {
  test('names the optional packages of every platform, without which npm ci refuses it (scripts/complete-lock.mjs adds them)', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const keys = Object.keys(packages);
    const wanted = Object.values(packages).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
    expect(wanted.filter((name) => !keys.some((key) => key.endsWith(`node_modules/${name}`)))).toEqual([]);
  });
});
