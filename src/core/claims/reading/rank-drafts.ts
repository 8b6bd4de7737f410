import type { AnalysedText, Vocabulary } from './analysed-text.ts';
import { speedOf } from './comparison-drafts.ts';
import type { RelationDraft } from './draft.ts';
import type { NameMention } from './find-names.ts';
import type { Passage } from './passages.ts';
import { alternativesOf, isHard } from './subject-of.ts';

/** What says that the order of a list or table is one of merit. */
const RANKED =
  /\b(?:rank(?:ed|ing|ings|s)?|leaderboard|top \d+|fastest (?:to slowest|first)|by (?:throughput|speed|latency|performance)|from (?:fastest|best))\b/i;
/** An order of something that nobody has measured. */
const OF_QUALITY = /\b(?:qualit\w+|recommend\w*|priorit\w+|use cases?|steps?|cost|size|preference)\b/i;
const RANK_HEAD = /^(?:#|rank|place|position)$/i;

interface Ranked {
  readonly passage: Passage;
  readonly name: NameMention;
}

function subjectIn(passage: Passage, read: (text: string) => AnalysedText): NameMention | null {
  const texts = passage.part === 'row' ? passage.cells.map(({ text }) => text) : [passage.text];
  for (const text of texts) {
    const name = read(text).names.find(({ namings }) => namings.some(({ key }) => isHard(key) && key !== 'config_name'));
    if (name) return name;
  }
  return null;
}

/** Consecutive entries or rows under one ranking, each with whom it is of. */
function rankedLists(passages: readonly Passage[], read: (text: string) => AnalysedText): Ranked[][] {
  const lists: Ranked[][] = [];
  let open: Ranked[] | null = null;
  let under: string | null = null;
  for (const passage of passages) {
    const isListed = passage.part === 'entry' || passage.part === 'row';
    const isRanked =
      isListed &&
      (passage.around.slice(0, 3).some((text) => RANKED.test(text)) ||
        passage.cells.some(({ head, text }) => RANK_HEAD.test(head.trim()) && /^\D?\d+\D{0,2}$/.test(text)));
    const name = isRanked ? subjectIn(passage, read) : null;
    if (name === null) {
      if (!isRanked) open = null;
      continue;
    }
    if (open === null || under === null || passage.under !== under) {
      open = [];
      lists.push(open);
    }
    under = passage.under;
    open.push({ passage, name });
  }
  return lists.filter((list) => list.length > 1);
}

/** "Ranking: 1. `a` 2. `b`": each entry is said to be better than the next one. */
export function rankDrafts(passages: readonly Passage[], read: (text: string) => AnalysedText, vocabulary: Vocabulary): RelationDraft[] {
  return rankedLists(passages, read).flatMap((list) =>
    list.slice(1).flatMap(({ name }, index): RelationDraft[] => {
      const { passage, name: ahead } = list[index]!;
      const [first] = alternativesOf([ahead]);
      const [second] = alternativesOf([name]);
      if (JSON.stringify(first) === JSON.stringify(second)) return [];
      const named = passage.around.map(read).flatMap(({ metrics }) => metrics)[0];
      if (named === undefined && passage.around.some((text) => OF_QUALITY.test(text))) return [];
      const said = `${ahead.text} before ${name.text}`;
      return [
        {
          form: 'relation',
          line: passage.line,
          quote: passage.text,
          said,
          ...(named ? { metrics: named.metrics, isNamed: true, times: [] } : speedOf(vocabulary)),
          shared: [],
          settings: [],
          first: first!,
          second: second!,
          foreign: null,
          called: ahead.text,
          way: null,
          merit: 'better',
          subset: null,
        },
      ];
    }),
  );
}
