import type { Brief, Card, FrameRole, ModelQuestion } from '../../contracts/narration.ts';
import { causeOf } from '../causes.ts';

/** Cards as one question shows them: in an order, under ids and letters of its own. */
export interface View {
  readonly cards: readonly { readonly shownId: string; readonly card: Card }[];
  readonly letterOf: (subject: number) => string;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Beyond these a line would be too long; the others are those that come last in the card. */
const SUBJECT_COUNT_MAX = 4;

/** @param swapped the other way round, with other ids and letters: whoever chooses what stands first chooses something else now. */
export function viewOf(cards: readonly Card[], swapped: boolean): View {
  const ordered = swapped ? cards.toReversed() : cards;
  const counts = new Map<string, number>();
  const subjectCount = cards.flatMap(({ subjects }) => subjects).reduce((most, subject) => Math.max(most, subject + 1), 0);
  return {
    cards: ordered.map((card) => {
      const prefix = card.id.slice(0, 1);
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return { shownId: `${prefix}${count}`, card };
    }),
    letterOf: (subject) => LETTERS[(swapped ? subjectCount - 1 - subject : subject) % LETTERS.length]!,
  };
}

function subjectsText({ subjects, ordered }: Card, { letterOf }: View): string {
  const letters = subjects.slice(0, SUBJECT_COUNT_MAX).map(letterOf);
  // Where no order is told, the order of the letters must not tell one.
  return ordered ? letters.join('>') : letters.sort().join(' ');
}

function lineOf({ shownId, card }: View['cards'][number], view: View): string {
  const head = [shownId, card.kind, subjectsText(card, view)].filter((field) => field !== '').join(' ');
  const body = [card.topic, card.size ?? '', card.certainty ?? '', card.scope].filter((field) => field !== '').join(' ');
  return body === '' ? head : `${head}: ${body}`;
}

/** The cards as lines of a prompt. */
export function printCards(view: View): string {
  return view.cards.map((own) => lineOf(own, view)).join('\n');
}

/** What connects them, the first link of each card: "c1 same-order c2". */
function printLinks({ cards }: View): string {
  const shownIds = new Map(cards.map(({ card, shownId }) => [card.id, shownId]));
  return cards
    .flatMap(({ card, shownId }) =>
      card.links
        .filter(({ to }) => shownIds.has(to))
        .slice(0, 1)
        .map(({ to, link }) => `${shownId} ${link} ${shownIds.get(to)}`),
    )
    .join(', ');
}

type Section = 'summary' | 'do' | 'risk' | 'causes';

const SECTION_ROLES: Readonly<Record<Exclude<Section, 'causes'>, readonly FrameRole[]>> = {
  summary: ['state', 'support', 'contrast'],
  do: ['advise'],
  risk: ['caution'],
};
export const SECTIONS: readonly Section[] = ['summary', 'do', 'risk', 'causes'];
const COUNT_MAX: Readonly<Record<Section, number>> = { summary: 7, do: 3, risk: 3, causes: 2 };

/** Everything that a section may hold, as the question shows it, by what it stands for. */
export function choices({ cards }: View, section: Section): Map<string, string> {
  const found = cards.flatMap(({ shownId, card }) =>
    section === 'causes'
      ? card.causes.slice(0, 3).map((cause) => [`${shownId}.${cause}`, `${card.id}.${cause}`] as const)
      : card.roles
          .filter((role) => SECTION_ROLES[section].includes(role))
          .map((role) => [`${shownId}.${role}`, `${card.id}.${role}`] as const),
  );
  return new Map(found);
}

function listOf(ids: readonly string[], countMax: number) {
  return { type: 'array', items: { type: 'string', enum: ids }, maxItems: countMax };
}

/** Sections of which there is something to choose. */
function openSections(view: View): Section[] {
  return SECTIONS.filter((section) => choices(view, section).size > 0);
}

/** @param again why the last answer was not used, as a code; null the first time. */
function lastLine(again: string | null): string {
  return again === null ? '' : `\nThe last answer was refused (${again}). Answer with ids from the lists only.`;
}

/** What the insight agent is asked about a view. @param inputs what the collector said of the inputs, in words of the program. */
export function insightQuestion(
  view: View,
  persona: string,
  inputs: readonly string[],
  stage: string,
  again: string | null,
): ModelQuestion {
  const open = openSections(view);
  const lists = open
    .filter((section) => section === 'do' || section === 'risk')
    .map((section) => `${section}: ${[...choices(view, section).keys()].join(' ')}`);
  const causes = [...new Set(view.cards.flatMap(({ card }) => card.causes.slice(0, 3)))].map((id) => `${id}: ${causeOf(id).word}`);
  const links = printLinks(view);
  const prompt = [
    inputs.length > 0 ? `Inputs: ${inputs.join('; ')}.` : '',
    'Cards: id kind subjects (A>B: A is better): topic size certainty scope',
    printCards(view),
    links === '' ? '' : `Links: ${links}`,
    ...lists,
    causes.length > 0 ? `Causes: ${causes.join(', ')}` : '',
    'Choose ids as JSON. summary: what the reader must know, the most important first (id.state, id.support, id.contrast). do: what to do first. risk: what to beware of. causes: what could explain a card (id.cause). audience: operator or engineer.',
  ].filter((line) => line !== '');
  return {
    stage,
    system: persona,
    prompt: prompt.join('\n') + lastLine(again),
    schema: {
      type: 'object',
      properties: {
        audience: { type: 'string', enum: ['operator', 'engineer'] },
        ...Object.fromEntries(open.map((section) => [section, listOf([...choices(view, section).keys()], COUNT_MAX[section])])),
      },
      required: ['audience', ...open],
      additionalProperties: false,
    },
    answerTokensMax: 256,
  };
}

/** What the collector is asked about the inputs. */
export function inventoryQuestion(view: View, persona: string, stage: string, again: string | null): ModelQuestion {
  const ids = view.cards.map(({ shownId }) => shownId);
  return {
    stage,
    system: persona,
    prompt: `Cards: id kind: topic\n${printCards(view)}\nChoose ids as JSON. inventory: what the reader must know of the inputs, the most important first.${lastLine(again)}`,
    schema: { type: 'object', properties: { inventory: listOf(ids, ids.length) }, required: ['inventory'], additionalProperties: false },
    answerTokensMax: 128,
  };
}

/** A brief cut to the cards that matter most, for a context that is too small for all of them. */
export function smaller({ cards, inventory }: Brief): Brief {
  const kept = cards.filter(({ must }, index) => must || index < cards.length / 2);
  const ids = new Set(kept.map(({ id }) => id));
  return {
    cards: kept.map((card) => ({ ...card, links: card.links.filter(({ to }) => ids.has(to)) })),
    inventory: inventory.slice(0, Math.ceil(inventory.length / 2)),
  };
}
