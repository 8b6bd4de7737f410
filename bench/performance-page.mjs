// Puts a table into docs/performance.md, in the place of the one below the command that makes it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../docs/performance.md');

/**
 * Prints the lines of a table; with `--write` among the arguments the page gets it too.
 *
 * @param script name of the script, as the page calls it.
 */
export function publishTable(script, lines) {
  const table = lines.join('\n');
  console.log(table);
  if (!process.argv.includes('--write')) return;
  const page = readFileSync(PAGE, 'utf8');
  const place = new RegExp(`(^ {4}npm run build && node bench/${script}\\n\\n)(?:\\|[^\\n]*\\n)+`, 'm');
  if (!place.test(page)) throw new Error(`${PAGE} has no table below the command of ${script}`);
  writeFileSync(
    PAGE,
    page.replace(place, (_, command) => `${command}${table}\n`),
  );
}
