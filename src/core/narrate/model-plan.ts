import type { FrameRole, InsightPlan } from '../../contracts/narration.ts';
import type { Telling } from '../telling.ts';
import type { Briefing } from './cards.ts';
import { type Plan, required, type Step, shownBy, type Tellable } from './plan.ts';
import { type Page, wordCount, writePage } from './write.ts';

/** A plan of a model as it is said, and how it came about. */
export interface ModelPage {
  readonly plan: Plan;
  readonly page: Page;
  /** How it differs from what the program would have said, one thing a line. */
  readonly difference: readonly string[];
}

function stepsOf(ids: readonly string[], { tellings }: Briefing): Step[] {
  return ids.flatMap((id) => {
    const [cardId, role] = id.split('.');
    const telling = tellings.get(cardId!);
    return telling ? [{ telling, role: role as FrameRole }] : [];
  });
}

/** The summary of a model with what it may not leave out: what is critical comes first, the rest of it last. */
function withMusts(steps: readonly Step[], required: readonly Telling[]): Step[] {
  const said = new Set(steps.map(({ telling }) => telling));
  const added = required.filter((telling) => !said.has(telling)).map((telling): Step => ({ telling, role: 'state' }));
  const isCritical = ({ telling }: Step) => telling.severity === 'critical';
  return [...added.filter(isCritical), ...steps, ...added.filter((step) => !isCritical(step))];
}

/** What must be said, but not in the role in which a model chose it, as a statement. */
function withStates(plan: Plan, required: ReadonlySet<Telling>, { unsaid }: Page): Plan {
  const isUnsaid = ({ telling, role }: Step) => unsaid.some((own) => own.telling === telling && own.role === role);
  return {
    ...plan,
    summary: plan.summary.map((step) => (required.has(step.telling) && isUnsaid(step) ? { ...step, role: 'state' } : step)),
  };
}

/** Leaves out what may be left out, from the end, until the page is no longer than that of the program. */
function fitted(plan: Plan, tellable: Tellable, wordCountMax: number): { plan: Plan; page: Page } | null {
  const obliged = new Set(required(tellable));
  let own = withStates(plan, obliged, writePage(plan, tellable));
  for (;;) {
    const page = writePage(own, tellable);
    if (wordCount(page) <= wordCountMax) return { plan: own, page };
    const index = own.summary.findLastIndex(({ telling }, place) => place > 0 && !obliged.has(telling));
    if (index > 0) own = { ...own, summary: own.summary.toSpliced(index, 1) };
    else if (own.risk.length > 0) own = { ...own, risk: own.risk.slice(0, -1) };
    else if (own.advice.length > 0) own = { ...own, advice: own.advice.slice(0, -1) };
    else return null;
  }
}

function words({ kind }: Telling): string {
  return kind.replaceAll('-', ' ');
}

function listed(tellings: readonly Telling[]): string {
  return [...new Set(tellings.map(words))].join(', ');
}

function differences(plan: Plan, base: Plan, added: readonly Telling[], { unsaid }: Page): string[] {
  const of = (own: Plan) => own.summary.map(({ telling }) => telling);
  const [chosen, program] = [of(plan), of(base)];
  const [lead, ownLead] = [chosen[0], program[0]];
  const left = program.filter((telling) => !chosen.includes(telling));
  const more = chosen.filter((telling) => !program.includes(telling));
  const common = chosen.filter((telling) => program.includes(telling));
  const isReordered = common.some((telling, index) => telling !== program.filter((own) => common.includes(own))[index]);
  return [
    ...(lead && ownLead && lead !== ownLead ? [`It leads with ${words(lead)}, where the program leads with ${words(ownLead)}.`] : []),
    ...(left.length > 0 ? [`It leaves out of the summary: ${listed(left)}.`] : []),
    ...(more.length > 0 ? [`It brings into the summary: ${listed(more)}.`] : []),
    ...(isReordered ? ['It tells the rest in another order.'] : []),
    ...(added.length > 0 ? [`The program added what may not be left out: ${listed(added)}.`] : []),
    ...(unsaid.length > 0 ? [`No sentence was there for: ${listed(unsaid.map(({ telling }) => telling))}.`] : []),
    ...(plan.audience === base.audience ? [] : [`It writes for an ${plan.audience}.`]),
  ];
}

/**
 * The page that a model planned: its lead, order, choice and audience, as far as they were earned, with what must be said. A section that was
 * not earned is the program's.
 *
 * @returns null where it could not be said in as few words as the program's own page.
 */
export function modelPage(insight: InsightPlan, briefing: Briefing, base: Plan, tellable: Tellable): ModelPage | null {
  // What title, line and table say already has been said where the model wants it said.
  const shown = shownBy(tellable);
  const asked = stepsOf(insight.summary, briefing);
  const chosen = asked.filter(({ telling }) => !shown(telling));
  const summary = withMusts(asked.length > 0 ? chosen : base.summary, required(tellable));
  const [advice, risk] = [stepsOf(insight.do, briefing), stepsOf(insight.risk, briefing)];
  const wanted: Plan = {
    audience: insight.audience,
    summary,
    advice: advice.length > 0 ? advice : base.advice,
    risk: risk.length > 0 ? risk : base.risk,
  };
  const fit = fitted(wanted, tellable, wordCount(writePage(base, tellable)));
  if (fit === null) return null;
  const ownChoice = new Set(chosen.map(({ telling }) => telling));
  const added = chosen.length === 0 ? [] : fit.plan.summary.map(({ telling }) => telling).filter((telling) => !ownChoice.has(telling));
  const difference = differences(fit.plan, base, added, fit.page);
  return { ...fit, difference: difference.length > 0 ? difference : ['It says what the program would have said.'] };
}
