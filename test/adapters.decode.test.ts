import { describe, expect, test } from '@jest/globals';
import { decodeText } from '../src/adapters/readers/decode.ts';

describe('decodeText', () => {
  test.each([
    ['nothing', [], '', 'utf-8'],
    ['UTF-8', [0xc2, 0xb0, 0x43], '°C', 'utf-8'],
    ['UTF-8 with a byte order mark', [0xef, 0xbb, 0xbf, 0x61], 'a', 'utf-8'],
    ['UTF-16 LE with a byte order mark', [0xff, 0xfe, 0x61, 0x00], 'a', 'utf-16le'],
    ['UTF-16 BE with a byte order mark', [0xfe, 0xff, 0x00, 0x61], 'a', 'utf-16be'],
    ['UTF-16 LE without one', [0x61, 0, 0x2c, 0, 0x62, 0, 0x0a, 0], 'a,b\n', 'utf-16le'],
    ['UTF-16 BE without one', [0, 0x61, 0, 0x2c, 0, 0x62, 0, 0x0a], 'a,b\n', 'utf-16be'],
    ['UTF-16 LE with a stray last byte', [0xff, 0xfe, 0x61, 0x00, 0x0a], 'a', 'utf-16le'],
    ['UTF-16 LE whose byte order mark was mangled to UTF-8', [0xc3, 0xbf, 0xc3, 0xbe, 0x61, 0x00], 'a', 'utf-16le'],
    ['latin-1', [0x35, 0x34, 0xb0, 0x43], '54°C', 'windows-1252'],
  ])('decodes %s', (_, bytes, text, encoding) => {
    expect(decodeText(new Uint8Array(bytes as number[]))).toEqual({ text, encoding });
  });

  test('refuses binary content, and UTF-16 that is cut within a character', () => {
    expect(decodeText(new Uint8Array([1, 0, 2, 3]))).toEqual({ error: expect.stringContaining('NUL byte at offset 1') });
    expect(decodeText(new Uint8Array([0xff, 0xfe, 0x61, 0, 0, 0]))).toEqual({ error: expect.stringContaining('NUL') });
    expect(decodeText(new Uint8Array([0xff, 0xfe, 0x00, 0xd8]))).toEqual({ error: expect.stringContaining('UTF-16LE') });
  });
});
