import type { InventoryTopic, Report } from '../../contracts/report.ts';
import { compareKeys, compareTexts } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import type { Inline } from './document.ts';
import { code, joined, number, text, time } from './inline.ts';

function counted(value: number, one: string, several = `${one}s`): Inline[] {
  return [number(value, 'inventory'), text(` ${value === 1 ? one : several}`)];
}

function latest({ inputs }: Report): Inline[] {
  const [kind, { latestModified }] = Object.entries(inputs.byKind).toSorted(([, a], [, b]) =>
    compareTexts(b.latestModified, a.latestModified),
  )[0]!;
  return [text('The latest change is of '), ...time(latestModified), text(' ('), code(kind), text(').')];
}

function notUsed({ inputs }: Report): Inline[] {
  const others = inputs.artifacts.filter(({ verdict }) => verdict !== 'accepted' && verdict !== 'partial');
  const groups = [...groupBy(others, ({ verdict }) => verdict)].sort(compareKeys);
  return [
    text('Not used: '),
    ...joined(
      groups.map(([verdict, own]) => [number(own.length, 'inventory'), text(` ${verdict}`)]),
      ', ',
    ),
    text('.'),
  ];
}

/** What each topic says of a report, as a sentence. */
const LINES: Readonly<Record<InventoryTopic, (report: Report) => Inline[]>> = {
  coverage: ({ inputs }) => [
    ...counted(inputs.artifacts.length, 'file'),
    text(' in '),
    ...counted(inputs.directories.length, 'directory', 'directories'),
    text('.'),
  ],
  kinds: ({ inputs }) => [
    text('By kind: '),
    ...joined(
      Object.keys(inputs.byKind)
        .sort()
        .map((kind) => [number(inputs.byKind[kind]!.count, 'inventory'), text(' '), code(kind)]),
      ', ',
    ),
    text('.'),
  ],
  latest,
  // Everything that was read, repeated observations too: what the formats below add up to, so that a reader can.
  rows: ({ inputs: { formats } }) => {
    const total = (of: 'rowCount' | 'sampleCount') => formats.reduce((sum, format) => sum + format[of], 0);
    return [
      text('In all '),
      ...counted(total('rowCount'), 'row'),
      text(' and '),
      ...counted(total('sampleCount'), 'value'),
      text(' were read.'),
    ];
  },
  'not-used': notUsed,
  copies: ({ inputs }) => [
    text('Counted once although repeated: '),
    ...counted(inputs.artifacts.filter(({ duplicateOf }) => duplicateOf !== undefined).length, 'file'),
    text('.'),
  ],
  growing: ({ inputs }) => [
    text('Still growing: '),
    ...counted(inputs.artifacts.filter(({ growing }) => growing === true).length, 'file'),
    text('.'),
  ],
  gaps: () => [text('What was not recorded stands under the gaps.')],
};

/** The statements on the inputs that open their section, in the order of the narrative, as one paragraph. */
export function inventoryLines(report: Report): Inline[] {
  return joined(
    report.narrative.inventory.map((topic) => LINES[topic](report)),
    ' ',
  );
}
