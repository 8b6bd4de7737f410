import type { Claim, Recommendation } from '../../contracts/claim.ts';
import type { Report } from '../../contracts/report.ts';
import { causeOf } from '../causes.ts';
import { changesTable } from './changes-section.ts';
import type { Block, Inline, MakePart, Section } from './document.ts';
import { code, joined, section, text } from './inline.ts';
import { pageTableBlocks } from './page-table-block.ts';
import { claimContent, type References } from './references.ts';

function paragraph(words: string): Block {
  return { kind: 'paragraph', content: [text(words)] };
}

function list(entries: readonly (readonly Inline[])[], ordered: boolean): Block[] {
  return entries.length === 0 ? [] : [{ kind: 'list', ordered, entries }];
}

/** A supposed cause: what it would explain, by its topic, and what would tell. */
function supposedContent({ finding, cause }: Report['narrative']['supposed'][number], { findings }: Report): Inline[] {
  const topic = findings.find(({ id }) => id === finding)?.topic ?? 'finding';
  const { text: words, test } = causeOf(cause);
  return [text(`Of the ${topic.replaceAll('-', ' ')}: ${words}. To find out: ${test.charAt(0).toLowerCase()}${test.slice(1)}`)];
}

/** What to beware of, as far as the gaps do not say it. */
function risksOf({ narrative, gaps }: Report): Claim[] {
  const missing = new Set(gaps.map(({ id }) => `risk-${id}`));
  return narrative.risks.filter(({ id }) => !missing.has(id));
}

/** What changed where there is a history and something did, else who was measured. */
function tableBlocks(report: Report, references: References): Block[] {
  return changesTable(report, references) ?? (report.page.table === null ? [] : pageTableBlocks(report.page.table, references));
}

/** The table and the sentences. A table that throws is left out. */
export function summarySection(report: Report, references: References, made: MakePart): Section {
  const { sentences, supposed } = report.narrative;
  const table = made({ name: 'table of the page', make: () => tableBlocks(report, references) }) ?? [];
  const bullets = [...sentences, ...risksOf(report)].map((claim) => claimContent(claim, references));
  const nothing =
    table.length === 0 && bullets.length === 0 && report.narrative.headline === null ? [paragraph('The inputs support no statement.')] : [];
  return section('summary', '', [
    ...table,
    ...list(bullets, false),
    ...nothing,
    ...(supposed.length === 0 ? [] : [paragraph('Supposed by the model, not measured:')]),
    ...list(
      supposed.map((own) => supposedContent(own, report)),
      false,
    ),
  ]);
}

/** What to do, each with what may go wrong with it. */
export function recommendationsSection(report: Report, references: References): Section {
  const recommendations = report.recommendations.slice(0, report.narrative.advised);
  const entries = recommendations.map((own): Inline[] => {
    const risk = own.risk === '' ? [] : [text(` ${own.risk}`)];
    const content = claimContent(own, references);
    const last = content.at(-1);
    return last?.kind === 'reference' ? [...content.slice(0, -2), ...risk, ...content.slice(-2)] : [...content, ...risk];
  });
  const advice =
    entries.length === 0 ? [paragraph('The data supports none.')] : [...list(entries, true), ...commandBlocks(recommendations)];
  return section('recommendations', 'Recommendations', advice);
}

/** Commands that do what is recommended, each with the artifact that states it. */
function commandBlocks(recommendations: readonly Recommendation[]): Block[] {
  const commands = new Map(recommendations.flatMap((own) => own.commands ?? []).map((own) => [own.command, own]));
  const entries = [...commands.values()].map(({ command, source, unstated }): Inline[] => [
    code(command),
    text(' (as '),
    code(source),
    text(unstated.length === 0 ? ' states it)' : ` states it, but for ${unstated.join(' and ')})`),
  ]);
  return entries.length === 0 ? [] : [paragraph('Commands, rebuilt from the results:'), ...list(entries, false)];
}

/** What was not recorded and what that keeps from being said, in a line each; parts of the report that could not be made. */
export function gapsSection({ gaps }: Report, references: References): Section {
  const missing = gaps.flatMap(({ missing: own }) => (own === undefined ? [] : [own]));
  const others = gaps.filter((gap) => gap.missing === undefined);
  const names = (words: readonly string[]) =>
    joined(
      words.map((word) => [text(word)]),
      ', ',
    );
  const lines: Inline[][] = [
    [text('Not recorded: '), ...names(missing.map(({ what }) => what)), text('.')],
    [text('So this cannot tell: '), ...names(missing.map(({ prevents }) => prevents)), text('.')],
  ];
  return section('gaps', 'Gaps', [
    ...(missing.length > 0 ? lines.map((content) => ({ kind: 'paragraph', content }) as const) : []),
    ...list(
      others.map((gap) => claimContent(gap, references)),
      false,
    ),
    ...(gaps.length === 0 ? [paragraph('Nothing is known to be missing.')] : []),
  ]);
}
