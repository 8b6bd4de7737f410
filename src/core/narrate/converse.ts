import type {
  AskModel,
  Brief,
  Card,
  InsightPlan,
  InventoryPlan,
  ModelCall,
  ModelFailure,
  ModelQuestion,
  Narration,
  NarrationAgent,
  PlannerId,
} from '../../contracts/narration.ts';
import { appendAll } from '../../sequences/append-all.ts';
import { failedCall } from '../failed-call.ts';
import type { Read } from './answer.ts';
import { readInsight, readInventory } from './answer.ts';
import { choices, insightQuestion, inventoryQuestion, smaller, type View, viewOf } from './question.ts';
import { survivingInventory, survivingPlan } from './swap-test.ts';

/** An agent before it is asked. */
export type AgentSettings = Omit<NarrationAgent, 'calls'>;

export interface Agents {
  readonly collector: AgentSettings;
  readonly insight: AgentSettings;
  /** Both are asked at the same time, because their servers differ: the insight agent then reads the inventory of the program. */
  readonly sideBySide: boolean;
}

/** What came of asking: a narration, which may say that nothing was earned, or the failure of a server, which may pass. */
export type Conversation =
  | { readonly kind: 'answered'; readonly narration: Omit<Narration, 'key' | 'askedAt' | 'concurrency'> }
  | { readonly kind: 'failed'; readonly agent: PlannerId; readonly reason: ModelFailure; readonly message: string };

interface Asked<T> {
  readonly plan: T | null;
  readonly calls: readonly ModelCall[];
  readonly failed: { readonly reason: ModelFailure; readonly message: string } | null;
  /** The context was too small for the question or its answer. */
  readonly isTooLong: boolean;
}

/** Asks one question, and once more with the code of what was wrong with the answer. */
async function askTwice<T>(
  agent: PlannerId,
  questionOf: (again: string | null) => ModelQuestion,
  read: (text: string) => Read<T>,
  ask: AskModel,
): Promise<Asked<T>> {
  const calls: ModelCall[] = [];
  let again: string | null = null;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const asked = questionOf(again);
    const stage = attempt === 0 ? asked.stage : `${asked.stage} again`;
    const reply = await ask(agent, { ...asked, stage });
    if (reply.kind === 'failed') {
      calls.push(failedCall(stage, reply.reason, reply.totalMs));
      if (reply.reason === 'truncated') return { plan: null, calls, failed: null, isTooLong: true };
      // An answer without text is one: it may be better the next time.
      if (reply.reason !== 'empty' && reply.reason !== 'thinking-only') return { plan: null, calls, failed: reply, isTooLong: false };
      again = reply.reason;
      continue;
    }
    const answer: Read<T> = reply.stop === 'length' ? { problem: 'cut off' } : read(reply.text);
    calls.push({ stage, outcome: 'problem' in answer ? answer.problem : 'kept', ...reply.call });
    if ('plan' in answer) return { plan: answer.plan, calls, failed: null, isTooLong: false };
    if (answer.problem === 'cut off') return { plan: null, calls, failed: null, isTooLong: true };
    again = answer.problem;
  }
  return { plan: null, calls, failed: null, isTooLong: false };
}

interface Swapped<T> extends Asked<T> {
  /** Whether the model answered both times, whatever came of it. */
  readonly isValid: boolean;
}

/** Asks about the cards as they are and the other way round; what too small a context keeps out is asked again with fewer cards. */
async function askSwapped<T>(
  cardsOf: (brief: Brief) => readonly Card[],
  brief: Brief,
  one: (view: View, isSwapped: boolean) => Promise<Asked<T>>,
  surviving: (first: T, second: T, view: View) => T | null,
): Promise<Swapped<T>> {
  const calls: ModelCall[] = [];
  for (const shown of [brief, smaller(brief)]) {
    const views = [false, true].map((isSwapped) => viewOf(cardsOf(shown), isSwapped));
    const first = await one(views[0]!, false);
    appendAll(calls, first.calls);
    if (first.isTooLong) continue;
    if (first.plan === null) return { ...first, calls, isValid: false };
    const second = await one(views[1]!, true);
    appendAll(calls, second.calls);
    if (second.isTooLong) continue;
    if (second.plan === null) return { ...second, calls, isValid: false };
    return { plan: surviving(first.plan, second.plan, views[0]!), calls, failed: null, isTooLong: false, isValid: true };
  }
  return { plan: null, calls, failed: null, isTooLong: true, isValid: false };
}

function askCollector(brief: Brief, { persona }: AgentSettings, ask: AskModel): Promise<Swapped<InventoryPlan>> {
  const stageOf = (isSwapped: boolean) => (isSwapped ? 'inventory swapped' : 'inventory');
  return askSwapped(
    ({ inventory }) => inventory,
    brief,
    (view, isSwapped) =>
      askTwice(
        'collector',
        (again) => inventoryQuestion(view, persona, stageOf(isSwapped), again),
        (text) => readInventory(text, view),
        ask,
      ),
    (first, second, { cards }) =>
      survivingInventory(
        first,
        second,
        cards.map(({ card }) => card.id),
      ),
  );
}

function askInsight(brief: Brief, inputs: readonly string[], { persona }: AgentSettings, ask: AskModel): Promise<Swapped<InsightPlan>> {
  const stageOf = (isSwapped: boolean) => (isSwapped ? 'insight swapped' : 'insight');
  return askSwapped(
    ({ cards }) => cards,
    brief,
    (view, isSwapped) =>
      askTwice(
        'insight',
        (again) => insightQuestion(view, persona, inputs, stageOf(isSwapped), again),
        (text) => readInsight(text, view),
        ask,
      ),
    (first, second, view) => {
      const options = (section: 'summary' | 'do' | 'risk') => [...choices(view, section).values()];
      return survivingPlan(first, second, { summary: options('summary'), do: options('do'), risk: options('risk') });
    },
  );
}

/** The topics of the inventory that are said, for the insight agent to read. */
function topicsOf({ inventory }: Brief, plan: InventoryPlan | null): string[] {
  const chosen = plan === null ? inventory : plan.inventory.flatMap((id) => inventory.find((card) => card.id === id) ?? []);
  return chosen.map(({ topic }) => topic);
}

function reasonOf(inventory: Swapped<InventoryPlan>, insight: Swapped<InsightPlan>): string {
  if (insight.plan !== null) return '';
  if (insight.isTooLong) return 'the context of the model is too small for the cards';
  if (!insight.isValid) return 'the model gave no valid answer';
  return inventory.plan === null
    ? 'what the model chose depended on the order in which it was asked'
    : 'what the model chose among the findings depended on the order in which it was asked';
}

/**
 * Asks the agents about a brief: the collector first, then the insight agent, who reads what came of it. Each is asked a second time with the
 * cards the other way round, and only what does not depend on that is kept.
 *
 * @param ask asks the model of an agent; nothing else is reached for.
 * @returns what is kept, or the failure of a server. Nothing that a model says makes it throw.
 */
export async function converse(brief: Brief, agents: Agents, ask: AskModel): Promise<Conversation> {
  const collecting = askCollector(brief, agents.collector, ask);
  const insightAfter = async () => {
    const inventory = agents.sideBySide ? null : await collecting;
    if (inventory?.failed) return null;
    return askInsight(brief, topicsOf(brief, inventory?.plan ?? null), agents.insight, ask);
  };
  const [inventory, insight] = await Promise.all([collecting, insightAfter()]);
  if (inventory.failed) return { kind: 'failed', agent: 'collector', reason: inventory.failed.reason, message: inventory.failed.message };
  if (insight === null) throw new Error('the insight agent was not asked although the collector answered');
  if (insight.failed) return { kind: 'failed', agent: 'insight', reason: insight.failed.reason, message: insight.failed.message };
  return {
    kind: 'answered',
    narration: {
      inventory: inventory.plan,
      insight: insight.plan,
      reason: reasonOf(inventory, insight),
      agents: [
        { ...agents.collector, calls: [...inventory.calls] },
        { ...agents.insight, calls: [...insight.calls] },
      ],
    },
  };
}
