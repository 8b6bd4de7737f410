import type { Verdict } from '../../../src/contracts/artifact.ts';

/** By folder of `corpus/formats`, the adapter that must claim its files; the folder's own name where it is not listed. */
export const ADAPTER_OF: ReadonlyMap<string, string> = new Map([
  ['bencher-bmf', 'bencher-metric-format'],
  ['chimera-metrics', 'chimera-agent-metrics'],
  ['google-benchmark', 'google-benchmark-json'],
  ['hyperfine', 'hyperfine-json'],
  ['lighteval', 'lighteval-results'],
  ['llama-bench-derived-json', 'llama-ubatch-calibrations'],
  ['llama-bench-md', 'llama-bench-markdown'],
  ['llama-benchy-md', 'llama-benchy-markdown'],
  ['lm-eval-harness', 'lm-eval-results'],
  ['locust-stats', 'locust-stats-csv'],
  ['otava-csv', 'otava-histostats-csv'],
  ['pytest-benchmark', 'pytest-benchmark-json'],
  ['torch-utils-benchmark-text', 'torch-benchmark-text'],
]);

/** A file that a person would not judge like the others of its folder. */
export interface Exception {
  /** Part of the name after the repository. */
  readonly name: string;
  readonly adapter: string;
  readonly verdict: Verdict;
  /** false for what is no result file at all. */
  readonly isResult: boolean;
  readonly why: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    name: 'EXCERPT_docs_analyze.md',
    adapter: 'generic-markdown',
    verdict: 'empty',
    isResult: false,
    why: 'a page of documentation: its numbers were measured by others, elsewhere',
  },
  {
    name: 'FIXTURE_test_csv_exporter.py',
    adapter: 'none',
    verdict: 'unknown',
    isResult: false,
    why: 'a test in Python, which quotes an export',
  },
  {
    name: 'EXCERPT_api_md_generate.md',
    adapter: 'ollama-api',
    verdict: 'partial',
    isResult: false,
    why: 'a page of documentation with examples of replies in fences, which are read as results that somebody pasted',
  },
  {
    name: 'cmd_bench_README.md',
    adapter: 'ollama-bench-text + ollama-bench-csv',
    verdict: 'accepted',
    isResult: false,
    why: 'a page of documentation with examples of output in fences, which are read as results that somebody pasted',
  },
  {
    name: 'tigerbeetle_test.py',
    adapter: 'none',
    verdict: 'unknown',
    isResult: false,
    why: 'a test in Python, which holds a series',
  },
  {
    name: 'isb1_sess_2c2a96a7.json',
    adapter: 'none',
    verdict: 'quarantined',
    isResult: false,
    why: 'a Git LFS pointer: the file itself is elsewhere',
  },
  {
    name: 'Iterative__new_benchmark.json',
    adapter: 'criterion-estimates',
    verdict: 'empty',
    isResult: true,
    why: 'the name of a benchmark, whose times stand in estimates.json beside it',
  },
  {
    name: 'test3_run1.json',
    adapter: 'google-benchmark-json',
    verdict: 'partial',
    isResult: true,
    why: 'three of its aggregates do not say whether they are a mean, a median or what',
  },
];
