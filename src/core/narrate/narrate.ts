import type { Claim, Recommendation } from '../../contracts/claim.ts';
import type { Brief, Narration } from '../../contracts/narration.ts';
import type { Narrative, Report } from '../../contracts/report.ts';
import { frameOf, headline, type Telling } from '../telling.ts';
import { type Briefing, briefOf } from './cards.ts';
import { inventoryOf, inventoryTopics } from './inventory.ts';
import { modelPage } from './model-plan.ts';
import { isFinding, programPlan, type Tellable } from './plan.ts';
import { inReadingOrder, mostTelling } from './weights.ts';
import { isWorthAsking } from './worth-asking.ts';
import { type Page, writePage } from './write.ts';

/** What was answered to a brief earlier; null where it was not asked yet. */
export type NarrationOf = (brief: Brief) => Narration | null;

/** What there is to write a page from. */
export interface Told extends Omit<Tellable, 'summaryWordCountMax' | 'answer'>, Pick<Report, 'inputs' | 'gaps' | 'page'> {
  /** What the page is of: the name of its directory. */
  readonly subject: string;
  /** Everything that is advised, most useful first. */
  readonly recommendations: readonly Recommendation[];
}

/** The written part of a report, before anything of it was verified. */
export interface Written {
  /** Nothing of it is rejected yet. */
  readonly narrative: Narrative;
  /** Those on the page first. */
  readonly recommendations: Recommendation[];
  /** What agents are to be told; null where none is configured. */
  readonly brief: Brief | null;
}

const FEW_FINDINGS = 'there are so few findings that nothing is to be chosen';

/** Causes that a model supposes, by finding: of those that the kind of finding admits. */
function supposedOf(causes: readonly string[], { tellings, brief }: Briefing): Narrative['supposed'] {
  return causes.flatMap((id) => {
    const [cardId, cause] = [id.slice(0, id.indexOf('.')), id.slice(id.indexOf('.') + 1)];
    const [telling, card] = [tellings.get(cardId), brief.cards.find((own) => own.id === cardId)];
    return telling && card?.causes.includes(cause) ? [{ finding: telling.id, cause }] : [];
  });
}

/**
 * Writes the page of a report: by the plan of the program, or by that of a model where one was earned.
 *
 * @param narrationOf null where no agent is configured.
 */
export function narrate(report: Told, narrationOf: NarrationOf | null): Written {
  const answer = headlineOf(report);
  const told = { ...report, summaryWordCountMax: summaryRoom(report.page), answer: answer?.telling ?? null };
  const base = programPlan(told);
  const steps = inventoryOf(told);
  const briefing = narrationOf === null ? null : briefOf(told, base, steps);
  const isAsked = briefing !== null && isWorthAsking(briefing.brief);
  const narration = narrationOf !== null && isAsked ? narrationOf(briefing.brief) : null;
  const planned = briefing !== null && narration?.insight ? modelPage(narration.insight, briefing, base, told) : null;
  const page = planned?.page ?? writePage(base, told);
  const advised = new Set(page.advice.map(({ id }) => id));
  const { agents = [], ...answered } = narration ?? {};
  return {
    narrative: {
      level: planned ? 'L1' : 'L0',
      source: planned ? 'model' : 'template',
      status: isAsked && narration === null ? 'pending' : 'verified',
      reason: reasonOf(narrationOf !== null, isAsked, narration, planned !== null),
      audience: planned?.plan.audience ?? base.audience,
      headline: answer?.claim ?? null,
      sentences: [...page.summary],
      told: toldIds(told, page),
      advised: page.advice.length,
      risks: [...page.risk],
      supposed: planned && briefing && narration?.insight ? supposedOf(narration.insight.causes, briefing) : [],
      inventory: inventoryTopics(steps, narration?.inventory ?? null),
      difference: planned ? [...planned.difference] : [],
      rejected: [],
      agents: [...agents],
      answered: narration === null ? null : (answered as Narrative['answered']),
    },
    recommendations: [...page.advice, ...told.recommendations.filter(({ id }) => !advised.has(id))],
    brief: briefing?.brief ?? null,
  };
}

/** What title, line and sentences say. */
function toldIds({ tellings, answer }: Pick<Tellable, 'tellings' | 'answer'>, page: Page): string[] {
  const inLine = tellings.filter(({ kind }) => kind === 'change-overview');
  return [...new Set([...(answer === null ? [] : [answer]), ...page.told, ...inLine].map(({ id }) => id))];
}

/** Words of the first screen, and what title and line, a heading and a cell of the table take of it. */
const SCREEN_WORD_COUNT_MAX = 220;
const TITLE_WORD_COUNT = 35;
const HEAD_WORD_COUNT = 5;
const CELL_WORD_COUNT = 2;
const CHANGE_WORD_COUNT = 16;
const SUMMARY_WORD_COUNT_MIN = 70;

/** What title and table leave of the first screen. */
function summaryRoom({ table, changes }: Told['page']): number {
  const ofTable =
    table === null ? 0 : table.columns.length * (HEAD_WORD_COUNT + table.rows.length * CELL_WORD_COUNT) + table.rows.length * 2;
  return Math.max(SUMMARY_WORD_COUNT_MIN, SCREEN_WORD_COUNT_MAX - TITLE_WORD_COUNT - ofTable - changes.length * CHANGE_WORD_COUNT);
}

/** The finding that answers what the report is read for, in one phrase; null where there is none that can. */
function headlineOf({
  tellings,
  kinds,
  subject,
}: Pick<Told, 'tellings' | 'kinds' | 'subject'>): { readonly claim: Claim; readonly telling: Telling } | null {
  const findings = tellings.filter(isFinding);
  const ordered = inReadingOrder(mostTelling(findings));
  const isOpen = ({ kind }: Telling) => kinds.get(kind)?.isOpen === true;
  for (const telling of [...ordered.filter((own) => !isOpen(own)), ...ordered.filter(isOpen)]) {
    const kind = kinds.get(telling.kind);
    const frame = kind && frameOf(kind, telling, 'title', 'engineer', () => false);
    if (frame) return { claim: headline(telling, frame, subject), telling };
  }
  return null;
}

function reasonOf(isConfigured: boolean, isAsked: boolean, narration: Narration | null, isPlanned: boolean): string {
  if (!isConfigured || isPlanned) return '';
  if (!isAsked) return FEW_FINDINGS;
  if (narration === null) return '';
  return narration.reason === '' ? 'the plan of the model could not be said in as few words as that of the program' : narration.reason;
}
