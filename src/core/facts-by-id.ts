import type { Fact } from '../contracts/fact.ts';
import { remembered } from '../metrics/remembered.ts';

/** Facts by their ids. For one list, which many stages look into and none changes, it is made once. */
export const factsById = remembered((facts: readonly Fact[]): ReadonlyMap<string, Fact> => new Map(facts.map((fact) => [fact.id, fact])));
