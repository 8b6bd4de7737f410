import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { isObject, type Json, parseJsonLines } from '../readers/json.ts';
import { buildTable } from './build.ts';
import { looksLikeJsonLines } from './json.ts';
import { longRecords } from './long.ts';
import type { Field, GenericRecord, RecordSet } from './record.ts';
import type { Scalar } from './values.ts';

const DEPTH_MAX = 8;

/** JSON lines: one object per line, one observation each. */
export const genericJsonl: Adapter = {
  id: 'generic-jsonl',
  title: 'JSON lines',
  tool: 'any program',
  fallback: true,
  source: 'https://jsonlines.org; meaning of fields: src/metrics/names.ts and src/metrics/labels.ts',
  claims: ({ kind, lines }) => kind === 'jsonl' || (kind === 'json' && looksLikeJsonLines(lines)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const { lines, problems } = parseJsonLines(text, growing);
  const fields = new Map<string, Field>();
  const records: GenericRecord[] = [];
  for (const { line, value } of lines) {
    if (!isObject(value)) problems.push({ line, message: 'no JSON object; the line is not used' });
    else records.push({ place: line, line, cells: leavesOf(value, fields), inherited: new Map() });
  }
  if (records.length === 0) {
    const [first] = problems;
    if (!first) return { ...NOTHING_READ, rejected: { verdict: 'empty', reason: 'no line with a JSON object' } };
    return {
      ...NOTHING_READ,
      problems,
      rejected: { verdict: 'quarantined', reason: `no line is a JSON object; line ${first.line}: ${first.message}` },
    };
  }
  const set: RecordSet = {
    placement: 'line',
    fields: [...fields.values()],
    records,
    constants: new Map(),
    documentCount: null,
    ordered: true,
    keepUnknown: false,
  };
  const built = longRecords(set) ?? buildTable(set);
  const times = (built.table?.times ?? []).filter((time) => time !== null);
  const all = [...problems, ...built.problems];
  const runAt = times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b));
  if (built.table) return { ...NOTHING_READ, tables: [built.table], problems: all, runAt };
  return {
    ...NOTHING_READ,
    problems: all,
    rejected: { verdict: 'unknown', reason: 'JSON lines, but no number in them is a measurement that we know by its name' },
  };
}

/** Leaves of an object by pointer; arrays are not read. */
function leavesOf(value: { [key: string]: Json }, fields: Map<string, Field>): Map<string, Scalar> {
  const cells = new Map<string, Scalar>();
  const add = (object: { [key: string]: Json }, at: string, within: readonly string[]): void => {
    for (const [name, leaf] of Object.entries(object)) {
      const here = `${at}/${pointerToken(name)}`;
      if (isObject(leaf)) {
        if (within.length < DEPTH_MAX) add(leaf, here, [name, ...within]);
      } else if (!Array.isArray(leaf)) {
        cells.set(here, leaf);
        if (!fields.has(here)) fields.set(here, { name, within, at: here });
      }
    }
  };
  add(value, '', []);
  return cells;
}
