import { bodyDocument, bodyStart } from './body-text.ts';
import type { CallGuard } from './call-guard.ts';
import { type HttpReply, httpExchange } from './http-exchange.ts';
import { ModelServerError } from './model-server-error.ts';
import type { ServerAddress } from './server-address.ts';
import { type Complaint, complaintOfText } from './server-complaint.ts';

/** A question to one path of a server. */
export interface ServerQuestion {
  /** With its slash, from the base of the address on. */
  readonly path: string;
  /** JSON text; null: GET. */
  readonly body: string | null;
  /** The media type that is wanted. */
  readonly accept: string;
}

/** Asks once. @throws ModelServerError as `httpExchange`. */
export function askServer(address: ServerAddress, question: ServerQuestion, connectMs: number, guard: CallGuard): Promise<HttpReply> {
  return httpExchange({
    url: new URL(`${address.base}${question.path}`),
    method: question.body === null ? 'GET' : 'POST',
    headers: {
      accept: question.accept,
      'user-agent': 'benchscribe',
      ...(question.body === null ? {} : { 'content-type': 'application/json' }),
      ...(address.apiKey === null ? {} : { authorization: `Bearer ${address.apiKey}` }),
    },
    body: question.body,
    where: address.where,
    connectMs,
    signal: guard.signal,
  });
}

/** What a reply that is no success complains of; its connection is closed. */
export async function complaintIn(reply: HttpReply): Promise<Complaint> {
  const text = await bodyStart(reply.body);
  reply.close();
  return complaintOfText(reply.status, text);
}

/** The JSON document of a reply that succeeded. @throws ModelServerError `protocol`. */
export async function documentIn(reply: HttpReply, where: string): Promise<unknown> {
  if (reply.contentType.includes('html')) {
    reply.close();
    throw new ModelServerError('protocol', `${where} answers with a page: is this the address of a model server?`);
  }
  return bodyDocument(reply.body, where);
}
