import { AppError } from '../../errors.ts';
import type { ModelServerSettings } from './model-server.ts';

/** Where a server is and how it is asked. */
export interface ServerAddress {
  /** Without query, fragment and slash at its end. */
  readonly base: string;
  /** For messages and logs: the same, so there is nothing secret in it. */
  readonly where: string;
  /** null: none is sent. */
  readonly apiKey: string | null;
}

/**
 * @param env the environment: only the variable that the settings name is read.
 * @throws AppError `CONFIG_INVALID`: not http or https, a user or password in it, a key that is missing or could not be sent.
 */
export function serverAddress(
  { url, apiKeyVariable }: ModelServerSettings,
  env: Readonly<Record<string, string | undefined>>,
): ServerAddress {
  if (!URL.canParse(url)) throw new AppError('CONFIG_INVALID', 'the url of a model server is none: write http://127.0.0.1:11434, say');
  const { protocol, host, pathname, username, password } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new AppError('CONFIG_INVALID', `the url of a model server begins with ${protocol} and not with http: or https:`);
  }
  if (username !== '' || password !== '') {
    throw new AppError(
      'CONFIG_INVALID',
      `the url of the model server at ${host} holds a user or password: put the key into a variable of the environment and name that`,
    );
  }
  const base = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
  return { base, where: base, apiKey: apiKeyVariable === null ? null : apiKeyOf(apiKeyVariable, base, env) };
}

function apiKeyOf(variable: string, base: string, env: Readonly<Record<string, string | undefined>>): string {
  const key = env[variable]?.trim();
  if (!key) throw new AppError('CONFIG_INVALID', `the variable ${variable}, which is to hold the key of ${base}, is not set`);
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new AppError('CONFIG_INVALID', `the variable ${variable} holds characters that no header may have`);
  return key;
}
