import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { logLines, logRecords } from '../readers/log-records.ts';
import { jmhScore } from './units.ts';

const HEADER = /^Benchmark\s+(?<parameters>(?:\(\S+\)\s+)*)Mode\s+(?:Cnt\s+)?Score\s+(?:Error\s+)?Units\s*$/;
const ROW =
  /^(?<name>[\w.:·%]+)\s+(?<parameters>(?:\S+\s+)*?)(?<mode>thrpt|avgt|sample|ss)\s+(?:(?<count>\d+)\s+)?(?<score>[≈]?\s?[\d.]+)(?:\s+±\s+[\d.]+)?\s+(?<unit>\S+)\s*$/;

/** The table that JMH prints at the end of a run: the mean of each benchmark. Its error is half a confidence interval, no deviation. */
export const jmhResultText: Adapter = {
  id: 'jmh-result-text',
  title: 'JMH result table',
  tool: 'JMH',
  fallback: false,
  passages: true,
  source: 'https://github.com/openjdk/jmh/blob/master/jmh-core/src/main/java/org/openjdk/jmh/results/format/TextResultFormat.java',
  claims: ({ kind, head }) => (kind === 'text' || kind === 'markdown') && head.split('\n').some((line) => HEADER.test(line)),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const records = logRecords({ benchmark: 'JMH' });
  let parameters: string[] | null = null;
  for (const [index, line] of logLines(text, growing).entries()) {
    const header = HEADER.exec(line)?.groups;
    if (header) parameters = [...header['parameters']!.matchAll(/\((\S+)\)/g)].map(([, name]) => name!);
    const row = parameters === null || header ? undefined : ROW.exec(line)?.groups;
    if (!row) continue;
    const [metric, unit] = jmhScore(row['unit']!);
    const own = row['parameters']!.trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    const mode = row['mode']!;
    // The numbers behind the mode are the count, where there is one, and the score.
    const count = row['count'] === undefined ? {} : { count: Number(row['count']) };
    records.note(index + 1, {
      metric,
      unit,
      raw: row['score'],
      after: ` ${mode} `,
      index: row['count'] === undefined ? 0 : 1,
      statistic: 'mean',
      ...count,
    });
    records.label('test', row['name']!);
    records.label('mode', mode);
    for (const [position, name] of parameters!.entries()) records.label(name, own[position] ?? null);
    records.close();
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('no benchmark was finished');
}
