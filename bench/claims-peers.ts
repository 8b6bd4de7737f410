// What two packages of PyPI that check prose against data, `figured` and `sourced-evidence`, say of the labelled claims beside ours:
// `node --import ./test/files/ts-loader.js bench/claims-peers.ts PYTHON`, where PYTHON is an interpreter that has both (`pip install figured sourced-evidence`).
// Each line with one labelled claim is given to them alone, with the rows of its data; neither reads a whole report.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { dataOf, judgedTexts, LABEL, type LabelledClaim } from '../test/claims/labelled-claims.ts';
import { filesOf } from '../test/support/artifact-folder.ts';

const [python = 'python3'] = process.argv.slice(2);
const folder = join(import.meta.dirname, '../test/claims');
const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-peers-'));
const at = (name: string) => join(scratch, name);

function run(args: readonly string[]): unknown {
  const { stdout, error, stderr } = spawnSync(python, args, { encoding: 'utf8' });
  if (error) throw error;
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The rows of a file, as `figured` takes them: those of a table, of JSON lines, or of a list in JSON; none of what is no list of rows. */
function rowsOf([path, text]: readonly [string, string]): unknown[] {
  if (path.endsWith('.csv')) return parse(text, { columns: true, cast: true, relax_column_count: true });
  if (path.endsWith('.jsonl'))
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  if (!path.endsWith('.json')) return [];
  const document: unknown = JSON.parse(text);
  return Array.isArray(document) ? document : [document];
}

function peersSay(text: string, files: Readonly<Record<string, string>>): { figured: boolean; sourced: boolean } {
  writeFileSync(at('text.txt'), `${text}\n`);
  writeFileSync(at('source.txt'), Object.values(files).join('\n'));
  writeFileSync(at('rows.json'), JSON.stringify(Object.entries(files).flatMap(rowsOf)));
  const figured = run(['-m', 'figured', '--rows', at('rows.json'), '--derivations', 'all', '--json', at('text.txt')]) as { ok: boolean };
  const sourced = run(['-m', 'sourced.cli', 'check', at('text.txt'), at('source.txt'), '--json']) as { counts: { contradicted: number } };
  return { figured: !figured.ok, sourced: sourced.counts.contradicted > 0 };
}

const byPlace = new Map<string, LabelledClaim[]>();
for (const claim of judgedTexts().claims) byPlace.set(claim.place, [...(byPlace.get(claim.place) ?? []), claim]);
const isWrong = ({ verdict }: LabelledClaim) => verdict === 'contradicted' || verdict === 'misattributed';
const tally = { wrong: 0, right: 0, ours: [0, 0], figured: [0, 0], sourced: [0, 0] };
for (const [place, claims] of byPlace) {
  const [claim] = claims as [LabelledClaim];
  if (claims.length > 1 || !(isWrong(claim) || claim.verdict === 'supported')) continue;
  const [name = '', line = ''] = place.split(':');
  const text = readFileSync(join(folder, 'labelled', name), 'utf8')
    .split('\n')
    [Number(line) - 1]!.replaceAll(LABEL, '$3');
  const peers = peersSay(text, filesOf(join(folder, 'data', dataOf(name))));
  const column = isWrong(claim) ? 0 : 1;
  tally[isWrong(claim) ? 'wrong' : 'right'] += 1;
  tally.ours[column]! += Number(claim.found === 'contradicted' || claim.found === 'misattributed');
  tally.figured[column]! += Number(peers.figured);
  tally.sourced[column]! += Number(peers.sourced);
}
rmSync(scratch, { recursive: true });
console.log(`                    of ${tally.wrong} wrong claims accused   of ${tally.right} right claims accused`);
for (const who of ['ours', 'figured', 'sourced'] as const)
  console.log(`${who.padEnd(20)} ${String(tally[who][0]).padStart(22)} ${String(tally[who][1]).padStart(24)}`);
