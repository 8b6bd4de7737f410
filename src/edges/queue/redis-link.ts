import { Redis } from 'ioredis';
import { AppError } from '../../errors.ts';
import { redactUrl, safeRedisError } from './redis-errors.ts';

/** Told once per change. The error carries no secret. */
export type OnConnection = (state: 'lost' | 'restored', error?: Error) => void;

export interface RedisLink {
  readonly connection: Redis;
  isUp(): boolean;
  /**
   * Runs a command under the deadline; while Redis is known to be away it rejects at once, so that a long list of calls costs one deadline, not one each.
   * Rejects with `QUEUE_UNREACHABLE` only, whatever Redis said.
   */
  call<Reply>(what: string, command: () => Promise<Reply>): Promise<Reply>;
  close(): void;
}

/**
 * A connection that never gives up: reconnect attempts at most 2 s apart, and a socket on which an answer is missing for `answerTimeoutMs` is replaced,
 * which a server that hangs or a network that swallows packets would never bring about. Commands that are pending when the connection drops are sent
 * again, because BullMQ cannot use a connection whose first commands were refused; their number is bounded since `call` stops issuing any.
 */
export function redisConnection(url: string, answerTimeoutMs: number): Redis {
  return new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
    connectTimeout: answerTimeoutMs,
    socketTimeout: answerTimeoutMs,
    disconnectTimeout: 500,
    keepAlive: 5_000,
  });
}

/**
 * Ends a connection for good, so that everyone who waits for it is told. Between two attempts `disconnect` alone would leave them waiting for ever, and
 * with them the timers of BullMQ: it forgets the next attempt without an `end` event. One more attempt that is broken off at once emits it.
 */
export function endConnection(connection: Redis): void {
  if (connection.status === 'end') return;
  if (connection.status === 'reconnecting') connection.connect().catch(() => {});
  connection.disconnect();
}

/** Opens a connection and watches it. Limits: one deadline per call; `onConnection` is called once per change, never per error. */
export function redisLink(url: string, deadlineMs: number, onConnection: OnConnection = () => {}): RedisLink {
  const connection = redisConnection(url, deadlineMs);
  let state: 'connecting' | 'up' | 'lost' | 'closed' = 'connecting';
  let lastError: unknown = new Error('the connection was closed');
  const waiters = new Set<() => void>();

  function become(next: 'up' | 'lost' | 'closed', error?: unknown): void {
    if (state === next || state === 'closed') return;
    const before = state;
    state = next;
    for (const wake of waiters) wake();
    waiters.clear();
    if (next === 'lost') onConnection('lost', safeRedisError(error, url));
    if (next === 'up' && before === 'lost') onConnection('restored');
  }

  connection.on('error', (error) => {
    lastError = error;
  });
  connection.on('ready', () => become('up'));
  connection.on('close', () => become('lost', lastError));

  function unreachable(what: string, error: unknown): AppError {
    const cause = safeRedisError(error, url);
    return new AppError('QUEUE_UNREACHABLE', `${what} at ${redactUrl(url)}: ${cause.message}`, { cause });
  }

  function decided(): Promise<void> {
    return state === 'connecting' ? new Promise((resolve) => waiters.add(resolve)) : Promise.resolve();
  }

  async function attempt<Reply>(command: () => Promise<Reply>): Promise<Reply> {
    await decided();
    if (state === 'closed') throw new Error('the queue is closed');
    if (state === 'lost') throw lastError;
    return await command();
  }

  return {
    connection,
    isUp: () => state === 'up',
    async call(what, command) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
          const error = new Error(`no answer within ${deadlineMs} ms`);
          reject(error);
          if (state === 'closed') return;
          lastError = error;
          become('lost', error);
          // Only a new connection tells when Redis answers again.
          connection.disconnect(true);
        }, deadlineMs);
      });
      try {
        return await Promise.race([attempt(command), late]);
      } catch (error) {
        throw unreachable(what, error);
      } finally {
        clearTimeout(timer);
      }
    },
    close() {
      become('closed');
      endConnection(connection);
    },
  };
}
