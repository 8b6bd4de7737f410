import { bodyStart, DOCUMENT_BYTES_MAX } from './body-text.ts';
import type { HttpReply } from './http-exchange.ts';
import { SlotsReply } from './openai-replies.ts';

/** Requests in work, in the metrics of vLLM, SGLang and llama.cpp. */
const RUNNING = /^(?:vllm:num_requests_running|sglang:num_running_reqs|llamacpp:requests_processing)(?:\{([^}]*)\})? (\d+(?:\.\d+)?)/gm;

/**
 * Who works with the server beside us. Such a server has its models in memory all the time: what counts is whether it answers somebody.
 *
 * @param look asks one path; null where the server does not know it. @param ours questions that we wait for.
 * @returns names of models, or of the server where it names none; null where it cannot tell.
 */
export async function othersAtWork(look: (path: string) => Promise<HttpReply | null>, ours: number): Promise<string[] | null> {
  const slots = await look('/slots');
  if (slots !== null) {
    const listed = SlotsReply.safeParse(jsonOf(await bodyStart(slots.body)));
    if (listed.success)
      return listed.data.filter(({ is_processing: isBusy }) => isBusy).length > ours ? ['a request of somebody else'] : [];
  }
  const metrics = await look('/metrics');
  return metrics === null ? null : runningIn(await bodyStart(metrics.body, DOCUMENT_BYTES_MAX), ours);
}

/** @param text a page of metrics of Prometheus. */
function runningIn(text: string, ours: number): string[] | null {
  const running = [...text.matchAll(RUNNING)].map(([, labels = '', count]) => ({
    name: /model_name="([^"]*)"/.exec(labels)?.[1],
    count: Number(count),
  }));
  if (running.length === 0) return null;
  if (running.reduce((sum, { count }) => sum + count, 0) <= ours) return [];
  return running.filter(({ count }) => count > 0).map(({ name }) => name ?? 'a request of somebody else');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // another server's page under the same path
  }
}
