import { type LabelValue, NOTHING_READ, type ObservationTable } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { maxOf } from '../../sequences/extremes.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { elements, member, numberOf, textOf, timeOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type RowContext, type TableBuilder, tableBuilder } from '../readers/table.ts';

/**
 * Calibrations of llama.cpp's micro-batch size made with llama-bench: by profile, backend and model the runs, each with one candidate for
 * each micro-batch size and its prefill rates by depth. `latest_run` repeats the last of `runs` and is read only where `runs` is empty.
 */
export const llamaUbatchCalibrations: Adapter = {
  id: 'llama-ubatch-calibrations',
  title: 'llama-bench micro-batch calibrations',
  tool: 'llama.cpp toolboxes',
  fallback: false,
  source: 'https://github.com/kyuz0/amd-strix-halo-toolboxes',
  claims: ({ topKeys, keys }) => topKeys.has('profiles') && ['candidates', 'points', 'avg_ts', 'ubatch'].every((key) => keys.has(key)),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const averages = tableBuilder('pointer', { benchmark: 'llama-bench' });
    const repetitions: TableBuilder[] = [];
    const times: number[] = [];
    for (const { value, pointer, labels } of runsIn(document.value)) {
      const at = timeOf(member(value, 'calibrated_at'));
      if (at !== null) times.push(at);
      elements(member(value, 'candidates')).forEach((candidate, index) => {
        readCandidate(candidate, `${pointer}/candidates/${index}`, { ...labels, input_length: numberOf(member(value, 'prefill')) }, at, {
          averages,
          repetitions,
        });
      });
    }
    const tables = [averages, ...repetitions]
      .map((builder) => builder.build())
      .filter((table): table is ObservationTable => table !== null);
    if (tables.length === 0) return emptyDocument('no calibration run holds a measured point');
    return { ...NOTHING_READ, tables, runAt: times.length > 0 ? maxOf(times) : null, version: versionOf(document.value) };
  },
};

interface PlacedRun {
  readonly value: Json;
  readonly pointer: string;
  readonly labels: Readonly<Record<string, LabelValue | null>>;
}

function* runsIn(document: Json): Generator<PlacedRun> {
  for (const [profile, backends] of entriesOf(member(document, 'profiles'))) {
    for (const [backend, models] of entriesOf(backends)) {
      for (const [model, entry] of entriesOf(models)) {
        const pointer = ['', 'profiles', profile, backend, model].map(pointerToken).join('/');
        const runs = elements(member(entry, 'runs'));
        const placed: [Json | undefined, string][] =
          runs.length > 0
            ? runs.map((run, index) => [run, `${pointer}/runs/${index}`])
            : [[member(entry, 'latest_run'), `${pointer}/latest_run`]];
        for (const [value, at] of placed) {
          const labels = { model, backend: textOf(member(value, 'toolbox')) ?? backend, device: profile };
          if (value !== undefined) yield { value, pointer: at, labels };
        }
      }
    }
  }
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}

function versionOf(document: Json): string | null {
  const version = numberOf(member(document, 'schema_version'));
  return version === null ? null : String(version);
}

function readCandidate(
  candidate: Json,
  pointer: string,
  labels: Readonly<Record<string, LabelValue | null>>,
  timeMs: number | null,
  { averages, repetitions }: { averages: TableBuilder; repetitions: TableBuilder[] },
): void {
  const status = textOf(member(candidate, 'status')) ?? 'unknown';
  const isFailed = member(candidate, 'complete') === false || (numberOf(member(candidate, 'return_code')) ?? 0) !== 0;
  elements(member(candidate, 'points')).forEach((point, index) => {
    const context: RowContext = {
      labels: { ...labels, ubatch_size: numberOf(member(candidate, 'ubatch')), depth: numberOf(member(point, 'depth')) },
      timeMs,
      ...(isFailed ? { failure: `the calibration run did not complete: status ${status}` } : {}),
    };
    const place = `${pointer}/points/${index}`;
    const samples = elements(member(point, 'samples_ts'));
    const detail = { count: samples.length };
    averages.add(
      place,
      [
        ...measured('prefill_throughput', 'tokens/s', '/avg_ts', member(point, 'avg_ts'), { ...detail, statistic: 'mean' }),
        ...(samples.length > 1
          ? measured('prefill_throughput', 'tokens/s', '/stddev_ts', member(point, 'stddev_ts'), { ...detail, statistic: 'stdev' })
          : []),
      ],
      context,
    );
    samples.forEach((value, repetition) => {
      repetitions[repetition] ??= tableBuilder('pointer', { benchmark: 'llama-bench' });
      repetitions[repetition].add(place, measured('prefill_throughput', 'tokens/s', `/samples_ts/${repetition}`, value), context);
    });
  });
}
