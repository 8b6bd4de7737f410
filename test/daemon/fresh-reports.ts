import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isOwnReport, isReportName } from '../../src/edges/files/own-report.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/** Report files of ours below a root, by path. */
export function ownReportsBelow(root: string): string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => isReportName(path) && isOwnReport(join(root, path)),
  );
  return names.sort();
}

/** Report files that stand deeper than reports belong: in the root and its first level. */
export function strandedReports(root: string): string[] {
  return ownReportsBelow(root).filter((path) => path.split('/').length > 2);
}

/**
 * Compares every report of a tree with what a fresh `report` writes into a copy of it, time fields apart.
 *
 * @returns what differs, one line each; none when all is as it should be.
 */
export async function differencesToFresh(root: string): Promise<string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-fresh-'));
  const copy = join(scratch, basename(root));
  try {
    // Keeps times to the nanosecond, which Node's own copy rounds.
    execFileSync('cp', ['-a', root, copy]);
    const child = spawn(process.execPath, [MAIN, 'report', copy, '--set', 'watch.quietMs=0'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += String(chunk);
    });
    const [code] = (await once(child, 'close')) as [number];
    // 3: a foreign file keeps one away.
    if (code !== 0 && code !== 3 && ownReportsBelow(root).length > 0) return [`report ends with ${code}: ${said}`];
    const paths = [...new Set([...ownReportsBelow(root), ...ownReportsBelow(copy)])];
    return paths.flatMap((path) => difference(path, join(root, path), join(copy, path)));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function difference(path: string, ours: string, fresh: string): string[] {
  if (!existsSync(ours)) return [`${path} is missing`];
  if (!existsSync(fresh)) return [`${path} is too many`];
  const [a, b] = [comparable(ours), comparable(fresh)];
  if (a === b) return [];
  const [linesA, linesB] = [a.split('\n'), b.split('\n')];
  const at = linesA.findIndex((line, index) => line !== linesB[index]);
  return [`${path} in ${basename(dirname(path))} differs: "${linesA[at]?.slice(0, 300)}", fresh "${linesB[at]?.slice(0, 300)}"`];
}

/**
 * A report without what says when and how fast it was made. JSON keeps all its numbers; of Markdown and HTML, which state durations in the
 * middle of their text, numbers are left out.
 */
function comparable(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('.json')) return text.replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256').replaceAll(/\d+(?:[.,:]\d+)*/g, '#');
  const { generatedAt: _at, timings: _timings, digest: _digest, ...report } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(report, null, 1);
}
