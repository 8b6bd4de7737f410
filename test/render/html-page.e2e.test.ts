import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { renderHtml } from '../../src/core/render/render-html.ts';
import { documentOf, rethrow } from '../support/document-of.ts';
import { HOSTILE, sampleReport } from './sample-report.ts';

/** Debian's Chromium; another one by environment. */
const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Runs in the page: contrast of text and what is behind it (WCAG 2, relative luminance), by selector. */
const CONTRASTS = `(() => {
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => Number(part) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element) => {
    const own = getComputedStyle(element).backgroundColor;
    return own !== 'rgba(0, 0, 0, 0)' || !element.parentElement ? own : backgroundOf(element.parentElement);
  };
  return ['p', 'dt', 'thead th', 'td .number', 'code', 'a', '.verdict', '.severity', 'figcaption', 'summary'].map((selector) => {
    const element = document.querySelector(selector);
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))];
    return { selector, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
  });
})()`;

let browser: Browser;
let folder: string;
let address: string;
let requests: string[];
let complaints: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'benchscribe-page-'));
  const path = join(folder, 'benchscribe-report.html');
  await writeFile(path, await renderHtml(documentOf(sampleReport), rethrow));
  address = pathToFileURL(path).href;
  browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function open(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const page = await browser.newPage(options);
  requests = [];
  complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  return page;
}

describe('the HTML report in a browser', () => {
  test('loads nothing, runs nothing and breaks no policy', async () => {
    const page = await open();
    expect(requests).toEqual([address]);
    expect(complaints).toEqual([]);
    expect(await page.locator('script, img, iframe').count()).toBe(0);
    await page.close();
  });

  test('opens the evidence of a number by keyboard and closes it again', async () => {
    const page = await open();
    const number = page.locator('#executive-summary .number').first();
    const evidence = page.locator(`#${await number.getAttribute('popovertarget')}`);
    expect(await evidence.isVisible()).toBe(false);
    await number.focus();
    await page.keyboard.press('Enter');
    expect(await evidence.isVisible()).toBe(true);
    expect(await evidence.textContent()).toContain('311.42 tokens/s');
    expect(await evidence.textContent()).toContain('rows 2-24 of tokens_s');
    await page.keyboard.press('Escape');
    expect(await evidence.isVisible()).toBe(false);
    await page.close();
  });

  test('follows a reference into the folded evidence', async () => {
    const page = await open();
    await page.locator('a[href="#S1"]').first().click();
    expect(await page.locator('#S1').isVisible()).toBe(true);
    await page.close();
  });

  test('shows a hostile name as it is', async () => {
    const page = await open();
    expect(await page.locator('th code', { hasText: HOSTILE }).first().textContent()).toBe(HOSTILE);
    await page.close();
  });

  test.each([360, 768, 1440])('never scrolls sideways at a width of %d', async (width) => {
    const page = await open({ viewport: { width, height: 900 } });
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
    await page.close();
  });

  test('has readable contrast in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open({ colorScheme });
      const contrasts = (await page.evaluate(CONTRASTS)) as { selector: string; ratio: number }[];
      for (const { selector, ratio } of contrasts) expect(`${selector} ${ratio >= 4.5}`).toBe(`${selector} true`);
      await page.close();
    }
  });
});
