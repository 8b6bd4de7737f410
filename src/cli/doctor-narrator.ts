import type { Config } from '../config.ts';
import { Narration } from '../contracts/narration.ts';
import { checkModel } from '../edges/models/check-model.ts';
import { gpuLoad } from '../edges/narration/gpu-load.ts';
import { readHold } from '../edges/narration/hold.ts';
import { keptReplies } from '../edges/narration/kept-replies.ts';
import type { NarrationService } from '../edges/narration/narration-service.ts';
import { AppError } from '../errors.ts';
import type { Check } from './doctor-checks.ts';

/** The longest question with its answer: the cards are bounded, see `core/narrate/question.ts`. */
const CONTEXT_TOKENS_MIN = 1_024;
/** Facts with their numbers, and prose about them: see `core/comment/fact-lines.ts`. */
const COMMENTARY_TOKENS_MIN = 4_096;

/**
 * Can models be asked: are the servers there with the models, is the context large enough, is a hold set, can answers be kept?
 *
 * @param service null where no narrator is configured. @param asksServers false: what needs the network is left out.
 */
export async function checkNarrator(
  { narrator }: Pick<Config, 'narrator'>,
  service: NarrationService | null,
  asksServers: boolean,
  signal: AbortSignal,
): Promise<Check[]> {
  if (service === null || narrator === undefined) {
    return [{ name: 'narrator', status: 'ok', message: 'not configured: reports are written without a model' }];
  }
  const checks: Check[] = [checkReplies(service), checkHold(service.holdFile), await checkGpu(narrator.quiet.gpuUtilizationMax)];
  if (!asksServers) return checks;
  const { collector, insight, commentator } = service.agents;
  for (const { id, model, options } of [collector, insight, ...(commentator === null ? [] : [commentator])]) {
    const tokensMin = id === 'commentator' ? COMMENTARY_TOKENS_MIN : CONTEXT_TOKENS_MIN;
    checks.push({ name: `model of ${id}`, ...(await checkModel(service.servers[id]!, model, options, tokensMin, signal)) });
  }
  return checks;
}

function checkReplies(service: NarrationService): Check {
  const name = 'kept answers';
  const lookup = service.lookup();
  const directory = lookup.kind === 'kept' ? lookup.repliesDirectory : '';
  try {
    keptReplies(directory, Narration).check();
    return { name, status: 'ok', message: `${directory} is writable` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, status: 'failed', message: error.message };
  }
}

function checkHold(file: string): Check {
  const name = 'hold';
  const hold = readHold(file, Date.now());
  if (hold === null) return { name, status: 'ok', message: `none (${file})` };
  const until = Number.isFinite(hold.untilMs) ? `until ${new Date(hold.untilMs).toISOString()}` : 'until it is released';
  return { name, status: 'warning', message: `no model is asked ${until}: ${file}` };
}

async function checkGpu(percentMax: number): Promise<Check> {
  const name = 'GPU load';
  const load = await gpuLoad();
  if (load.kind === 'load') return { name, status: 'ok', message: `${load.percent} %; models are asked up to ${percentMax} %` };
  if (load.kind === 'silent') return { name, status: 'warning', message: 'nvidia-smi does not answer, so no model is asked' };
  return { name, status: 'ok', message: `${load.why}: a benchmark that writes nothing is not noticed by it` };
}
