// Commands that are measured side by side: the rounds go through all of them in turn, so that a busy machine is busy for all, and the median of
// the CPU time of all processes counts, which says the same whether the machine is busy or not.
import { measuredCommand } from './measured-command.mjs';

/**
 * @param rows each with `name`, `file`, `args`, and `prepare`, which is called before each round.
 * @returns for each row `cpuS` (median, least, most) and the peak of memory of all rounds.
 */
export async function measuredRounds(rows, roundCount, env) {
  const measured = rows.map(() => []);
  for (let round = 0; round < roundCount; round += 1) {
    for (const [index, { file, args, prepare = () => undefined }] of rows.entries()) {
      prepare(round);
      measured[index].push(await measuredCommand(file, args, { env }));
    }
  }
  return rows.map(({ name }, index) => {
    const cpuS = measured[index].map((own) => own.cpuS).sort((a, b) => a - b);
    const peakBytes = Math.max(...measured[index].map((own) => own.peakBytes));
    return { name, median: cpuS[Math.floor(cpuS.length / 2)], least: cpuS[0], most: cpuS.at(-1), peakBytes };
  });
}

/** "2.1 x | 2.0 x to 2.4 x": the median over a peer's, and the span of it. */
export function overPeer({ median, least, most }, peer) {
  const ratio = (seconds) => `${(seconds / peer.median).toFixed(1)} x`;
  return `${ratio(median)} | ${ratio(least)} to ${ratio(most)}`;
}
