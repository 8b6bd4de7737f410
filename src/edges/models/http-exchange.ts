import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { ModelServerError } from './model-server-error.ts';

export interface HttpQuestion {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** For messages: no path, no query. */
  readonly where: string;
  readonly connectMs: number;
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  /** Media type without parameters, in small letters; '' for none. */
  readonly contentType: string;
  /** Ends with a `ModelServerError` when the connection breaks off or the signal is raised. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection, whatever of the body is still to come. */
  readonly close: () => void;
}

/**
 * One question over a connection of its own, which ends with it. By Node's own client: `fetch` waits at most 300 s for headers, less than a large
 * model takes to load, follows redirects, and cannot tell a connection from an answer. A raised signal closes the socket at any moment.
 *
 * @returns the reply as soon as its head is there, whatever its status, but no redirect.
 * @throws ModelServerError `unreachable`, `deadline` (not connected in time), `broken-off`, `protocol`; the reason of the signal when it is raised.
 */
export async function httpExchange(question: HttpQuestion): Promise<HttpReply> {
  const { signal, where } = question;
  signal.throwIfAborted();
  const response = await responseTo(question);
  const status = response.statusCode!;
  if (status >= 300 && status < 400) {
    response.destroy();
    throw new ModelServerError(
      'protocol',
      `${where} sends elsewhere (HTTP ${status}), which is not followed: configure the address itself`,
    );
  }
  return {
    status,
    contentType: (response.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase(),
    body: bodyOf(response, question),
    close: () => response.destroy(),
  };
}

function responseTo({ url, method, headers, body, where, connectMs, signal }: HttpQuestion): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  const options: RequestOptions = {
    method,
    headers: { ...headers, ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }) },
    agent: false,
    signal,
  };
  const request = (isSecure ? httpsRequest : httpRequest)(url, options);
  let isConnected = false;
  const slow = () =>
    new ModelServerError('deadline', `${where} accepted no connection within ${connectMs} ms: is it running, is the address right?`);
  const connecting = setTimeout(() => request.destroy(slow()), connectMs);
  request.once('socket', (socket: Socket) => {
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      isConnected = true;
      clearTimeout(connecting);
    });
  });
  request.once('close', () => clearTimeout(connecting));
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // Stays: a request whose response is destroyed may report that once more.
    request.on('error', (error) => reject(reasonOf(error, where, isConnected, signal)));
    request.end(body ?? undefined);
  });
}

async function* bodyOf(response: IncomingMessage, { where, signal }: HttpQuestion): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (error) {
    throw reasonOf(error, where, true, signal);
  } finally {
    response.destroy();
  }
  signal.throwIfAborted();
}

function reasonOf(error: unknown, where: string, isConnected: boolean, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ModelServerError) return error;
  const code = codeOf(error);
  if (code.startsWith('HPE_')) return new ModelServerError('protocol', `${where} does not speak HTTP (${code})`);
  if (isConnected)
    return new ModelServerError('broken-off', `${where} broke off the connection (${code}): it may have crashed; see its log`);
  return new ModelServerError('unreachable', `${where} cannot be reached (${code}): is it running, is the address right?`);
}

/** The code alone: messages of Node hold addresses and may hold headers. Of several addresses tried, the first one's. */
function codeOf(error: unknown): string {
  const { code, errors } = error as { readonly code?: unknown; readonly errors?: readonly { readonly code?: unknown }[] };
  const found = typeof code === 'string' ? code : errors?.[0]?.code;
  return typeof found === 'string' ? found : 'no code';
}
