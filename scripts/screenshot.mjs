// Takes the picture of the README from the example's report: `npm run example && node scripts/screenshot.mjs`.
//   node scripts/screenshot.mjs [REPORT.html] [PICTURE.png]      CHROMIUM names another browser than /usr/bin/chromium
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const project = join(import.meta.dirname, '..');
const [page = join(project, 'examples/invented-chat/benchscribe-report.html'), picture = join(project, 'docs/report.png')] =
  process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  // The page is our own file; the sandbox needs rights that containers and root do not have.
  args: ['--no-sandbox'],
});
try {
  const tab = await browser.newPage({ viewport: { width: 1100, height: 1150 }, deviceScaleFactor: 1 });
  await tab.goto(pathToFileURL(resolve(page)).href);
  await tab.screenshot({ path: resolve(picture) });
  process.stdout.write(`${resolve(picture)}\n`);
} finally {
  await browser.close();
}
