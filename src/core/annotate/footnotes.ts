import type { FootnoteDefinition, PhrasingContent, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import type { CheckedClaim } from '../../contracts/checked-claim.ts';
import type { Source } from '../../contracts/fact.ts';
import { lineOfCell } from './line-of-cell.ts';
import { VERDICTS } from './verdict-words.ts';

/** Address of an artifact, as a text that lies beside the annotated one links to it; null where it cannot be linked to. */
export type HrefOf = (path: string) => string | null;

/** Sources of a claim that a footnote names. */
const SOURCE_COUNT_MAX = 4;
/** Of a longer claim the beginning is repeated. */
const SAID_CHARS_MAX = 80;

/** What readers of GitHub's Markdown turn into links or mentions of their own accord. */
const LINK_LIKE = /(\S*(?:https?:\/\/|www\.|@|#\d)\S*)/gi;

/** Words as text; what looks like an address or a mention is set as code, so that no text of the data becomes a link. */
function words(text: string): PhrasingContent[] {
  return text
    .replaceAll(/\s+/g, ' ')
    .split(LINK_LIKE)
    .flatMap((part, index): PhrasingContent[] =>
      part === '' ? [] : [index % 2 === 1 ? { type: 'inlineCode', value: part } : { type: 'text', value: part }],
    );
}

function sourceNodes({ path, cells }: Source, hrefOf: HrefOf): PhrasingContent[] {
  const [cell = ''] = cells;
  const name: PhrasingContent = { type: 'inlineCode', value: `${path} ${cell}`.trim() };
  const href = hrefOf(path);
  const line = lineOfCell(cell);
  return [href === null ? name : { type: 'link', url: line === null ? href : `${href}#L${line}`, children: [name] }];
}

/** What became of one claim, as a footnote. */
export function footnoteOf({ verdict, said, quote, reason, evidence }: CheckedClaim, label: string, hrefOf: HrefOf): FootnoteDefinition {
  const claimed = said === '' ? quote : said;
  const shown = claimed.length > SAID_CHARS_MAX ? `${claimed.slice(0, SAID_CHARS_MAX)}…` : claimed;
  const sources = new Map(evidence.flatMap((figure) => figure.sources.map((source) => [`${source.path} ${source.cells[0]}`, source])));
  const places = [...sources.values()]
    .slice(0, SOURCE_COUNT_MAX)
    .flatMap((source, index): PhrasingContent[] => [{ type: 'text', value: index === 0 ? ' See ' : ', ' }, ...sourceNodes(source, hrefOf)]);
  return {
    type: 'footnoteDefinition',
    identifier: label,
    label,
    children: [
      {
        type: 'paragraph',
        children: [
          { type: 'strong', children: [{ type: 'text', value: VERDICTS[verdict].name }] },
          ...words(`: “${shown}”: ${reason}.`),
          ...places,
        ],
      },
    ],
  };
}

/** Paragraphs and footnotes as Markdown, so that whatever stands in them is escaped where it could be taken for marks. */
export function toMarkdown(children: readonly RootContent[]): string {
  const root: Root = { type: 'root', children: [...children] };
  return unified().use(remarkGfm).use(remarkStringify, { bullet: '-', rule: '-' }).stringify(root);
}

/** The paragraph that says what a text was held against, and what came of it. */
export function summaryOf(against: string, told: string): RootContent {
  return {
    type: 'paragraph',
    children: [{ type: 'text', value: 'Checked by benchscribe against ' }, { type: 'inlineCode', value: against }, ...words(told)],
  };
}
