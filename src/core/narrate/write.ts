import type { Claim, Recommendation } from '../../contracts/claim.ts';
import { adviceId } from '../advice.ts';
import { advise, frameOf, say, type Telling, wordsIn } from '../telling.ts';
import { joined, type Kinds, linkOf } from './joining.ts';
import { companions, isFinding, type Plan, type Step, type Tellable } from './plan.ts';

/** The sentences of a page, in order. */
export interface Page {
  readonly summary: readonly Claim[];
  readonly advice: readonly Recommendation[];
  readonly risk: readonly Claim[];
  /** What the summary tells. */
  readonly told: readonly Telling[];
  /** Steps of the plan for which no frame is there in their place. */
  readonly unsaid: readonly Step[];
}

/** The frame of a role where nothing stands before that it could point to. */
function plainFrame({ telling, role }: Step, plan: Plan, kinds: Kinds, isAfter: (link: string) => boolean = () => false) {
  const kind = kinds.get(telling.kind);
  return kind && frameOf(kind, telling, role, plan.audience, isAfter);
}

/** The summary: each statement with what a link joins to it; nothing is said twice. */
function summaryOf(plan: Plan, { tellings, kinds }: Tellable, unsaid: Step[]): Pick<Page, 'summary' | 'told'> {
  const findings = tellings.filter(isFinding);
  const isStated = (step: Step) => step.role === 'state' && plainFrame(step, plan, kinds) !== undefined;
  const partners = companions(
    plan.summary.filter(isStated).map(({ telling }) => telling),
    plan.summary.map(({ telling }) => telling),
    findings,
    kinds,
  );
  const brought = new Set([...partners.values()].flat());
  const said: Telling[] = [];
  const sentences: Claim[] = [];
  for (const step of plan.summary) {
    const { telling, role } = step;
    if (said.includes(telling) || brought.has(telling)) continue;
    const from = (link: string) => said.find((own) => linkOf(own, telling, kinds) === link);
    const frame = plainFrame(step, plan, kinds, (link) => from(link) !== undefined);
    if (frame === undefined) {
      unsaid.push(step);
      continue;
    }
    const statement = say(telling, frame, `summary-${telling.id}`, frame.after === undefined ? null : (from(frame.after) ?? null));
    said.push(telling);
    let sentence = statement;
    for (const partner of role === 'state' ? (partners.get(telling) ?? []) : []) {
      const longer = said.includes(partner) ? null : joined(sentence, telling, partner, kinds);
      if (longer === null) continue;
      sentence = longer;
      said.push(partner);
    }
    sentences.push(sentence);
  }
  return { summary: sentences, told: said };
}

/** Advice in the order of the plan; the same advice once. */
function adviceOf(plan: Plan, { kinds }: Tellable, unsaid: Step[]): Recommendation[] {
  const given = new Map<string, Recommendation>();
  for (const step of plan.advice) {
    const frame = plainFrame(step, plan, kinds);
    if (frame === undefined) unsaid.push(step);
    const id = frame && adviceId(frame, step.telling);
    if (frame && id && !given.has(id)) given.set(id, advise(step.telling, frame, id));
  }
  return [...given.values()];
}

function riskOf(plan: Plan, { kinds }: Tellable, unsaid: Step[]): Claim[] {
  const given = new Map<string, Claim>();
  for (const step of plan.risk) {
    const frame = plainFrame(step, plan, kinds);
    if (frame === undefined) unsaid.push(step);
    else given.set(step.telling.id, say(step.telling, frame, `risk-${step.telling.id}`));
  }
  return [...given.values()];
}

/** Says what a plan wants said, by the frames of each kind. */
export function writePage(plan: Plan, tellable: Tellable): Page {
  const unsaid: Step[] = [];
  return { ...summaryOf(plan, tellable, unsaid), advice: adviceOf(plan, tellable, unsaid), risk: riskOf(plan, tellable, unsaid), unsaid };
}

/** Words of a page, as its readers count them. */
export function wordCount({ summary, advice, risk }: Pick<Page, 'summary' | 'advice' | 'risk'>): number {
  return [...summary, ...advice, ...risk].reduce((sum, { text }) => sum + wordsIn(text), 0);
}
