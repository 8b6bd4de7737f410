// What `report` costs, all formats, beside pandas only reading the CSV files of the same tree, in the same rounds:
// `npm run build && node bench/report.mjs [rounds] [directory] [--write]`, 5 rounds unless told, of the chimera corpus, 109 files of real results
// that are no part of this project (101 of them below `reports` and `csv_data`); without it, of the examples. Cold: nothing is kept of an earlier
// run, and no report is there. Warm: both are, and one file has changed. CPU time of all processes.
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pandasPython, readAllCsv } from './pandas-peer.mjs';
import { publishTable } from './performance-page.mjs';
import { restedCopy } from './rested-copy.mjs';
import { measuredRounds, overPeer } from './rounds.mjs';

const named = process.argv.slice(2).filter((own) => own !== '--write');
const ROUNDS = Number(named.find((own) => /^\d+$/.test(own)) ?? 5);
const project = join(import.meta.dirname, '..');
const corpus = join(project, '../shared/corpus/chimera');
const directory = named.find((own) => !/^\d+$/.test(own)) ?? (existsSync(corpus) ? corpus : join(project, 'examples'));
const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-report-'));
// Set, the first one makes every start of Node read a file of certificates.
const env = { NODE_EXTRA_CA_CERTS: undefined, XDG_STATE_HOME: join(scratch, 'state') };

/** Says of one file that its second row is the third, or the first again: its report and that of the whole tree must be made anew. */
function change(path, text, round) {
  const lines = text.split('\n');
  lines[1] = lines[1 + ((round + 1) % Math.min(3, lines.length - 2))];
  writeFileSync(path, lines.join('\n'));
  const atS = Date.now() / 1_000 - 1_800 + round;
  utimesSync(path, atS, atS);
}

try {
  const tree = join(scratch, 'tree');
  const files = restedCopy(directory, tree);
  const changed = join(
    tree,
    files.find((path) => path.endsWith('.csv')),
  );
  const text = readFileSync(changed, 'utf8');
  const report = {
    file: process.execPath,
    args: [join(project, 'dist/main.js'), 'report', tree, '--no-narrative', '--out', join(scratch, 'out')],
  };
  const forget = () => {
    for (const kept of ['state', 'out']) rmSync(join(scratch, kept), { recursive: true, force: true });
  };
  const python = pandasPython(scratch);
  if (python === null) throw new Error('there is no Python, or pandas cannot be installed: reports are measured over its reading');
  const rows = [
    { name: `pandas reads the ${files.filter((path) => path.endsWith('.csv')).length} CSV files`, file: python, args: readAllCsv(tree) },
    { name: `cold-report: ${files.length} files, all formats, with the subdirectories`, ...report, prepare: forget },
    { name: 'warm-report: one of them changed', ...report, prepare: (round) => change(changed, text, round) },
  ];
  const [peer, ...own] = await measuredRounds(rows, ROUNDS, env);
  publishTable('report.mjs', [
    '| Report | CPU over pandas | Least and most | Peak memory, all processes |',
    '| --- | --- | --- | --- |',
    ...[peer, ...own].map((row) => `| ${row.name} | ${overPeer(row, peer)} | ${Math.round(row.peakBytes / 1e6)} MB |`),
  ]);
} finally {
  rmSync(scratch, { recursive: true });
}
