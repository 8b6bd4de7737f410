import type { InsightPlan, InventoryPlan } from '../../contracts/narration.ts';

/** What two answers to the same cards, shown in another order, have in common in one section. */
interface Agreement {
  /** What both chose; in the order of the first answer where both have that order, else in the order of the cards. */
  readonly kept: readonly string[];
  /** Both put the same first. */
  readonly isSameLead: boolean;
  /** Both chose the same, and left something out. */
  readonly isSameChoice: boolean;
}

/** @param order all that could be chosen, in the order of the program. */
function agreement(first: readonly string[], second: readonly string[], order: readonly string[]): Agreement {
  const kept = first.filter((id) => second.includes(id));
  const other = second.filter((id) => first.includes(id));
  const isSameOrder = kept.every((id, index) => id === other[index]);
  const isSameChoice = kept.length === first.length && kept.length === second.length && kept.length < order.length;
  const isSameLead = first.length > 0 && first[0] === second[0];
  if (isSameOrder) return { kept, isSameLead, isSameChoice };
  const byProgram = order.filter((id) => kept.includes(id));
  const lead = isSameLead ? [first[0]!] : [];
  return { kept: [...lead, ...byProgram.filter((id) => !lead.includes(id))], isSameLead, isSameChoice };
}

/** Earned is what does not depend on where the cards stood: the same lead, or the same choice. */
function earned({ kept, isSameLead, isSameChoice }: Agreement): string[] {
  return isSameLead || isSameChoice ? [...kept] : [];
}

/**
 * The part of a plan that survives being asked again with the cards the other way round.
 *
 * @param options ids that each section could hold, in the order of the program.
 * @returns null where nothing was earned; a section that was not earned is empty, which leaves it to the program.
 */
export function survivingPlan(
  first: InsightPlan,
  second: InsightPlan,
  options: Readonly<Record<'summary' | 'do' | 'risk', readonly string[]>>,
): InsightPlan | null {
  const of = (section: 'summary' | 'do' | 'risk') => earned(agreement(first[section], second[section], options[section]));
  const [summary, advice, risk] = [of('summary'), of('do'), of('risk')];
  const causes = first.causes.filter((id) => second.causes.includes(id));
  if (summary.length + advice.length + risk.length === 0) return null;
  return { audience: first.audience === second.audience ? first.audience : 'engineer', summary, do: advice, risk, causes };
}

/** The same for what is said of the inputs. @param order all ids, in the order of the program. */
export function survivingInventory(first: InventoryPlan, second: InventoryPlan, order: readonly string[]): InventoryPlan | null {
  const inventory = earned(agreement(first.inventory, second.inventory, order));
  return inventory.length === 0 ? null : { inventory };
}
