import { describe, expect, test } from '@jest/globals';
import { redact } from '../../src/metrics/redact.ts';

describe('redact', () => {
  test.each([
    ['/home/ann/models/fable-7b.gguf', 'fable-7b.gguf'],
    ['cannot open /Users/ann/x/y.json: no such file', 'cannot open y.json: no such file'],
    ['C:\\Users\\ann\\bench\\run.csv', 'run.csv'],
    ['token hf_abcdefghijklmnopqrstuvwx rejected', 'token [redacted] rejected'],
    ['Authorization: Bearer abc.def.ghi-jkl', 'Authorization: Bearer [redacted]'],
    ['api_key=secretvalue&x=1', 'api_key=[redacted]&x=1'],
    ['redis://user:pw12@db:6379', 'redis://[redacted]@db:6379'],
    ['http://gpu7.corp/v1 refused', 'http://[redacted]/v1 refused'],
  ])('turns %s into %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each(['fable:7b-q4', 'http://localhost:11434 refused', 'meta/fable-7b', 'num_gpu=40', 'tokens/s', '/models/fable.gguf'])(
    'leaves %s as it is',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );
});
