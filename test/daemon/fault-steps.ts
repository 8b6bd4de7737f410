import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Numbers from 0 to 1, the same for the same seed (mulberry32, public domain). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const HEADER = 'model,concurrency,tokens_s,ttft_s\n';

/** What a careless experimenter does to a tree of results: one random step, described. */
export function randomStep(root: string, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const directory = `run-${Math.floor(random() * 6)}`;
  const deep = random() < 0.3 ? join(directory, 'deep') : directory;
  const path = join(root, deep, `${pick(['a', 'b', 'c'])}.csv`);
  const row = () =>
    `fable:${Math.floor(random() * 3)}b,${pick([1, 2, 4])},${(50 + random() * 50).toFixed(3)},${(0.1 + random()).toFixed(3)}\n`;
  mkdirSync(dirname(path), { recursive: true });
  const steps: readonly (readonly [string, () => void])[] = [
    ['write', () => writeFileSync(path, HEADER + row() + row())],
    ['append', () => appendFileSync(path, existsSync(path) ? row() : HEADER + row())],
    ['truncate', () => existsSync(path) && truncateSync(path, HEADER.length + 5)],
    ['replace', () => replaceFile(path, HEADER + row())],
    ['rename', () => existsSync(path) && renameSync(path, path.replace('.csv', '-renamed.csv'))],
    ['remove', () => rmSync(path, { force: true })],
    ['remove report', () => rmSync(join(root, directory, 'benchscribe-report.md'), { force: true })],
    ['recreate', () => recreateDirectory(join(root, directory), path, HEADER + row())],
    ['move', () => existsSync(join(root, 'moved')) || renameSync(join(root, directory), join(root, 'moved'))],
    [
      'move back',
      () => existsSync(join(root, 'moved')) && !existsSync(join(root, 'run-9')) && renameSync(join(root, 'moved'), join(root, 'run-9')),
    ],
    ['swap', () => swapDirectories(root, pick(directoriesOf(root)), pick(directoriesOf(root)))],
    ['nest', () => nestDirectory(root, pick(directoriesOf(root)), pick(directoriesOf(root)))],
    ['empty', () => emptyDirectory(join(root, pick(directoriesOf(root))))],
    ['foreign', () => writeFileSync(join(root, directory, `benchscribe-report.${pick(['md', 'html', 'json'])}`), FOREIGN)],
    ['foreign in root', () => writeFileSync(join(root, `benchscribe-report.${pick(['md', 'html', 'json'])}`), FOREIGN)],
    ['take foreign away', () => removeForeign(root)],
    ['link', () => existsSync(join(root, directory, 'link.csv')) || symlinkSync('/etc/hostname', join(root, directory, 'link.csv'))],
  ];
  const [name, act] = pick(steps);
  act();
  return `${name} ${deep}`;
}

const FOREIGN = 'my own notes\n';

/** First-level directories; there is always one. */
function directoriesOf(root: string): string[] {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

function swapDirectories(root: string, a: string, b: string): void {
  if (a === b) return;
  renameSync(join(root, a), join(root, '.aside'));
  renameSync(join(root, b), join(root, a));
  renameSync(join(root, '.aside'), join(root, b));
}

/** Below another one, where no report belongs. */
function nestDirectory(root: string, a: string, b: string): void {
  if (a !== b && !existsSync(join(root, b, a))) renameSync(join(root, a), join(root, b, a));
}

/** Removes every artifact and leaves everything else. */
function emptyDirectory(directory: string): void {
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.csv')) rmSync(join(directory, path), { force: true });
  }
}

function removeForeign(root: string): void {
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (/benchscribe-report\.\w+$/.test(path) && readFileSync(join(root, path), 'utf8') === FOREIGN) rmSync(join(root, path));
  }
}

/** As rsync and careful writers do: written beside and renamed. */
function replaceFile(path: string, content: string): void {
  writeFileSync(`${dirname(path)}/.new`, content);
  renameSync(`${dirname(path)}/.new`, path);
}

/** As benchmark scripts do that start from a clean directory. */
function recreateDirectory(directory: string, path: string, content: string): void {
  rmSync(directory, { recursive: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Names of temporary files below a directory. */
export function temporaryFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => /(?:^|\/)\.benchscribe-/.test(path));
}
