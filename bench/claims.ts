// How well claims of Markdown are judged, on texts that were labelled by hand: `node --import ./test/files/ts-loader.js bench/claims.ts`.
// Precision and recall of each verdict, and every claim that was judged otherwise. The texts and their data stand in test/claims.
import { judgedTexts, scoresOf } from '../test/claims/labelled-claims.ts';

const judged = judgedTexts();
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
