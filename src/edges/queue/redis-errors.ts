/** Passwords are taken out of every text about a Redis URL before it may reach a log or an error. */

/** The URL without user, password and query (which may carry a password too). Text that is no URL is hidden as a whole. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return 'redis URL (not valid)';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** The parts of a Redis URL that no log may show, as written and decoded; the longest first, so that none is left in pieces. */
function secretsOf(url: string): string[] {
  if (!URL.canParse(url)) return [url];
  const { password, search } = new URL(url);
  const written = [password, search.slice(1), ...new URL(url).searchParams.values()].filter((text) => text !== '');
  return [...new Set([url, ...written, ...written.map(decoded)])].sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % sign: ioredis takes such a password as it is written, too
  }
}

/**
 * A copy of an error of the Redis client with message and code only. The originals carry the failed command with its arguments, and for AUTH that is
 * the password; they must not be logged or used as a `cause`.
 */
export function safeRedisError(error: unknown, url: string): Error {
  // By shape, not by class: errors of sockets come from another realm under jest, and BullMQ has classes of its own.
  const { name, message, code, errors } = (
    typeof error === 'object' && error !== null ? error : { message: String(error) }
  ) as Partial<AggregateError> & {
    code?: unknown;
  };
  const texts = [message, ...(Array.isArray(errors) ? errors.map((part: Partial<Error>) => part.message) : [])];
  const safe = new Error(redactText(texts.filter(Boolean).join('; ') || (name ?? 'unknown error'), url));
  if (name) safe.name = name;
  if (typeof code === 'string') Object.assign(safe, { code });
  return safe;
}

function redactText(text: string, url: string): string {
  return secretsOf(url).reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text);
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/** True for errors that only say that the connection is away, which the state of the link tells already. */
export function isConnectionError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  return CONNECTION_CODES.has(code) || /^Connection is closed|ECONNREFUSED|^Command aborted due to connection close/.test(error.message);
}
