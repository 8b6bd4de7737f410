import { rememberedText } from '../../../metrics/remembered-text.ts';
import type { AnalysedText } from './analysed-text.ts';
import { wordsOf } from './find-names.ts';
import { keptWith } from './kept-with.ts';

/** Words in capitals, and with one, that are no names of what is measured. */
const NO_NAME =
  /^(?:[A-Z]?[a-z]?P\d{1,2}|Q[1-4]|I|GPUs?|CPUs?|RAM|VRAM|SSD|OOM|API|CSV|JSONL?|YAML|Markdown|HTTP|SLOs?|SLAs?|LLMs?|KPIs?|TL|DR|UTC|OK|vs|Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun|\w+day|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)$/;
/** `vLLM`, `GSM8K`, `A100`: no ordinary word is written so. */
const COINED = /^(?=.*[A-Z])(?:[A-Za-z]*[a-z][A-Z]\w*|[A-Za-z]+\d+[A-Za-z]*|[A-Za-z]+[.-][A-Z]\w*)$/;
const PROPER = /^\p{Lu}[\p{L}.]+$/u;
/** How a word is written, where it may be a name. */
const writingOf = rememberedText((word): 'coined' | 'proper' | null => {
  if (NO_NAME.test(word)) return null;
  return COINED.test(word) ? 'coined' : PROPER.test(word) ? 'proper' : null;
});
/** What leads to a name within a sentence, and what says of a name at its beginning that it did something. */
const LEADS = /\b(?:for|with|on|of|by|from|against|than|under|using|via|and|while|whereas)\s+(?:the\s+|an?\s+)?$/;
const WHERE = /\b(?:on|in|for|under|using|via)\s+(?:the\s+|an?\s+)?$/i;
const DOES =
  /^(?:'s)?\s+(?:\w+ly\s+)?(?:came|comes?|reach\w*|runs?|ran|hits?|gets?|got|averag\w+|delivers?|delivered|needs?|needed|takes?|took|peaks?|peaked|manages?|managed|generat\w+|handle[sd]?|achiev\w+|sustain\w+|scor\w+|post(?:s|ed)|clock\w*|land\w*|top(?:s|ped)|is|was|has|had|does|did|sits?|stays?|stayed)\b/;

/** Words that begin sentences and name nobody. */
const ORDINARY =
  /^(?:The|This|That|These|Those|It|Its|They|There|Here|Everything|Nothing|What|Which|Who|All|Both|Each|Every|Most|Some|None|Neither|Either|Overall|Average|Mean|Median|Peak|Performance|Throughput|Latency|Speed|Decode|Decoding|Prefill|Generation|Inference|Memory|Power|Temperature|Concurrency|Accuracy|Quality|Loading|Load|Startup|Warm|Cold|Warmup|Utili[sz]ation|Usage|Total|Result|Results|Response|Time|Model|Models|Baseline|Tuning|Sweep|Run|Runs|Requests?|Server|Client|Engine|Quantization|Scaling|Batching|Caching|Training|Testing|Everyone|We|Our|You|He|She|One|Two|Three)$/;

/**
 * Something that a text speaks of by a name which the data do not know; null where it names nothing so.
 *
 * @param isBeside whether it names somebody whom the data know too: then a coined word counts that says where, "on GSM8K".
 */
export const strangerIn = keptWith(findStranger, (isBeside: boolean) => String(isBeside));

function findStranger({ text, names, settings, numbers, metrics }: AnalysedText, isBeside: boolean): string | null {
  const known = [...names, ...settings, ...numbers, ...metrics];
  for (const { text: word, start, end } of wordsOf(text)) {
    const writing = writingOf(word);
    if (writing === null || known.some((span) => span.start < end && start < span.end)) continue;
    const before = text.slice(Math.max(0, start - 24), start);
    if (isBeside) {
      if (writing === 'coined' && WHERE.test(before)) return word;
      continue;
    }
    if (writing === 'coined') return word;
    if (LEADS.test(before) || (/^[\s*_>-]*$/.test(text.slice(0, start)) && DOES.test(text.slice(end)) && !ORDINARY.test(word))) return word;
  }
  return null;
}
