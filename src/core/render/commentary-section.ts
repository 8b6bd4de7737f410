import type { CommentaryCounts } from '../../contracts/commentary.ts';
import type { Report } from '../../contracts/report.ts';
import type { Block, Inline, Section } from './document.ts';
import { code, joined, number, section, text } from './inline.ts';
import { claimContent, type References } from './references.ts';

const LEFT_OUT: readonly (readonly [count: keyof CommentaryCounts, words: string])[] = [
  ['contradicted', 'contradicted'],
  ['misattributed', 'misattributed'],
  ['outdated', 'outdated'],
  ['unsupported', 'unsupported'],
  ['notCheckable', 'not checkable'],
];

/** "7 of 12 sentences were left out: 3 contradicted, 4 unsupported." */
function leftOutContent(counts: CommentaryCounts): Inline[] {
  const kinds = LEFT_OUT.filter(([count]) => counts[count] > 0).map(([count, words]): Inline[] => [
    number(counts[count], 'run'),
    text(` ${words}`),
  ]);
  return [
    number(counts.leftOut, 'run'),
    text(' of '),
    number(counts.sentences, 'run'),
    text(counts.sentences === 1 ? ' sentence was left out' : ' sentences were left out'),
    ...(kinds.length === 0 ? [] : [text(': '), ...joined(kinds, ', ')]),
    text('.'),
  ];
}

/** What a model wrote about the facts, as far as the facts bear it out; null where it wrote nothing. */
export function commentarySection({ narrative }: Report, references: References): Section | null {
  const { commentary, agents } = narrative;
  const writer = agents.find(({ id }) => id === 'commentator');
  if (!commentary || !writer || commentary.sentences.length === 0) return null;
  const entries = commentary.sentences.flatMap(({ claim, isOpinion }): Inline[][] =>
    claim === null ? [] : [[...claimContent(claim, references), ...(isOpinion ? [text(' (opinion, not checked)')] : [])]],
  );
  const kept: Block =
    entries.length > 0
      ? { kind: 'list', ordered: false, entries }
      : { kind: 'paragraph', content: [text('Nothing of it is borne out by the facts.')] };
  return section(
    'commentary',
    [text('Commentary by '), code(writer.model), text(', checked')],
    [kept],
    [
      section('commentary-verification', 'Verification of the commentary', [
        { kind: 'paragraph', content: leftOutContent(commentary.counts) },
      ]),
    ],
  );
}
