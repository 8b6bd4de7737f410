import type { NoneDraft } from './reading/draft.ts';

const OPINION =
  /\b(?:excellent|great|good|ideal|perfect|impressive|robust|reliable|superior|optimal|suitable|recommended?|prefer\w*|best for|competitive|promising|acceptable|poor|bad|decent|fine)\b/i;
const MACHINE =
  /\b(?:nvidia|rtx|gtx|geforce|intel|amd|ryzen|xeon|cpu|gpu|vram|ddr\d|pcie|ubuntu|windows|linux|driver|cuda|ollama|python|docker|kernel|hardware|bandwidth|ram)\b/i;

/** Why a sentence or row states nothing that the data decide. */
export function reasonOf({ reason, quote, hasNumbers }: NoneDraft): string {
  if (reason !== null) return reason;
  if (OPINION.test(quote)) return 'is an opinion or advice, which no measurement can bear out';
  if (MACHINE.test(quote)) return 'is about a machine or its software, of which the data state nothing';
  return hasNumbers ? 'names no quantity of the data for its numbers' : 'states no quantity, order or number of the data';
}
