// What `report` costs on many small files, beside pandas reading the same files: `npm run build && node bench/many-files.mjs [directories]`,
// 100 directories of 100 files of ten rows unless told. Also the exponent of the cost against the number of files, one changed file of all, and
// JSON lines of 100 MB beside JSON.parse of each line. A row whose peer cannot be had says so.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvText, writeJsonLines, writeRested, writeSmallFiles } from './generated-tree.mjs';
import { measuredCommand } from './measured-command.mjs';
import { pandasPython, readAllCsv } from './pandas-peer.mjs';

const DIRECTORY_COUNT = Number(process.argv[2] ?? 100);
const FILE_COUNT = 100;
const JSON_BYTES = 100e6;
const main = join(import.meta.dirname, '../dist/main.js');
const scratch = mkdtempSync(join(tmpdir(), 'benchscribe-many-'));

const PARSE_LINES = `
const lines = require('node:readline').createInterface({ input: require('node:fs').createReadStream(process.argv[1]) });
let count = 0;
lines.on('line', (line) => { count += Object.keys(JSON.parse(line)).length; });
`;

function report(tree) {
  return measuredCommand(process.execPath, [main, 'report', tree, '--no-narrative']);
}

function mib(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

function row(...cells) {
  console.log(`| ${cells.join(' | ')} |`);
}

/** "4.2 x", or why there is no ratio. */
function over(own, peer) {
  return peer === null ? 'no peer here' : `${(own.cpuS / peer.cpuS).toFixed(1)} x`;
}

try {
  const python = pandasPython(scratch);
  row('Input', 'CPU over its peer', 'Peer', 'Peak memory, all processes', 'Largest report JSON');
  row('---', '---', '---', '---', '---');
  const costs = [];
  for (const directoryCount of new Set([1, Math.ceil(DIRECTORY_COUNT / 10), DIRECTORY_COUNT])) {
    const tree = join(scratch, `tree-${directoryCount}`);
    writeSmallFiles(tree, directoryCount, FILE_COUNT);
    const own = await report(tree);
    const peer = python === null ? null : await measuredCommand(python, readAllCsv(tree));
    costs.push({ fileCount: directoryCount * FILE_COUNT, cpuS: own.cpuS });
    const jsonBytes = readdirSync(tree, { recursive: true })
      .filter((name) => name.endsWith('benchscribe-report.json'))
      .map((name) => statSync(join(tree, name)).size)
      .reduce((largest, size) => Math.max(largest, size), 0);
    const name = `${directoryCount * FILE_COUNT} CSV files of 10 rows with ${directoryCount + 1} reports`;
    row(name, over(own, peer), 'pandas', mib(own.peakBytes), mib(jsonBytes));
  }
  const [few, many] = [costs[0], costs.at(-1)];
  const exponent = Math.log(many.cpuS / few.cpuS) / Math.log(many.fileCount / few.fileCount);
  row(`exponent from ${few.fileCount} to ${many.fileCount} files`, exponent.toFixed(2), 'linear is 1', '', '');
  const tree = join(scratch, `tree-${DIRECTORY_COUNT}`);
  writeRested(join(tree, 'run-000/model-0-0.csv'), csvText(10, 'model-0', [0.3, 0.7, 0.1, 0.9, 0.5].concat(Array(15).fill(0.25)).values()));
  const again = await report(tree);
  row(`one of ${many.fileCount} files changed`, `${(again.cpuS / many.cpuS).toFixed(2)} x`, 'all of them, above', mib(again.peakBytes), '');
  const lines = join(scratch, 'lines/requests.jsonl');
  writeJsonLines(lines, JSON_BYTES);
  const own = await report(join(scratch, 'lines'));
  const peer = await measuredCommand(process.execPath, ['-e', PARSE_LINES, lines]);
  row('100 MB of JSON lines', over(own, peer), `JSON.parse by line, ${mib(peer.peakBytes)}`, mib(own.peakBytes), '');
} finally {
  rmSync(scratch, { recursive: true });
}
