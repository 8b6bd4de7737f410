// Trees of small result files, the same in every run, at rest for an hour so that nothing waits for them to fall quiet.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Numbers in [0, 1) that look random and repeat from run to run. */
function* sequence() {
  for (let at = 1; ; at = (at * 48_271) % 2_147_483_647) yield at / 2_147_483_647;
}

export function writeRested(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const hourAgo = Date.now() / 1_000 - 3_600;
  utimesSync(path, hourAgo, hourAgo);
}

/** CSV rows of one model. */
export function csvText(rowCount, model, numbers) {
  const rows = Array.from({ length: rowCount }, (_, index) => {
    const [wait, rate] = [numbers.next().value, numbers.next().value];
    return `${model},${index + 1},${(0.05 + wait / 10).toFixed(6)},${(80 + 40 * rate).toFixed(4)}\n`;
  });
  return `model,iteration,ttft_s,tokens_s\n${rows.join('')}`;
}

/** `directoryCount` directories of `fileCount` CSV files of ten rows each. */
export function writeSmallFiles(root, directoryCount, fileCount) {
  const numbers = sequence();
  for (let directory = 0; directory < directoryCount; directory += 1) {
    for (let file = 0; file < fileCount; file += 1) {
      const model = `model-${file % 10}`;
      writeRested(join(root, `run-${String(directory).padStart(3, '0')}`, `${model}-${file}.csv`), csvText(10, model, numbers));
    }
  }
}

/** One CSV file of many rows. */
export function writeLargeCsv(path, rowCount) {
  writeRested(path, csvText(rowCount, 'large', sequence()));
}

/** JSON lines of at least so many bytes. */
export function writeJsonLines(path, byteCount) {
  const numbers = sequence();
  const lines = [];
  for (let bytes = 0, index = 0; bytes < byteCount; index += 1) {
    const [wait, rate] = [numbers.next().value, numbers.next().value];
    const line = `${JSON.stringify({ model: `model-${index % 4}`, request_id: index, ttft_ms: 50 + 100 * wait, tokens_per_second: 80 + 40 * rate })}\n`;
    lines.push(line);
    bytes += line.length;
  }
  writeRested(path, lines.join(''));
}
