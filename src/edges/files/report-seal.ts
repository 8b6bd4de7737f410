import { createHash } from 'node:crypto';
import { extname } from 'node:path';

/** Where the digest of a report stands, by format: behind what comes before it, as a line or element of its own that can be taken out again. */
interface Seal {
  /** Start of the text up to where the digest goes. */
  readonly before: RegExp;
  /** The digest as it stands there. */
  readonly mark: RegExp;
  readonly marked: (digest: string) => string;
}

const MARKDOWN: Seal = {
  before: /^---\n(?:(?!---\n)[^\n]*\n)*?schema: [^\n]*\n/,
  mark: /^digest: (sha256:[0-9a-f]{64})\n/,
  marked: (digest) => `digest: ${digest}\n`,
};
const HTML: Seal = {
  before: /^[\s\S]{0,1000}?<meta name="generator"[^>]*>/,
  mark: /^<meta name="benchscribe-digest" content="(sha256:[0-9a-f]{64})">/,
  marked: (digest) => `<meta name="benchscribe-digest" content="${digest}">`,
};
const JSON_TEXT: Seal = {
  before: /^\{\s*"schema": "[^"]*",\s*"generator": \{[^}]*\},\n/,
  mark: /^ "digest": "(sha256:[0-9a-f]{64})",\n/,
  marked: (digest) => ` "digest": "${digest}",\n`,
};
/** So much of a file holds the digest and what stands before it. */
const HEAD_BYTES = 16 * 1024;
const SEALS: ReadonlyMap<string, Seal> = new Map([
  ['.md', MARKDOWN],
  ['.markdown', MARKDOWN],
  ['.html', HTML],
  ['.json', JSON_TEXT],
]);

/** The text of a report: whole, or in pieces that follow each other, of which the first one holds the place of the digest. */
export type ReportText = string | readonly string[];

/**
 * A report that records the digest of itself, so that it can be told later whether somebody has altered it.
 *
 * @param name of the file; its extension tells the format.
 * @returns its bytes in UTF-8; those of the text as it is where the format has no place for a digest.
 */
export function sealed(name: string, content: ReportText): Buffer {
  const pieces = typeof content === 'string' ? [content] : content;
  const [first = Buffer.alloc(0), ...others] = pieces.map((piece) => Buffer.from(piece));
  const seal = SEALS.get(extname(name));
  const before = seal?.before.exec(pieces[0] ?? '')?.[0];
  if (seal === undefined || before === undefined) return Buffer.concat([first, ...others]);
  const digest = createHash('sha256');
  for (const piece of [first, ...others]) digest.update(piece);
  const length = Buffer.byteLength(before);
  const mark = Buffer.from(seal.marked(`sha256:${digest.digest('hex')}`));
  return Buffer.concat([first.subarray(0, length), mark, first.subarray(length), ...others]);
}

/** A text with the digest that another one of the same format records, if it does: so that the two can be compared line by line. */
export function sealedAs(name: string, content: string, other: string): string {
  const seal = SEALS.get(extname(name));
  const [before, otherBefore] = [content, other].map((text) => seal?.before.exec(text)?.[0]);
  if (seal === undefined || before === undefined || otherBefore === undefined) return content;
  const mark = seal.mark.exec(other.slice(otherBefore.length));
  return mark === null ? content : before + mark[0] + content.slice(before.length);
}

/** Whether a text records a digest that is not its own: somebody has altered it since it was written. */
export function isAltered(name: string, content: string): boolean {
  const seal = SEALS.get(extname(name));
  const before = seal?.before.exec(content)?.[0];
  const isSealed = before !== undefined && seal?.mark.test(content.slice(before.length));
  return isSealed === true && !isUnaltered(name, content);
}

/** Whether a file or its text is, byte for byte, what `sealed` gave for it; false for one without a digest. */
export function isUnaltered(name: string, content: string | Buffer): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const head = bytes.toString('utf8', 0, HEAD_BYTES);
  const seal = SEALS.get(extname(name));
  const before = seal?.before.exec(head)?.[0];
  if (seal === undefined || before === undefined) return false;
  const mark = seal.mark.exec(head.slice(before.length));
  if (mark === null) return false;
  const start = Buffer.byteLength(before);
  const digest = createHash('sha256')
    .update(bytes.subarray(0, start))
    .update(bytes.subarray(start + mark[0].length));
  return mark[1] === `sha256:${digest.digest('hex')}`;
}
