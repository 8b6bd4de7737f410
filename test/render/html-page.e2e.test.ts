import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { renderHtml } from '../../src/core/render/render-html.ts';
import { quoteLines } from '../../src/core/verify/quote-lines.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { documentOf, htmlOf, rethrow } from '../support/document-of.ts';
import { contentOf, reportOf } from '../support/report-of.ts';
import { HOSTILE, sampleReport } from './sample-report.ts';

/** Debian's Chromium; another one by environment. */
const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const SWEEP = join(import.meta.dirname, '../reports/sweep/input');
const WIDTHS = [360, 768, 1280, 2000];

/** Pages by name: of invented facts with hostile names in them, and of a directory of artifacts. */
type PageName = 'sample' | 'sweep';

let browser: Browser;
let folder: string;
let requests: string[];
let complaints: string[];

/** The page of a directory, with the lines of its files. */
function sweepPage(): string {
  const files = filesOf(SWEEP);
  const textOf = (path: string) => ({ text: files[path]!, kind: contentOf(path, '').kind });
  return renderHtml(reportOf(files), { quote: (sources) => quoteLines(sources, textOf) }, rethrow);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'benchscribe-page-'));
  await writeFile(join(folder, 'sample.html'), htmlOf(documentOf(sampleReport)));
  await writeFile(join(folder, 'sweep.html'), sweepPage());
  browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

const addressOf = (name: PageName) => pathToFileURL(join(folder, `${name}.html`)).href;

async function withPage(name: PageName, options: Parameters<Browser['newPage']>[0], use: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage(options);
  requests = [];
  complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  try {
    await page.goto(addressOf(name));
    await page.evaluate('for (const part of document.querySelectorAll("details.part")) part.open = true');
    await use(page);
    expect(requests).toEqual([addressOf(name)]);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
  }
}

const PANEL = 'dialog[open]';

/** First words of the rows of a table that are shown, and how a head is sorted. */
async function firstColumn(page: Page, table: string): Promise<string[]> {
  return page.locator(`${table} tbody tr:visible > th`).allTextContents();
}

describe('the HTML report in a browser', () => {
  test.each<PageName>(['sample', 'sweep'])('loads nothing and breaks no policy: %s', async (name) => {
    await withPage(name, {}, async (page) => {
      expect(await page.locator('img, iframe, link').count()).toBe(0);
      expect(await page.locator('html.scripted').count()).toBe(1);
    });
  });

  test('shows the rows of the file behind a number, with their neighbours and the value marked', async () => {
    await withPage('sweep', {}, async (page) => {
      await page.locator('#summary [data-f]').first().click();
      const panel = page.locator(PANEL);
      expect(await panel.textContent()).toContain('formula');
      expect(await panel.locator('dt', { hasText: /^n$/ }).count()).toBe(1);
      const rows = filesOf(SWEEP)['kestrel_param_tuning.csv']!.split('\n');
      const shown = (await page.evaluate(
        '[...document.querySelectorAll("dialog .lines li")].map((item) => [item.value, item.textContent])',
      )) as [number, string][];
      for (const [line, text] of shown) expect(text).toBe(rows[line - 1]);
      expect(shown[0]).toEqual([1, rows[0]]);
      const cited = panel.locator('.lines .cited');
      expect(await cited.count()).toBeGreaterThan(2);
      const [line] = await cited.allTextContents();
      expect(line!.split(',')[rows[0]!.split(',').indexOf('tokens_s')]).toBe(await cited.first().locator('mark').textContent());
      expect(await panel.locator('.command').textContent()).toMatch(/^benchscribe explain f[0-9a-z]+$/);
    });
  });

  test('leads from a comparison to the facts behind it and back', async () => {
    await withPage('sample', {}, async (page) => {
      await page.locator('#summary [data-f]', { hasText: 'times' }).first().click();
      const title = page.locator(`${PANEL} h2`);
      const compared = await title.textContent();
      await page.locator(`${PANEL} .link`).first().click();
      expect(await title.textContent()).toContain('tokens/s');
      await page.locator(`${PANEL} .back`).click();
      expect(await title.textContent()).toBe(compared);
    });
  });

  test('opens and closes evidence by keyboard alone, and gives the focus back', async () => {
    await withPage('sample', {}, async (page) => {
      const isAt = (selector: string) => page.evaluate(`document.activeElement === document.querySelector('${selector}')`);
      const number = '#summary [data-f]';
      for (let presses = 0; presses < 30 && !(await isAt(number)); presses += 1) await page.keyboard.press('Tab');
      for (const key of ['Enter', 'Space']) {
        await page.keyboard.press(key);
        expect(await page.locator(PANEL).textContent()).toContain('121.7 tokens/s');
        expect(await isAt('dialog .close')).toBe(true);
        await page.keyboard.press('Escape');
        expect(await page.locator(PANEL).count()).toBe(0);
        expect(await isAt(number)).toBe(true);
      }
    });
  });

  test('closes evidence by a click beside it', async () => {
    await withPage('sample', {}, async (page) => {
      await page.locator('#summary [data-f]').first().click();
      await page.mouse.click(3, 3);
      expect(await page.locator(PANEL).count()).toBe(0);
    });
  });

  test('opens evidence from a mark of a chart', async () => {
    await withPage('sweep', {}, async (page) => {
      await page.locator('#charts circle[data-f]').first().click({ force: true });
      expect(await page.locator(PANEL).count()).toBe(1);
    });
  });

  test('sorts a table by value, in both directions and as it was', async () => {
    await withPage('sample', {}, async (page) => {
      const table = '#table-decode-throughput table';
      const before = await firstColumn(page, table);
      const head = page.locator(`${table} thead th`, { hasText: 'mean' });
      await head.locator('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      const ascending = await firstColumn(page, table);
      expect(ascending).toEqual(before.toReversed());
      await head.locator('button').focus();
      await page.keyboard.press('Enter');
      expect(await head.getAttribute('aria-sort')).toBe('descending');
      expect(await firstColumn(page, table)).toEqual(before);
      await page.locator(`${table} thead th button`).first().click();
      expect(await head.getAttribute('aria-sort')).toBeNull();
      await page.locator(`${table} thead th button`).first().click();
      await page.locator(`${table} thead th button`).first().click();
      expect(await firstColumn(page, table)).toEqual(before);
    });
  });

  test('keeps empty cells last when it sorts', async () => {
    await withPage('sample', {}, async (page) => {
      const table = '#table-time-to-first-token table';
      const button = page.locator(`${table} thead th`, { hasText: 'p95' }).locator('button');
      for (const _ of ['ascending', 'descending']) {
        await button.click();
        const last = await page.locator(`${table} tbody tr`).last().textContent();
        expect(last).toContain('–');
      }
    });
  });

  test('filters a long table by the words of its rows and counts them', async () => {
    await withPage('sample', {}, async (page) => {
      const section = '#table-decode-throughput-configurations';
      const all = (await firstColumn(page, section)).length;
      await page.locator(`${section} input`).fill('nimbus:7b 2048');
      const shown = await firstColumn(page, section);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThan(all);
      expect(new Set(shown)).toEqual(new Set(['nimbus:7b']));
      expect(await page.locator(`${section} output`).textContent()).toBe(`${shown.length} of ${all} rows`);
    });
  });

  test('shows a hostile name as it is', async () => {
    await withPage('sample', {}, async (page) => {
      expect(await page.locator('th code', { hasText: HOSTILE }).first().textContent()).toBe(HOSTILE);
      await page.locator('#table-decode-throughput tr', { hasText: HOSTILE }).locator('[data-f]').first().click();
      expect(await page.locator(PANEL).textContent()).toContain(HOSTILE);
    });
  });

  test('can be read without its script', async () => {
    await withPage('sample', { javaScriptEnabled: false }, async (page) => {
      expect(await page.locator('#table-decode-throughput td', { hasText: '311.4 ± 8.1' }).first().isVisible()).toBe(true);
      expect(await page.locator('[role="button"]').count()).toBe(0);
    });
  });

  test.each(WIDTHS)('never scrolls sideways at a width of %d, with evidence and without', async (width) => {
    for (const name of ['sample', 'sweep'] as const) {
      await withPage(name, { viewport: { width, height: 900 } }, async (page) => {
        const overhang = () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        expect(await overhang()).toBeLessThanOrEqual(0);
        await page.locator('#summary [data-f]').first().click();
        expect(await overhang()).toBeLessThanOrEqual(0);
        expect(await page.evaluate('document.querySelector("dialog").scrollWidth - document.querySelector("dialog").clientWidth')).toBe(0);
      });
    }
  });

  test.each([
    ['light', 1280],
    ['light', 360],
    ['dark', 1280],
  ] as const)('has nothing that hinders people with disabilities, as far as axe can tell: %s, %d', async (colorScheme, width) => {
    for (const name of ['sample', 'sweep'] as const) {
      await withPage(name, { colorScheme, viewport: { width, height: 900 } }, async (page) => {
        if (colorScheme === 'light' && width > 1000)
          await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
        await page.evaluate(axe.source);
        const found = async (where: string) => {
          const { violations } = (await page.evaluate(`axe.run(${where})`)) as AxeResults;
          return violations.map(
            ({ id, nodes }) =>
              `${id}: ${nodes
                .slice(0, 3)
                .map(({ html }) => html)
                .join(' ')}`,
          );
        };
        expect(await found('document')).toEqual([]);
        await page.locator('#summary [data-f]').first().click();
        expect(await found('"dialog"')).toEqual([]);
      });
    }
  });

  test('is whole on paper: tables unfolded, nothing that only a screen can use', async () => {
    await withPage('sample', {}, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#table-decode-throughput-configurations tbody tr').last().isVisible()).toBe(true);
      expect(await page.locator('.filter').first().isVisible()).toBe(false);
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    });
  });
});
