import { describe, expect, test } from '@jest/globals';
import { redact, redactLabel } from '../../src/metrics/redact.ts';

const LONG = 'abcdefghij0123456789';

describe('a secret', () => {
  test.each([
    `hf_${LONG}`,
    `sk-${LONG}`,
    `sk-proj_a-${LONG}`,
    `ghp_${LONG}`,
    `gho_${LONG}`,
    `ghu_${LONG}`,
    `ghs_${LONG}`,
    `ghr_${LONG}`,
    'xoxa-abcde-12345',
    'xoxb-abcde-12345',
    'xoxp-abcde-12345',
    'xoxr-abcde-12345',
    'AKIAABCDEFGH01234567',
  ])('%s is taken out of any text', (secret) => {
    expect([redact(secret), redact(`a ${secret}, ${secret}.`)]).toEqual(['[redacted]', 'a [redacted], [redacted].']);
    expect(redact(`x${secret}`)).toBe(`x${secret}`);
    expect(redact(secret.slice(0, 8))).toBe(secret.slice(0, 8));
  });

  test.each([
    'hf_abcdefghij01234',
    'sk-abcdefghij01234',
    'ghp_abcdefghij012345678',
    'xoxb-abcdefghi',
    'AKIAABCDEFGH0123456',
    'ghx_abcdefghij0123456789',
    'xoxz-abcdefghij0123',
  ])('%s is none', (text) => expect(redact(text)).toBe(text));

  test('is what follows a word for it', () => {
    for (const name of [
      'api_key',
      'api-key',
      'apikey',
      'API_TOKEN',
      'access_token',
      'secret-key',
      'secretkey',
      'auth_token',
      'authkey',
      'password',
      'passwd',
      'secret',
    ]) {
      expect(redact(`${name}=abcd`)).toBe(`${name}=[redacted]`);
      expect(redact(`"${name}" : "abcdef", x`)).toBe(`"${name}" : "[redacted]", x`);
      expect(redact(`${name}='abcdef'; y`)).toBe(`${name}='[redacted]'; y`);
      expect(redact(`${name}:abcdef&z`)).toBe(`${name}:[redacted]&z`);
      expect(redact(`${name}=abc`)).toBe(`${name}=abc`);
      expect(redact(`x${name}=abcd`)).toBe(`x${name}=abcd`);
      expect(redact(`${name}/abcd`)).toBe(`${name}/abcd`);
    }
    expect(redact('bearer   abc.de~1')).toBe('bearer [redacted]');
    expect(redact('bearer abcdefg')).toBe('bearer abcdefg');
    expect(redact('forbearer abcdefgh')).toBe('forbearer abcdefgh');
  });

  test('is the user of an address, and a host inside the house', () => {
    expect(redact('redis+tls://u:p@db and https://u:p@web/x')).toBe('redis+tls://[redacted]@db and https://[redacted]@web/x');
    expect(redact('https://u@web and http://web:80/a@b')).toBe('https://u@web and http://web:80/a@b');
    for (const end of ['internal', 'local', 'lan', 'corp', 'intranet']) {
      expect(redact(`see http://gpu7.rack.${end}:80/v1 and https://x.${end}`)).toBe('see http://[redacted]:80/v1 and https://[redacted]');
      expect(redact(`http://x.${end}er/v1`)).toBe(`http://x.${end}er/v1`);
    }
    for (const host of ['localhost', '127.0.0.1', '[::1]']) expect(redact(`http://${host}/a.local`)).toBe(`http://${host}/a.local`);
    expect(redact('http://localhosts.local/v1')).toBe('http://[redacted]/v1');
    expect(redact('http://example.com/v1')).toBe('http://example.com/v1');
  });
});

describe('a home directory', () => {
  test.each([
    ['/home/ann', '~'],
    ['/home/ann/', '~/'],
    ['/Users/ann/a/b.csv', 'b.csv'],
    ['/root', '~'],
    ['/root/a/b.csv', 'b.csv'],
    ['C:\\Users\\ann\\a\\b.csv', 'b.csv'],
    ['d:\\Users/ann/a.csv', 'a.csv'],
    ['see /home/ann/a.csv: gone, /home/bob/b/c.csv; too', 'see a.csv: gone, c.csv; too'],
    ['(/home/ann/a.csv)', '(a.csv)'],
    ['"/home/ann/a.csv" `/home/ann/b.csv`', '"a.csv" `b.csv`'],
    ['/srv/a/b.csv', '/srv/a/b.csv'],
    ['/home', '/home'],
  ])('%s is shown as %s', (text, expected) => expect(redact(text)).toBe(expected));

  test('is shown with as many directories as are asked for', () => {
    const path = '/home/ann/a/b/c.csv';
    expect([0, 1, 2, 3, 9].map((depth) => redact(path, depth))).toEqual(['c.csv', 'b/c.csv', 'a/b/c.csv', 'a/b/c.csv', 'a/b/c.csv']);
  });
});

test('only texts are redacted', () => {
  expect([redactLabel('/home/ann/x.csv'), redactLabel(7), redactLabel(true), redactLabel(null)]).toEqual(['x.csv', 7, true, null]);
});
