import * as z from 'zod';
import { Audience, type InsightPlan, type InventoryPlan } from '../../contracts/narration.ts';
import { choices, SECTIONS, type View } from './question.ts';

/** Why an answer is not used, as a code that a second question may hold: it says nothing of what the answer said. */
export type AnswerProblem = 'not JSON' | 'wrong shape' | 'unknown id' | 'wrong section' | 'empty' | 'cut off';

export type Read<T> = { readonly plan: T } | { readonly problem: AnswerProblem };

/** An answer longer than this is none. */
const TEXT_LENGTH_MAX = 20_000;

const Ids = z.array(z.string().max(100)).max(100);
const InsightAnswer = z.strictObject({
  audience: Audience,
  summary: Ids.default([]),
  do: Ids.default([]),
  risk: Ids.default([]),
  causes: Ids.default([]),
});
const InventoryAnswer = z.strictObject({ inventory: Ids });

function parsed<T>(text: string, schema: z.ZodType<T>): Read<T> {
  if (text.trim() === '') return { problem: 'empty' };
  if (text.length > TEXT_LENGTH_MAX) return { problem: 'not JSON' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Whatever a model wrote instead: it is not looked at any further.
    return { problem: 'not JSON' };
  }
  const answer = schema.safeParse(value);
  return answer.success ? { plan: answer.data } : { problem: 'wrong shape' };
}

/** The real ids of a section, each once; a problem where one of them may not stand there. */
function known(ids: readonly string[], view: View, section: (typeof SECTIONS)[number]): Read<string[]> {
  const own = choices(view, section);
  const strange = ids.find((id) => !own.has(id));
  if (strange !== undefined) {
    const isElsewhere = SECTIONS.some((other) => choices(view, other).has(strange));
    return { problem: isElsewhere ? 'wrong section' : 'unknown id' };
  }
  return { plan: [...new Set(ids.map((id) => own.get(id)!))] };
}

/** Reads the answer of the insight agent: JSON and nothing else, with ids of the view that was shown. Real ids come back. */
export function readInsight(text: string, view: View): Read<InsightPlan> {
  const answer = parsed(text, InsightAnswer);
  if ('problem' in answer) return answer;
  const sections = new Map<string, string[]>();
  for (const section of SECTIONS) {
    const ids = known(answer.plan[section], view, section);
    if ('problem' in ids) return ids;
    sections.set(section, ids.plan);
  }
  const [summary, advice, risk, causes] = SECTIONS.map((section) => sections.get(section)!);
  if (summary!.length === 0) return { problem: 'empty' };
  return { plan: { audience: answer.plan.audience, summary: summary!, do: advice!, risk: risk!, causes: causes! } };
}

/** Reads the answer of the collector. */
export function readInventory(text: string, view: View): Read<InventoryPlan> {
  const answer = parsed(text, InventoryAnswer);
  if ('problem' in answer) return answer;
  const ids = new Map(view.cards.map(({ shownId, card }) => [shownId, card.id]));
  const strange = answer.plan.inventory.find((id) => !ids.has(id));
  if (strange !== undefined) return { problem: 'unknown id' };
  const chosen = [...new Set(answer.plan.inventory.map((id) => ids.get(id)!))];
  return chosen.length === 0 ? { problem: 'empty' } : { plan: { inventory: chosen } };
}
