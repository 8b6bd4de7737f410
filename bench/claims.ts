// How well claims of Markdown are judged, on texts that were labelled by hand, and how fast: `node --import ./test/files/ts-loader.js bench/claims.ts`.
// Precision and recall of each verdict, and every claim that was judged otherwise; then the CPU time of 1,000 claims against 100,000 facts. The
// labelled texts and their data stand in test/claims; another folder of the same form may be given.
import { readMarkdown } from '../src/adapters/readers/markdown.ts';
import { assemble } from '../src/core/assemble/assemble.ts';
import { claimChecker } from '../src/core/claims/check-claims.ts';
import { judgedTexts, scoresOf } from '../test/claims/labelled-claims.ts';
import { measuredOf } from '../test/support/told-of.ts';

const [folder] = process.argv.slice(2);
const judged = judgedTexts(folder);
const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(8);
console.log('verdict          labelled  found  right  precision   recall');
for (const { verdict, labelled, found, right, precision, recall } of scoresOf(judged)) {
  console.log(
    `${verdict.padEnd(16)} ${String(labelled).padStart(8)} ${String(found).padStart(6)} ${String(right).padStart(6)}   ${percent(precision)} ${percent(recall)}`,
  );
}
console.log(`${judged.claims.length} claims\n`);
for (const { place, words, kind, verdict, found, reason } of [
  ...judged.claims.filter((claim) => claim.verdict !== claim.found),
  ...judged.unlabelled,
]) {
  console.log(`${place}: "${words}" (${kind}) is ${verdict}, was found ${found}: ${reason}`);
}

const MODEL_COUNT = 990;
const CLAIM_COUNT = 1_000;
const columns =
  'tokens_s,ttft_s,load_s,prompt_eval_s,eval_s,power_draw_w,gpu_temp_c,vram_mib,request_latency_ms,tpot_ms,itl_ms,gpu_util_pct,eval_count'.split(
    ',',
  );
const named = (index: number) => `fir-${index}:${(index % 9) + 1}b`;
const figureOf = (model: number, column: number, row: number) => 10 + model / 20 + column * 3 + row * 0.37;
const rows = Array.from({ length: MODEL_COUNT * 6 }, (_, place) => {
  const [model, row] = [Math.floor(place / 6), place % 6];
  return [named(model), ...columns.map((_column, column) => figureOf(model, column, row).toFixed(2))].join(',');
});
/** A quarter each: means, right and wrong; who is faster; by how much. */
const sentences: readonly ((index: number) => string)[] = [
  (index) => `\`${named(index)}\` reaches a mean of ${figureOf(index, 0, 2.5).toFixed(1)} tokens/s.`,
  (index) => `\`${named(index)}\` reaches a mean of ${(figureOf(index, 0, 0) * 2.5).toFixed(1)} tokens/s.`,
  (index) => `\`${named(index + 90)}\` is faster than \`${named(index)}\`.`,
  (index) => `\`${named(index + 90)}\` is 12 % faster than \`${named(index)}\`.`,
];
const { artifacts, measurement } = measuredOf({ 'runs.csv': `model,${columns.join(',')}\n${rows.join('\n')}\n` });
// As many facts as a directory has that was measured in other rounds too.
const facts = Array.from({ length: 3 }, (_, round) => measurement.facts.map((fact) => ({ ...fact, id: `${fact.id}${round}` }))).flat();
const { check } = claimChecker({ assembly: assemble(artifacts), measurement: { ...measurement, facts }, artifacts: [] }, null);
const { blocks } = readMarkdown(
  Array.from({ length: CLAIM_COUNT }, (_, place) => `- ${sentences[place % sentences.length]!(place % (MODEL_COUNT - 90))}`).join('\n'),
);
const before = process.cpuUsage();
const { claims, counts } = check('notes.md', blocks, null);
const { user, system } = process.cpuUsage(before);
console.log(
  `\n${claims.length} claims against ${facts.length} facts: ${((user + system) / 1_000).toFixed(0)} ms of CPU (${JSON.stringify(counts)})`,
);
