import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { transformSync } from '@swc/core';

const MUTATED = ['src/core', 'src/metrics'];
const PARSER = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } };

function sources(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  return names.sort().map((name) => join(folder, name));
}

/** Beside each TypeScript file the same as JavaScript; the tests get their blocks from `test-globals.mjs`. */
function compile(file) {
  const { code } = transformSync(readFileSync(file, 'utf8'), { ...PARSER, filename: file });
  const globals = pathToFileURL(join(import.meta.dirname, 'test-globals.mjs')).href;
  const linked = code
    .replaceAll(/((?:\bfrom|\bimport|\bimport\()\s*['"]\.[^'"\n]+)\.ts(['"])/g, '$1.js$2')
    .replaceAll(/(['"])@jest\/globals\1/g, JSON.stringify(globals));
  writeFileSync(file.replace(/\.ts$/, '.js'), linked);
}

/**
 * Copies what git knows of the project, puts every mutant behind a switch, and compiles it. Mutants of texts (StringLiteral) are left out:
 * what a definition says is for people to judge.
 *
 * @returns The folder of the copy and the mutants, as StrykerJS describes them.
 */
export async function instrumentedCopy(project) {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: project, encoding: 'utf8' });
  for (const path of listed.split('\0').filter(Boolean)) cpSync(join(project, path), join(copy, path));
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));

  const files = MUTATED.flatMap((folder) => sources(join(copy, folder)));
  const silent = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
  const options = { plugins: null, excludedMutations: ['StringLiteral'], ignorers: [] };
  const contents = files.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') }));
  const made = await new Instrumenter(silent).instrument(contents, options);
  for (const { name, content } of made.files) writeFileSync(name, content);
  for (const folder of ['src', 'test']) sources(join(copy, folder)).forEach(compile);
  return { copy, mutants: made.mutants.filter(({ status }) => status !== 'Ignored') };
}
