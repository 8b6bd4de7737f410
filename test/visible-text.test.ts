import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError, ERRORS, type ErrorCode } from '../src/errors.ts';
import { oneLine, visibleText } from '../src/visible-text.ts';

const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

test('one line holds no control character, whatever the text', () => {
  const character = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '\r', '\t', '\u001b', '\u0085', '\u2028', '\u202e'));
  fc.assert(fc.property(fc.array(character), (parts) => !CONTROLS.test(oneLine(parts.join('')))));
});

test('text of several lines keeps its line ends and tabs, and nothing else of the kind', () => {
  const text = 'a\n\tb\r\u001b[31m\u009b\u202e';
  expect(visibleText(text)).toBe('a\n\tb\\r\\u001b[31m\\u009b\\u202e');
  expect(oneLine(text)).toBe('a\\n\\tb\\r\\u001b[31m\\u009b\\u202e');
});

test('JSON on one line means the same after it was made visible', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => JSON.parse(oneLine(JSON.stringify([text])))[0] === text));
});

const singleLine = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => code !== 'CONFIG_INVALID');

test.each(singleLine)('the message of %s is one line, whatever the path holds', (code) => {
  expect(new AppError(code, '/a\nFORGED\r\u2028b').message).not.toMatch(CONTROLS);
});
