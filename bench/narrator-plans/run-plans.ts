import type { Agents } from '../../src/core/narrate/converse.ts';
import { converse } from '../../src/core/narrate/converse.ts';
import { narrate, type Written } from '../../src/core/narrate/narrate.ts';
import { METRICS } from '../../src/metrics/registry.ts';
import type { ToldReport } from '../../test/support/told-of.ts';
import { type ReportRecord, vocabularyOf } from '../narrator-truth/evidence.ts';
import { randomOf } from '../narrator-truth/generated-directory.ts';
import { pageTruth } from '../narrator-truth/page-truth.ts';
import { truthOf } from '../narrator-truth/truth-of.ts';
import { ANSWERS, type AnswerKind, hostileReply } from './hostile-answers.ts';

/** What went wrong with a plan, and with which. */
export interface Fault {
  readonly answers: AnswerKind;
  readonly what: 'crash' | 'false' | 'unread' | 'left out' | 'longer';
  readonly detail: string;
}

export interface PlanTally {
  readonly answers: AnswerKind;
  plans: number;
  /** Pages that a model planned, as far as that was earned. */
  planned: number;
  sentences: number;
}

const AGENT = { label: 'a', persona: 'You choose.', provider: 'ollama', model: 'none', digest: null, options: {} } as const;
const AGENTS: Agents = { collector: { ...AGENT, id: 'collector' }, insight: { ...AGENT, id: 'insight' }, sideBySide: false };
const VOCABULARY = vocabularyOf(METRICS);

/** Everything that stands on a page. */
function pageOf({ narrative, recommendations }: Written): string[] {
  return [...narrative.sentences, ...recommendations.slice(0, narrative.advised), ...narrative.risks].map(({ text }) => text);
}

function wordsOf(written: Written): number {
  return pageOf(written).join(' ').split(/\s+/).length;
}

/** Words without which what must be said is not said: of failures and of contradictions. */
function missing({ told }: ToldReport, { narrative }: Written): string[] {
  const said = [...(narrative.headline === null ? [] : [narrative.headline]), ...narrative.sentences];
  const text = said.map((own) => own.text).join(' ');
  // The line below the title counts the requests that failed.
  const isInLine = told.page.failures.length > 0;
  const has = (kind: RegExp) => told.tellings.some((own) => kind.test(own.kind));
  return [
    ...(has(/^failed/) && !isInLine && !/ failed|did not complete/.test(text) ? ['what failed'] : []),
    ...(has(/^contradiction$/) && !/contradicts/.test(text) ? ['what contradicts'] : []),
    ...(said.length === 0 && has(/./) ? ['everything'] : []),
  ];
}

/** Judges the page of a plan against that of the program. */
function faultsOf(made: ToldReport, report: ReportRecord, answers: AnswerKind, written: Written, base: Written): Fault[] {
  const summary = pageTruth(
    written.narrative.sentences.map(({ text }) => text),
    report,
    VOCABULARY,
  );
  const others = pageOf(written).slice(summary.length);
  const judged = [...summary, ...others.map((text) => pageTruth([text], report, VOCABULARY)[0]!)];
  const page = pageOf(written);
  const title = written.narrative.headline?.text.replace(/^[^:]+: /, '') ?? null;
  const answer = title === null ? null : truthOf(title, report, VOCABULARY);
  return [
    ...(answer === null || answer.verdict === 'true'
      ? []
      : [{ answers, what: answer.verdict, detail: `${title} (${answer.why})` } as const]),
    ...judged.flatMap(({ verdict, why }, index): Fault[] =>
      verdict === 'true' ? [] : [{ answers, what: verdict, detail: `${page[index]} (${why})` }],
    ),
    ...missing(made, written).map((detail): Fault => ({ answers, what: 'left out', detail })),
    ...(wordsOf(written) > wordsOf(base)
      ? [{ answers, what: 'longer' as const, detail: `${wordsOf(written)} words for ${wordsOf(base)}` }]
      : []),
  ];
}

/**
 * Lets models answer, each kind of answer in turn, and judges every page that comes of it.
 *
 * @param reports taken in turn.
 */
export async function runPlans(
  reports: readonly ToldReport[],
  count: number,
  seed: number,
): Promise<{ tallies: PlanTally[]; faults: Fault[] }> {
  const tallies = ANSWERS.map((answers): PlanTally => ({ answers, plans: 0, planned: 0, sentences: 0 }));
  const faults: Fault[] = [];
  const random = randomOf(seed);
  const records = reports.map(({ report }) => JSON.parse(JSON.stringify(report)) as ReportRecord);
  const bases = reports.map(({ told }) => narrate(told, null));
  const briefs = reports.map(({ told }) => narrate(told, () => null).brief!);
  for (let plan = 0; plan < count; plan += 1) {
    const tally = tallies[plan % tallies.length]!;
    const place = Math.floor(plan / tallies.length) % reports.length;
    const [made, base, brief] = [reports[place]!, bases[place]!, briefs[place]!];
    const salt = Math.floor(random() * 2 ** 31);
    tally.plans += 1;
    try {
      const talk = await converse(brief, AGENTS, async (_, question) => hostileReply(tally.answers, question, salt, random));
      const answered =
        talk.kind === 'answered' ? { ...talk.narration, key: 'k', askedAt: '2026-01-01T00:00:00Z', concurrency: null } : null;
      const written = narrate(made.told, () => answered);
      tally.planned += written.narrative.level === 'L1' ? 1 : 0;
      tally.sentences += pageOf(written).length;
      for (const fault of faultsOf(made, records[place]!, tally.answers, written, base)) faults.push(fault);
    } catch (error) {
      faults.push({ answers: tally.answers, what: 'crash', detail: String(error) });
    }
  }
  return { tallies, faults };
}
