import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Slo } from '../contracts/objective.ts';

/** What decides what a report says of given inputs, below the source directory. */
const RULES = [
  ...['adapters', 'contracts', 'core', 'metrics', 'sequences', 'pipeline.ts'],
  ...['edges/containers', 'edges/files/artifact-reader.ts', 'edges/files/artifact-text.ts', 'edges/files/record-boundary.ts'],
  'edges/refresh/ingest-artifact.ts',
];

/** The part of a lock file that tells which packages a user runs. */
interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string; readonly dev?: boolean }>>;
}

/**
 * Fingerprint of the rules by which reports are made: another one makes every report, and everything that was read for it, stale. The build
 * writes it beside the program, so that the program need not read its own sources; run from its sources it does.
 *
 * @param programDirectory where `main` lies: `dist` or `src`.
 */
export function readRules(version: string, programDirectory: string): string {
  const built = join(programDirectory, 'rules.json');
  const rules = existsSync(built)
    ? (JSON.parse(readFileSync(built, 'utf8')) as { rules: string }).rules
    : fingerprintSources(join(programDirectory, '..'));
  return hashOf([version, rules]);
}

function hashOf(parts: readonly string[]): string {
  return `sha256:${hash('sha256', JSON.stringify(parts), 'hex')}`;
}

/** The fingerprint of rules with the objectives that reports are held against: other ones make every report stale, as other rules do. */
export function withObjectives(rules: string, slo: Slo): string {
  return Object.keys(slo).length === 0 ? rules : hashOf([rules, JSON.stringify(slo)]);
}

/** Hash of the source files that are rules, and of the packages that they may use. @param project the directory of `package-lock.json`. */
export function fingerprintSources(project: string): string {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as Lock;
  const used = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const lines = [
    ...used.map(([path, { version, integrity }]) => [path, version, integrity]),
    ...RULES.flatMap((path) => sourcesAt(join(project, 'src'), path)).map((path) => [
      path,
      hash('sha256', readFileSync(join(project, 'src', path))),
    ]),
  ];
  return hash(
    'sha256',
    lines
      .map((line) => JSON.stringify(line))
      .sort()
      .join('\n'),
  );
}

function sourcesAt(source: string, path: string): string[] {
  if (path.endsWith('.ts')) return [path];
  const names = readdirSync(join(source, path), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${path}/${name.replaceAll('\\', '/')}`);
}
