import { expect, jest, test } from '@jest/globals';

test('AppError knows those of another copy of the program, and nothing else', async () => {
  const { AppError } = await import('../src/errors.ts');
  jest.resetModules();
  const other = await import('../src/errors.ts');
  expect(other.AppError).not.toBe(AppError);
  expect(new other.AppError('ROOT_FILE', 'a.csv')).toBeInstanceOf(AppError);
  expect(new Error('a.csv')).not.toBeInstanceOf(AppError);
  expect({ name: 'AppError' }).not.toBeInstanceOf(AppError);
});
