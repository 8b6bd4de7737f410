import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Brief, InsightPlan, Narration } from '../../src/contracts/narration.ts';
import { Report } from '../../src/contracts/report.ts';
import { filesOf as filesIn } from '../support/artifact-folder.ts';
import { type Files, madeOf } from '../support/report-of.ts';

const examples = join(import.meta.dirname, '../../examples');

function filesOf(directory: string): Files {
  const names = readdirSync(join(examples, directory), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:csv|json|md)$/.test(name),
  );
  return Object.fromEntries(
    names
      .filter((name) => !name.includes('benchscribe-report'))
      .map((name) => [name, readFileSync(join(examples, directory, name), 'utf8')]),
  );
}

const CHAT = filesOf('invented-chat');
const NOTHING: InsightPlan = { audience: 'engineer', summary: [], do: [], risk: [], causes: [] };

function narrationOf(insight: InsightPlan | null, over: Partial<Narration> = {}): Narration {
  return { key: 'k', inventory: null, insight, reason: '', agents: [], askedAt: '2026-11-30T00:00:00.000Z', concurrency: null, ...over };
}

function told(plan: (brief: Brief) => Partial<InsightPlan> | null, over: Partial<Narration> = {}) {
  const { document } = madeOf(CHAT, (brief) => {
    const own = plan(brief);
    return narrationOf(own && { ...NOTHING, ...own }, over);
  });
  return Report.parse(document.report);
}

const plain = madeOf(CHAT, null).document.report;
const cardsOf = (brief: Brief, kind: string) => brief.cards.filter((card) => card.kind === kind).map(({ id }) => id);
const texts = ({ narrative }: typeof plain) => narrative.sentences.map(({ text }) => text);
const words = ({ narrative, recommendations }: typeof plain) =>
  [...narrative.sentences, ...recommendations.slice(0, narrative.advised), ...narrative.risks].reduce(
    (sum, { text }) => sum + text.split(/\s+/).length,
    0,
  );

describe('a narrated report', () => {
  test('is that of the program where no agent is configured, with nothing to wait for', () => {
    expect(plain.narrative).toMatchObject({ level: 'L0', source: 'template', status: 'verified', reason: '', agents: [], answered: null });
  });

  test('waits for agents that were not asked yet, and says the same meanwhile', () => {
    const { report } = madeOf(CHAT, () => null).document;
    expect(report.narrative).toMatchObject({ level: 'L0', status: 'pending' });
    expect(texts(report)).toEqual(texts(plain));
  });

  test('asks nobody about three findings or fewer', () => {
    const { document } = madeOf({ 'a.csv': 'model,tokens_s\na,10\na,11\na,12\n' }, () => {
      throw new Error('nothing is to be asked');
    });
    expect(document.report.narrative).toMatchObject({
      level: 'L0',
      status: 'verified',
      reason: 'there are so few findings that nothing is to be chosen',
    });
  });

  test('says why the plan is that of the program where nothing was earned', () => {
    const report = told(() => null, { reason: 'the model gave no valid answer' });
    expect(report.narrative).toMatchObject({ level: 'L0', status: 'verified', reason: 'the model gave no valid answer' });
    expect(texts(report)).toEqual(texts(plain));
  });

  test('leads with what the model leads with, after what is critical', () => {
    const report = told((brief) => ({ summary: [`${cardsOf(brief, 'cold-start')[0]}.state`, `${cardsOf(brief, 'ranking')[0]}.state`] }));
    expect(report.narrative).toMatchObject({ level: 'L1', source: 'model', status: 'verified' });
    const [lead, next] = texts(report);
    expect(report.title).toMatch(/^root: all 6 requests of fable:2b .* failed/);
    expect(lead).toMatch(/time to first token right after a model load: fable:7b-q4/);
    expect(next).toMatch(/^In invented_param_tuning .*, fable:2b has the highest generation throughput/);
  });

  test('says what a link connects once, however the model ordered it, in sentences that are short enough', () => {
    const { document } = madeOf(filesIn(join(import.meta.dirname, '../reports/first-requests/input')), ({ cards }) => {
      const first = cards.find(({ links }) => links.some(({ link }) => link === 'same-order'))!;
      const { to } = first.links.find(({ link }) => link === 'same-order')!;
      const others = cards.filter(({ id, roles }) => id !== first.id && id !== to && roles.includes('state'));
      return narrationOf({ ...NOTHING, summary: [`${first.id}.state`, `${others[0]!.id}.state`, `${to}.support`] });
    });
    const said = texts(Report.parse(document.report));
    expect(said.filter((text) => text.includes('has the same order'))).toHaveLength(1);
    for (const text of said) expect(text.split(' ').length).toBeLessThanOrEqual(35);
  });

  test('gives the advice of the model in its order, the rest behind the page', () => {
    const report = told((brief) => ({
      summary: ['c1.state'],
      do: [`${cardsOf(brief, 'cold-start')[0]}.advise`, `${cardsOf(brief, 'failed')[0]}.advise`],
    }));
    expect(report.narrative.advised).toBe(2);
    expect(report.recommendations.slice(0, 2).map(({ id }) => id)).toEqual(['keep-loaded', 'mend-failures']);
    expect(new Set(report.recommendations.map(({ id }) => id))).toEqual(new Set(plain.recommendations.map(({ id }) => id)));
  });

  test('is never longer than that of the program', () => {
    const report = told((brief) => ({
      summary: brief.cards.filter(({ roles }) => roles.includes('state')).map(({ id }) => `${id}.state`),
      do: brief.cards.filter(({ roles }) => roles.includes('advise')).map(({ id }) => `${id}.advise`),
      risk: brief.cards.filter(({ roles }) => roles.includes('caution')).map(({ id }) => `${id}.caution`),
    }));
    expect(words(report)).toBeLessThanOrEqual(words(plain));
    expect(report.title).toMatch(/ failed: /);
  });

  test('supposes only causes that the kind of finding admits', () => {
    const report = told((brief) => {
      const [cold] = cardsOf(brief, 'cold-start');
      return { summary: ['c1.state'], causes: [`${cold}.model-load`, `${cold}.build`, 'c99.thermal'] };
    });
    expect(report.narrative.supposed).toEqual([{ finding: expect.stringMatching(/^cold-start-/), cause: 'model-load' }]);
  });

  test('says of the inputs what the collector chose, and what may not be left out', () => {
    const order = (ids: string[]) => told(() => null, { inventory: { inventory: ids } }).narrative.inventory;
    expect(order(['i3', 'i2'])).toEqual(['latest', 'kinds', 'coverage', 'not-used']);
    expect(order(['i99'])).toEqual(['coverage', 'not-used']);
    expect(plain.narrative.inventory.slice(0, 4)).toEqual(['coverage', 'kinds', 'latest', 'rows']);
  });
});

describe('a brief', () => {
  const briefOf = (files: Files) => madeOf(files, () => null).brief!;
  const brief = briefOf(CHAT);
  const everything = JSON.stringify(brief.cards.map(({ id: _id, links: _links, subjects: _subjects, ...shown }) => shown));

  test('is made only where an agent is configured', () => {
    expect(madeOf(CHAT, null).brief).toBeNull();
  });

  test('holds no number and no text of an artifact', () => {
    expect(everything).not.toMatch(/\d/);
    expect(everything).not.toMatch(/fable|invented|refused|csv/i);
  });

  test('holds twelve cards at most, each of a short line', () => {
    expect(brief.cards.length).toBeLessThanOrEqual(12);
    for (const { topic, scope } of brief.cards) expect(`${topic} ${scope}`.split(/[\s_]+/).length).toBeLessThanOrEqual(9);
  });

  test('stays the same where values move within their bins', () => {
    // Without the summaries, which would contradict rows that moved.
    const rows = Object.fromEntries(Object.entries(CHAT).filter(([path]) => path.endsWith('.csv') && !path.includes('summary')));
    const moved = Object.fromEntries(
      Object.entries(rows).map(([path, text]) => [path, text.replaceAll(/\d+\.\d{3,}/g, (value) => (Number(value) * 1.0001).toFixed(6))]),
    );
    expect(moved).not.toEqual(rows);
    expect(briefOf(moved)).toEqual(briefOf(rows));
  });
});
