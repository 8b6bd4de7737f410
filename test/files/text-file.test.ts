import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ANNOTATED_SIGN } from '../../src/contracts/annotated.ts';
import { isOwnReport } from '../../src/edges/files/own-report.ts';
import { readTextFile, replaceTextFile, withEdits, writeAnnotatedCopy } from '../../src/edges/files/text-file.ts';
import { tempTree } from './temp-tree.ts';

const wide = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const TEXT = '10 µs – naïve\r\n20 µs\n';

function file(bytes: Uint8Array): string {
  return join(tempTree({ 'a.md': bytes }), 'a.md');
}

describe('a text with something changed', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 behind a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16, little end first', wide(TEXT)],
    ['UTF-16, big end first', wide(TEXT).swap16()],
    ['windows-1252', Buffer.from(TEXT.replace('–', '-'), 'latin1')],
  ])('in %s keeps every other byte', (_, bytes) => {
    const read = readTextFile(file(bytes));
    const at = read.text.indexOf('20');
    const edited = withEdits(read, [{ start: at, end: at + 2, text: '25' }]);
    expect(edited).toHaveLength(bytes.length);
    expect([...edited.keys()].filter((index) => edited[index] !== bytes[index])).toHaveLength(1);
    expect(withEdits(read, [])).toEqual(bytes);
  });

  test('has what is put in at the places that were named, whatever stands around', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme' }).filter((part) => !part.includes('\0')),
          { minLength: 1, maxLength: 8 },
        ),
        (parts) => {
          const path = file(Buffer.from(`x${parts.join('')}`));
          const read = readTextFile(path);
          const edits = parts
            .map((_, index) => 1 + parts.slice(0, index).join('').length)
            .map((start) => ({ start, end: start, text: '✅' }));
          expect(withEdits(read, edits).toString()).toBe(`x${parts.map((part) => `✅${part}`).join('')}`);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('in windows-1252 writes what that has not as HTML has it', () => {
    const read = readTextFile(file(Buffer.from('10 µs', 'latin1')));
    expect(withEdits(read, [{ start: 5, end: 5, text: ' ✅' }]).toString('latin1')).toBe('10 µs &#x2705;');
  });
});

describe('a text that cannot be read', () => {
  test.each([
    ['is binary', new Uint8Array([1, 0, 2, 3, 4])],
    ['is larger than 8 MiB', new Uint8Array(8 * 1024 * 1024 + 1).fill(32)],
  ])('is named when it %s', (_, bytes) => {
    const path = file(bytes);
    expect(() => readTextFile(path)).toThrow(
      expect.objectContaining({ code: 'REPORT_UNREADABLE', message: expect.stringContaining(path) }),
    );
  });
});

describe('replacing a text', () => {
  test('keeps its permissions, and leaves nothing else behind', () => {
    const path = file(Buffer.from('old'));
    chmodSync(path, 0o640);
    replaceTextFile(path, Buffer.from('new'));
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', 0o640]);
    expect(readdirSync(join(path, '..'))).toEqual(['a.md']);
  });

  test('writes through a link, which stays one', () => {
    const path = file(Buffer.from('old'));
    const link = join(path, '../link.md');
    symlinkSync('a.md', link);
    replaceTextFile(link, Buffer.from('new'));
    expect([readFileSync(path, 'utf8'), lstatSync(link).isSymbolicLink()]).toEqual(['new', true]);
  });
});

describe('an annotated copy', () => {
  const copy = (text: string) => Buffer.from(`${text}\n${ANNOTATED_SIGN}\n`);

  test('is written, written anew, and left alone where it says so already', () => {
    const path = join(tempTree(), 'a.annotated.md');
    expect([writeAnnotatedCopy(path, copy('1')), writeAnnotatedCopy(path, copy('2')), writeAnnotatedCopy(path, copy('2'))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(readFileSync(path)).toEqual(copy('2'));
    expect(readdirSync(join(path, '..'))).toEqual(['a.annotated.md']);
  });

  test('is known as ours by its last line, in every encoding, and so is no artifact', () => {
    const directory = tempTree({ 'a.md': copy('x'), 'b.md': wide(copy('x').toString()), 'c.md': `${ANNOTATED_SIGN}\nand more\n` });
    expect(['a.md', 'b.md', 'c.md'].map((name) => isOwnReport(join(directory, name)))).toEqual([true, true, false]);
  });

  test.each([
    ['a text of somebody', (path: string) => writeFileSync(path, 'mine\n')],
    ['a directory', (path: string) => mkdirSync(path)],
    ['a link to a copy', (path: string) => symlinkSync('other.md', path)],
  ])('is never written over %s', (_, make) => {
    const path = join(tempTree({ 'other.md': copy('x') }), 'a.annotated.md');
    make(path);
    const before = lstatSync(path).isFile() ? readFileSync(path, 'utf8') : null;
    expect(() => writeAnnotatedCopy(path, copy('2'))).toThrow(expect.objectContaining({ code: 'TEXT_FOREIGN' }));
    if (before !== null) expect(readFileSync(path, 'utf8')).toBe(before);
    else expect(lstatSync(path).isFile()).toBe(false);
  });
});
