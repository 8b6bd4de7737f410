import type { InventoryPlan } from '../../contracts/narration.ts';
import type { InventoryTopic, Report } from '../../contracts/report.ts';

/** Something that can be said of the inputs. */
export interface InventoryStep {
  readonly topic: InventoryTopic;
  /** It may not be left out. */
  readonly must: boolean;
}

/** What can be said of the inputs of a report, in the order of the program: where, what, when, how much; then what is wrong with them. */
export function inventoryOf({ inputs, gaps }: Pick<Report, 'inputs' | 'gaps'>): InventoryStep[] {
  const { artifacts } = inputs;
  if (artifacts.length === 0) return [];
  const isUsed = (verdict: string) => verdict === 'accepted' || verdict === 'partial';
  const steps: readonly (InventoryStep & { readonly when: boolean })[] = [
    { topic: 'coverage', must: true, when: true },
    { topic: 'kinds', must: false, when: true },
    { topic: 'latest', must: false, when: true },
    { topic: 'rows', must: false, when: inputs.rowCount > 0 },
    { topic: 'not-used', must: true, when: artifacts.some(({ verdict }) => !isUsed(verdict)) },
    { topic: 'growing', must: true, when: artifacts.some(({ growing }) => growing === true) },
    { topic: 'copies', must: false, when: artifacts.some(({ duplicateOf }) => duplicateOf !== undefined) },
    { topic: 'gaps', must: false, when: gaps.length > 0 },
  ];
  return steps.filter(({ when }) => when).map(({ topic, must }) => ({ topic, must }));
}

/** The topics in the order of the collector, as far as it chose; what may not be left out comes after them. Without a plan all of them. */
export function inventoryTopics(steps: readonly InventoryStep[], plan: InventoryPlan | null): InventoryTopic[] {
  if (plan === null) return steps.map(({ topic }) => topic);
  const chosen = plan.inventory.flatMap((id) => steps[Number(id.slice(1)) - 1]?.topic ?? []);
  return [...new Set([...chosen, ...steps.filter(({ must }) => must).map(({ topic }) => topic)])];
}
