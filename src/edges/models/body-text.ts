import { ModelServerError } from './model-server-error.ts';

const LINE_FEED = 0x0a;

/** Bytes that are wanted of a server, at most. */
export interface BodyLimits {
  readonly lineBytesMax: number;
  readonly bytesMax: number;
}

/** A token takes some two hundred bytes on its way; descriptions of models with their licence some ten thousand. */
export const STREAM_LIMITS: BodyLimits = { lineBytesMax: 1024 * 1024, bytesMax: 64 * 1024 * 1024 };
export const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;
/** Of a text that complains; the rest is not waited for. */
const COMPLAINT_BYTES_MAX = 64 * 1024;

/**
 * The lines of a body, without their ends, in time and memory that grow with their length only.
 *
 * @returns the last one too where no line feed ends it; `isWhole` is false then.
 * @throws ModelServerError `protocol` beyond the limits and where the bytes are no UTF-8.
 */
export async function* bodyLines(
  body: AsyncIterable<Uint8Array>,
  limits: BodyLimits,
  where: string,
): AsyncGenerator<{ text: string; isWhole: boolean }> {
  let parts: Uint8Array[] = [];
  let lineBytes = 0;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limits.bytesMax) throw new ModelServerError('protocol', `${where} sends without end (more than ${limits.bytesMax} bytes)`);
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield { text: decoded([...parts, chunk.subarray(start, end)], where), isWhole: true };
      [parts, lineBytes, start] = [[], 0, end + 1];
    }
    parts.push(chunk.subarray(start));
    lineBytes += chunk.length - start;
    if (lineBytes > limits.lineBytesMax) {
      throw new ModelServerError('protocol', `${where} sends a line of more than ${limits.lineBytesMax} bytes`);
    }
  }
  if (lineBytes > 0) yield { text: decoded(parts, where, true), isWhole: false };
}

/** A JSON document of at most `DOCUMENT_BYTES_MAX` bytes. @throws ModelServerError `protocol`. */
export async function bodyDocument(body: AsyncIterable<Uint8Array>, where: string): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes > DOCUMENT_BYTES_MAX)
      throw new ModelServerError('protocol', `${where} sends more than ${DOCUMENT_BYTES_MAX} bytes in place of an answer`);
  }
  return parsed(decoded(parts, where), where);
}

/** The first bytes of a body of any kind; what is no text in them is replaced. */
export async function bodyStart(body: AsyncIterable<Uint8Array>, bytesMax = COMPLAINT_BYTES_MAX): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) break;
  }
  return Buffer.concat(parts).toString('utf8');
}

/** @throws ModelServerError `protocol`; its text is not quoted: it may be a page, or hold what was asked. */
export function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelServerError('protocol', `${where} sends what is no JSON: is this the address of a model server?`, { cause: error });
  }
}

/** @param isCut whether the bytes may end within a character, which is left out then. */
function decoded(parts: readonly Uint8Array[], where: string, isCut = false): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts), { stream: isCut });
  } catch (error) {
    throw new ModelServerError('protocol', `${where} sends bytes that are no UTF-8`, { cause: error });
  }
}
