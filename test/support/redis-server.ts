import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Starts it again on the same port and directory, after `kill` or `stop`. Resolves when it answers. */
  start(): Promise<void>;
  /** SIGKILL: what was not on disk is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it accepts connections but answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Runs one command over a connection of its own. */
  command(name: string, ...args: string[]): Promise<unknown>;
  flushAll(): Promise<void>;
  /** Kills it and removes its directory. Call it in afterAll. */
  remove(): Promise<void>;
}

export interface RedisServerOptions {
  /** Append-only file, so that a restart keeps what was added. */
  readonly appendOnly?: boolean;
  readonly password?: string;
  readonly maxMemory?: string;
  /** false: the port is reserved but nobody listens until `start`. */
  readonly started?: boolean;
}

/** A redis-server of its own on a free port of the loopback interface, with a temporary directory. */
export async function redisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'benchscribe-redis-'));
  const password = options.password ?? '';
  const url = `redis://${password === '' ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`;
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--maxmemory-policy', 'noeviction'];
  if (options.appendOnly) settings.push('--appendonly', 'yes', '--appendfsync', 'always');
  if (password !== '') settings.push('--requirepass', password);
  if (options.maxMemory) settings.push('--maxmemory', options.maxMemory);
  let child: ChildProcess | null = null;

  async function command(name: string, ...args: string[]): Promise<unknown> {
    const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0, lazyConnect: true });
    client.on('error', () => {}); // connect() rejects with it
    try {
      await client.connect();
      return await client.call(name, ...args);
    } finally {
      if (client.status !== 'end') client.disconnect();
    }
  }

  async function start(): Promise<void> {
    child = spawn('redis-server', settings, { stdio: 'ignore' });
    for (let tries = 0; tries < 200; tries += 1) {
      try {
        await command('PING');
        return;
      } catch {
        await sleep(50);
      }
    }
    throw new Error(`redis-server does not answer on port ${port}`);
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  const server: RedisServer = {
    url,
    port,
    start,
    kill,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    command,
    flushAll: async () => void (await command('FLUSHALL')),
    async remove() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  if (options.started !== false) await start();
  return server;
}

/** A port nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
