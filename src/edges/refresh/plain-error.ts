import { AppError } from '../../errors.ts';
import type { PlainError } from './task.ts';

/** Inverse of `asError`, for errors of any kind. */
export function plainError(error: unknown): PlainError {
  if (error instanceof AppError) return { code: error.code, detail: error.detail };
  if (!(error instanceof Error)) return { name: typeof error, message: String(error), stack: '' };
  return { name: error.name, message: error.message, stack: error.stack ?? '' };
}

/** The error that another process met, with its stack there. */
export function asError(plain: PlainError): Error {
  if ('code' in plain) return new AppError(plain.code, plain.detail);
  const error = new Error(plain.message);
  return Object.assign(error, { name: plain.name, stack: plain.stack });
}
