import { basename, resolve } from 'node:path';
import type { Config } from './config.ts';
import { DEFAULT_CONFIG } from './default-config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A command line that names no file of configuration. */
interface Unconfigured {
  readonly env: Environment;
  readonly settings: readonly string[];
  readonly directories: readonly string[];
  /** Absolute. */
  readonly cwd: string;
}

/** Says where the model server is, also to those who have no narrator: by itself it configures none. */
export const NARRATOR_URL = 'BENCHSCRIBE_NARRATOR_URL';

/** Environment variables that set a configuration key; `BENCHSCRIBE_CONFIG` names the file itself. Documented in docs/configuration.md. */
export const ENVIRONMENT_KEYS: ReadonlyMap<string, string> = new Map([
  ['REDIS_URL', 'redis.url'],
  ['BENCHSCRIBE_ROLE', 'role'],
  ['BENCHSCRIBE_QUEUE_DRIVER', 'queue.driver'],
  ['BENCHSCRIBE_CONCURRENCY', 'queue.concurrency'],
  ['BENCHSCRIBE_NARRATOR_MODEL', 'narrator.agents.insight.model'],
  [NARRATOR_URL, 'narrator.servers.local.url'],
  ['BENCHSCRIBE_LOG_LEVEL', 'log.level'],
  ['BENCHSCRIBE_LOG_FORMAT', 'log.format'],
]);

/** Id of a root that was named by its directory alone: the last part of its path, cut to what an id may hold. */
export function rootIdOf(directory: string): string {
  return (
    basename(directory)
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '') || 'root'
  );
}

/** Paths become absolute: those of a file are relative to `base`, where it lies, those of the command line to the working directory. */
export function withPlaces(config: Config, base: string, layers: Pick<Unconfigured, 'cwd' | 'directories'>): Config {
  const configured = config.roots.map(({ id, path }) => ({ id, path: resolve(base, path) }));
  const named = layers.directories
    .map((directory) => resolve(layers.cwd, directory))
    .filter((path) => !configured.some((root) => root.path === path))
    .map((path) => ({ id: rootIdOf(path), path }));
  const { narrator } = config;
  if (narrator === undefined) return { ...config, roots: [...configured, ...named] };
  const { holdFile, ...quiet } = narrator.quiet;
  const placed = { ...quiet, ...(holdFile === undefined ? {} : { holdFile: resolve(base, holdFile) }) };
  return { ...config, roots: [...configured, ...named], narrator: { ...narrator, quiet: placed } };
}

/**
 * The configuration of a command line that configures nothing: no variable, no flag, and at most one directory, which contradicts no other.
 *
 * @returns null where something is to be read and checked.
 */
export function unconfigured(layers: Unconfigured): Config | null {
  const { env, settings, directories, cwd } = layers;
  const isSet = env['BENCHSCRIBE_CONFIG'] || settings.length > 0 || [...ENVIRONMENT_KEYS.keys()].some((variable) => env[variable]);
  return isSet || directories.length > 1 ? null : withPlaces(DEFAULT_CONFIG, cwd, layers);
}
