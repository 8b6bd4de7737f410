/** Decoded text, and in which encoding it was written; or why the bytes are no text. */
export type DecodedText = { readonly text: string; readonly encoding: Encoding } | { readonly error: string };

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Bytes looked at to tell UTF-16 without a byte order mark, and binary content, from text. */
const PROBE_BYTES = 4096;

/**
 * Decodes the content of an artifact. A byte order mark is removed. Order of tries: byte order mark, UTF-16 where every second byte of
 * the start is NUL, UTF-8 (strict), windows-1252 (a superset of the printable part of latin-1, WHATWG Encoding Standard, section 4.2).
 *
 * @returns the text ('' for no bytes); an error for binary content, which a NUL byte gives away.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = encodingOfMark(bytes);
  if (marked) return decodeAs(bytes, marked);
  if (hasMangledMark(bytes)) return decodeAs(bytes.subarray(4), 'utf-16le');
  const wide = encodingWithoutMark(bytes);
  if (wide) return decodeAs(bytes, wide);
  const nul = bytes.indexOf(0);
  if (nul >= 0) return { error: `not a text file: it has a NUL byte at offset ${nul}` };
  const text = strictly(bytes, 'utf-8');
  if (text !== null) return { text, encoding: 'utf-8' };
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
}

/** The encoding of text that takes two bytes or more per character, as its first bytes tell; null for every other. */
export function wideEncodingOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const marked = encodingOfMark(bytes);
  if (marked) return marked === 'utf-8' ? null : marked;
  return hasMangledMark(bytes) ? 'utf-16le' : encodingWithoutMark(bytes);
}

/** A stray last byte of UTF-16, which a shell's `echo >>` leaves, is left out. */
function decodeAs(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): DecodedText {
  const isOdd = encoding !== 'utf-8' && bytes.length % 2 === 1;
  const text = strictly(isOdd ? bytes.subarray(0, -1) : bytes, encoding);
  if (text === null) {
    return { error: `not valid ${encoding.toUpperCase()}, which its first bytes announce: truncated, or still being written` };
  }
  const nul = text.indexOf('\0');
  return nul < 0 ? { text, encoding } : { error: `not a text file: it has a NUL character at offset ${nul}` };
}

function strictly(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null; // the only error of a fatal decoder: the bytes are not of this encoding
  }
}

function encodingOfMark(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** A UTF-16 byte order mark that some program has taken for latin-1 and written as UTF-8, before text that is still UTF-16. */
function hasMangledMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xc3 && bytes[1] === 0xbf && bytes[2] === 0xc3 && bytes[3] === 0xbe && bytes[5] === 0;
}

/** UTF-16 of mostly ASCII text has a NUL in nearly every second byte, always on the same side. */
function encodingWithoutMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const pairs = Math.floor(Math.min(bytes.length, PROBE_BYTES) / 2);
  if (pairs < 4) return null;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < pairs; index += 1) {
    if (bytes[2 * index] === 0) even += 1;
    if (bytes[2 * index + 1] === 0) odd += 1;
  }
  if (even === 0 && odd >= 0.9 * pairs) return 'utf-16le';
  return odd === 0 && even >= 0.9 * pairs ? 'utf-16be' : null;
}
