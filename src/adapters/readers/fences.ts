/** A fenced code block of a Markdown text. */
export interface Fence {
  /** First word after the opening fence, lower case: `json`, `csv`, `text`; '' where there is none. */
  readonly language: string;
  /** First line of its content, counted from 1. */
  readonly firstLine: number;
  /** Its content, the indentation and quote marks of the opening fence taken off each line. */
  readonly text: string;
  readonly lineCount: number;
}

const OPENING = /^((?:\s*>)*\s*)(`{3,}|~{3,})\s*([^\s`{]*)/;

/** The fenced code blocks of a text (CommonMark 0.31, section 4.5), in order; one that is never closed runs to the end. */
export function fencedBlocks(text: string): Fence[] {
  const lines = text.split('\n');
  const fences: Fence[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const opening = OPENING.exec(lines[index]!);
    if (!opening) continue;
    const [, margin = '', fence = '', language = ''] = opening;
    const content: string[] = [];
    let end = index + 1;
    while (end < lines.length && !closes(lines[end]!, fence)) {
      content.push(withoutMargin(lines[end]!, margin));
      end += 1;
    }
    if (content.length > 0) {
      fences.push({ language: language.toLowerCase(), firstLine: index + 2, text: content.join('\n'), lineCount: content.length });
    }
    index = end;
  }
  return fences;
}

function closes(line: string, fence: string): boolean {
  const bare = line.replace(/^[\s>]+/, '').trimEnd();
  return bare.length >= fence.length && bare === fence[0]!.repeat(bare.length);
}

function withoutMargin(line: string, margin: string): string {
  if (line.startsWith(margin)) return line.slice(margin.length);
  return margin.includes('>') ? line.replace(/^(?:\s*>)+ ?/, '') : line.replace(/^\s+/, (blanks) => blanks.slice(margin.length));
}
