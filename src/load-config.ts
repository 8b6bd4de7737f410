import { dirname, resolve } from 'node:path';
import { type Document, isMap, isNode, LineCounter, parse, parseDocument } from 'yaml';
import * as z from 'zod';
import { Config } from './config.ts';
import { isPersonaFile, narratorContradictions, PERSONA_LENGTH_MAX } from './config-narrator.ts';
import { AppError } from './errors.ts';
import { appendAll } from './sequences/append-all.ts';
import { ENVIRONMENT_KEYS, type Environment, NARRATOR_URL, withPlaces } from './unconfigured.ts';

type Key = string | number;

/** Everything a configuration is made of, from weak to strong: defaults, file, environment, flags. */
export interface ConfigLayers {
  /** YAML text and the path it was read from; null when no file was named. */
  readonly file: { readonly path: string; readonly text: string } | null;
  readonly env: Environment;
  /** `--set KEY=VALUE` flags, for example `watch.sweepMs=5000`; the value is read as YAML. */
  readonly settings: readonly string[];
  /** Directories named on the command line: added to the roots. */
  readonly directories: readonly string[];
  /** Absolute path against which relative ones of the command line are resolved; those of a file are relative to that file. */
  readonly cwd: string;
}

/** The configuration in the making: raw values, where each came from, and what is wrong so far. */
interface Draft {
  readonly raw: Record<string, unknown>;
  readonly origins: Map<string, string>;
  readonly document: Document | null;
  readonly lines: LineCounter;
  readonly problems: string[];
}

/**
 * Builds the configuration from its layers: flags over environment over file over defaults. Pure.
 *
 * @returns the complete configuration; root paths are absolute.
 * @throws AppError `CONFIG_INVALID` whose message names every problem at once, each with file and line, variable or flag, and key.
 */
export function resolveConfig(layers: ConfigLayers): Config {
  const draft = readFileLayer(layers.file);
  for (const [variable, key] of ENVIRONMENT_KEYS) {
    const value = variable === NARRATOR_URL && !Object.hasOwn(draft.raw, 'narrator') ? undefined : layers.env[variable];
    if (value) setKey(draft, key, variable === 'REDIS_URL' ? value : readValue(draft, value, variable), variable);
  }
  for (const setting of layers.settings) {
    const [key = '', ...rest] = setting.split('=');
    const origin = `--set ${key}`;
    if (rest.length === 0) draft.problems.push(`${origin}: write KEY=VALUE, for example --set watch.sweepMs=5000`);
    else setKey(draft, key, readValue(draft, rest.join('='), origin), origin);
  }
  const parsed = Config.safeParse(draft.raw);
  if (!parsed.success)
    appendAll(
      draft.problems,
      parsed.error.issues.flatMap((issue) => describeIssue(issue, draft)),
    );
  const config = parsed.success ? withPlaces(parsed.data, layers.file ? dirname(layers.file.path) : layers.cwd, layers) : null;
  if (config) appendAll(draft.problems, contradictions(config));
  if (!config || draft.problems.length > 0) {
    throw new AppError('CONFIG_INVALID', draft.problems.map((problem) => `\n  ${problem}`).join(''));
  }
  return config;
}

/**
 * Reads the file named by `--config` or `BENCHSCRIBE_CONFIG`, if any, and resolves the configuration.
 *
 * @throws AppError `CONFIG_INVALID` also when the file cannot be read.
 */
export async function loadConfig(
  request: Omit<ConfigLayers, 'file'> & { readonly configPath?: string | undefined },
  readText: (path: string) => Promise<string>,
): Promise<Config> {
  const named = request.configPath ?? request.env['BENCHSCRIBE_CONFIG'];
  if (!named) return withPersonas(resolveConfig({ ...request, file: null }), request.cwd, readText);
  const path = resolve(request.cwd, named);
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    throw new AppError('CONFIG_INVALID', `${path} cannot be read (${error instanceof Error ? error.message : String(error)})`, {
      cause: error,
    });
  }
  return withPersonas(resolveConfig({ ...request, file: { path, text } }), dirname(path), readText);
}

/** A persona that is named as a file becomes its text. @throws AppError `CONFIG_INVALID` when one cannot be read. */
async function withPersonas(config: Config, base: string, readText: (path: string) => Promise<string>): Promise<Config> {
  const { narrator } = config;
  if (narrator === undefined) return config;
  const agents = { ...narrator.agents };
  for (const id of ['collector', 'insight', 'commentator'] as const) {
    const agent = agents[id];
    if (agent === undefined || !isPersonaFile(agent.persona)) continue;
    const path = resolve(base, agent.persona);
    const key = `narrator.agents.${id}.persona`;
    try {
      const persona = (await readText(path)).trim();
      if (persona === '' || persona.length > PERSONA_LENGTH_MAX) throw new Error(`a persona has 1 to ${PERSONA_LENGTH_MAX} characters`);
      agents[id] = { ...agent, persona };
    } catch (error) {
      throw new AppError(
        'CONFIG_INVALID',
        `\n  ${key}: ${path} cannot be used (${error instanceof Error ? error.message : String(error)})`,
        {
          cause: error,
        },
      );
    }
  }
  return { ...config, narrator: { ...narrator, agents } };
}

function readFileLayer(file: ConfigLayers['file']): Draft {
  const lines = new LineCounter();
  const draft = { raw: {}, origins: new Map<string, string>(), document: null, lines, problems: [] as string[] };
  if (!file) return draft;
  const document = parseDocument(file.text, { schema: 'core', lineCounter: lines, prettyErrors: false });
  for (const { pos, message } of [...document.errors, ...document.warnings]) {
    draft.problems.push(`${file.path}:${lines.linePos(pos[0]).line}: ${message}`);
  }
  if (draft.problems.length > 0) return draft;
  draft.origins.set('', file.path);
  const raw = toPlain(document, file.path, draft.problems);
  return { ...draft, document, raw };
}

function toPlain(document: Document, path: string, problems: string[]): Record<string, unknown> {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 20 });
    if (value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return withoutNulls(value as Record<string, unknown>);
    problems.push(`${path}:1: a configuration is a mapping of keys, for example "role: all"`);
  } catch (error) {
    // `toJS` throws when aliases multiply; everything else was reported by the parser.
    problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return {};
}

/** A key without a value counts as not set, so that a section whose keys are all commented out keeps its defaults. */
function withoutNulls(raw: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(raw).filter(([, value]) => value !== null);
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      typeof value === 'object' && !Array.isArray(value) ? withoutNulls(value as Record<string, unknown>) : value,
    ]),
  );
}

function readValue(draft: Draft, text: string, origin: string): unknown {
  try {
    return parse(text, { schema: 'core', prettyErrors: false });
  } catch (error) {
    draft.problems.push(`${origin}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function setKey(draft: Draft, key: string, value: unknown, origin: string): void {
  const path = key.split('.');
  if (!path.every((part) => /^[A-Za-z]\w*$/.test(part))) {
    draft.problems.push(`${origin}: not a key; keys look like watch.sweepMs`);
    return;
  }
  let target = draft.raw;
  for (const part of path.slice(0, -1)) {
    if (!Object.hasOwn(target, part)) target[part] = {};
    const next = target[part];
    // Something else than a section stands here already: the validation below says so.
    if (typeof next !== 'object' || next === null || Array.isArray(next)) return;
    target = next as Record<string, unknown>;
  }
  target[path.at(-1)!] = value;
  draft.origins.set(key, origin);
}

function describeIssue(issue: z.core.$ZodIssue, draft: Draft): string[] {
  const path = issue.path.filter((part): part is Key => typeof part !== 'symbol');
  if (issue.code !== 'unrecognized_keys') return [`${whereIs(path, draft)}${path.join('.')}: ${issue.message}`];
  const known = knownKeys(path);
  return issue.keys.map(
    (key) => `${whereIs([...path, key], draft)}${[...path, key].join('.')}: no such key; known here: ${known.join(', ')}`,
  );
}

/** "FILE:LINE: " for a key of the file, "VARIABLE: " or "--set KEY: " for one that was set there. */
function whereIs(path: readonly Key[], draft: Draft): string {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = draft.origins.get(path.slice(0, length).join('.'));
    if (origin) return `${origin}: `;
  }
  const file = draft.origins.get('');
  if (!file || !draft.document) return '';
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? draft.document.contents : draft.document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    const pair = isMap(parent) ? parent.items.find(({ key }) => isNode(key) && 'value' in key && key.value === name) : undefined;
    const node = pair?.key ?? draft.document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return `${file}:${draft.lines.linePos(node.range[0]).line}: `;
  }
  return `${file}: `;
}

/** The keys of the section at `path`, from the schema; none when there is no such section. */
function knownKeys(path: readonly Key[]): string[] {
  let schema: unknown = z.toJSONSchema(Config, { io: 'input' });
  for (const part of path) {
    if (typeof part === 'number') schema = property(schema, 'items');
    else schema = property(property(schema, 'properties'), part) ?? property(schema, 'additionalProperties');
  }
  return Object.keys(property(schema, 'properties') ?? {});
}

function property(value: unknown, key: string): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entry: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  return typeof entry === 'object' && entry !== null ? entry : undefined;
}

/** Keys that are each valid and do not go together. The Redis URL is never printed: it may hold a password. */
function contradictions({ roots, redis, queue, role, watch, narrator }: Config): string[] {
  const problems: string[] = [];
  const ids = roots.map((root) => root.id);
  const paths = roots.map((root) => root.path);
  for (const id of new Set(ids.filter((candidate, index) => ids.indexOf(candidate) !== index))) {
    problems.push(`roots: the id "${id}" is used twice; give each directory its own id in the configuration file`);
  }
  for (const path of new Set(paths.filter((candidate, index) => paths.indexOf(candidate) !== index))) {
    problems.push(`roots: ${path} is listed twice`);
  }
  if (redis.url !== undefined && !isRedisUrl(redis.url)) problems.push('redis.url: not a redis:// or rediss:// URL');
  if (queue.driver === 'bullmq' && !redis.url) problems.push('queue.driver: bullmq needs redis.url (or REDIS_URL)');
  if (role !== 'all' && (queue.driver === 'embedded' || !redis.url)) {
    problems.push(
      `role: a ${role} shares work through Redis; set redis.url (or REDIS_URL) and leave queue.driver at auto, or use role all`,
    );
  }
  if (role === 'narrator' && narrator === undefined) problems.push('role: a narrator asks models; set narrator.agents');
  if (narrator) appendAll(problems, narratorContradictions(narrator));
  if (watch.quietMsMax < watch.quietMs) problems.push('watch.quietMsMax: smaller than watch.quietMs');
  return problems;
}

function isRedisUrl(url: string): boolean {
  return URL.canParse(url) && ['redis:', 'rediss:'].includes(new URL(url).protocol);
}
