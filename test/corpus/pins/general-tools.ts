import type { PinnedFile } from './pin.ts';

export const GENERAL_TOOLS: readonly PinnedFile[] = [
  {
    file: 'google-benchmark/benchmark-action__github-action-benchmark__googlecpp_output.json',
    adapter: 'google-benchmark-json',
    pins: [
      ['/benchmarks/1/real_time', 'operation_time', null, 27455.600415007055, 'ns', { benchmark: 'fib_20' }],
      ['/benchmarks/1/cpu_time', 'cpu_time', null, 27364.90320427236, 'ns'],
    ],
  },
  {
    file: 'google-benchmark/google__benchmark__test4_run1.json',
    adapter: 'google-benchmark-json',
    pins: [['/benchmarks/0/real_time', 'operation_time', 'zz', 0.005, 'ratio', { benchmark: 'whocares' }]],
  },
  {
    file: 'pytest-benchmark/benchmark-action__github-action-benchmark__pytest_output.json',
    adapter: 'pytest-benchmark-json',
    pins: [
      ['/benchmarks/0/stats/data/0', 'operation_time', null, 3.215300000025678e-5, 's', { benchmark: 'bench.py::test_fib_10' }],
      ['/benchmarks/1/stats/median', 'operation_time', 'median', 0.0029605825000003083, 's', { benchmark: 'bench.py::test_fib_20' }, 278],
      ['/benchmarks/1/stats/ops', 'operation_throughput', null, 335.0049328331567, 'operations/s'],
    ],
  },
  {
    file: 'pytest-benchmark/ionelmc__pytest-benchmark__0001_b87b9aae14ff14a7887a6bbaa9731b9a8760555d_20150814_190343_uncommitted-changes.json',
    adapter: 'pytest-benchmark-json',
    pins: [
      [
        '/benchmarks/0/stats/mean',
        'operation_time',
        'mean',
        2.622408132654948e-7,
        's',
        { benchmark: 'tests/test_normal.py::test_xfast_parametrized', param: '0' },
        9987,
      ],
    ],
  },
  {
    file: 'hyperfine/bencherdev__bencher__one.json',
    adapter: 'hyperfine-json',
    pins: [
      ['/results/0/times/1', 'operation_time', null, 0.012721892460000002, 's', { operation: 'sleep 0.01' }],
      ['/results/0/median', 'operation_time', 'median', 0.01325132996, 's', {}, 214],
      ['/results/0/user', 'user_time', 'mean', 0.0003436104672897197, 's'],
      ['/results/0/system', 'system_time', 'mean', 0.0006016885981308419, 's'],
    ],
  },
  {
    file: 'criterion-estimates/sRRRs-7__Algorithm__3__estimates.json',
    adapter: 'criterion-estimates',
    pins: [
      ['/mean/point_estimate', 'operation_time', 'mean', 570.2719456192991, 'ns'],
      ['/std_dev/point_estimate', 'operation_time', 'stdev', 9.251084599801066, 'ns'],
    ],
  },
  {
    file: 'criterion-estimates/criterion-rs__criterion.rs__Recursive__change_estimates.json',
    adapter: 'criterion-estimates',
    pins: [['/Mean/point_estimate', 'operation_time_change', 'mean', -0.012258823084615678, 'ratio']],
  },
  {
    file: 'k6-summary/NikoyanGar__ApiGatewayBenchmarks__summary.json',
    adapter: 'k6-summary',
    pins: [
      ['/metrics/http_req_duration/p(95)', 'request_latency', 'p95', 83.93890599999999, 'ms', {}, 613790],
      [
        '/metrics/http_req_duration{expected_response:true}/med',
        'request_latency',
        'median',
        0.666148,
        'ms',
        { expected_response: 'true' },
      ],
      ['/metrics/http_req_waiting/avg', 'time_to_first_byte', 'mean', 23.62934630361548, 'ms'],
      ['/metrics/http_reqs/rate', 'request_throughput', null, 1334.398196695031, 'requests/s'],
      ['/metrics/http_req_failed/passes', 'failed_request_count', null, 0, 'count'],
      ['/metrics/dropped_iterations/count', 'dropped_iteration_count', null, 7207, 'count'],
      ['/metrics/fast_latency/p(95)', 'fast_latency', 'p95', 137.34654, 'value'],
    ],
  },
  {
    file: 'k6-summary/sningwal__rate-limiter-service__summary.json',
    adapter: 'k6-summary',
    pins: [
      ['/metrics/http_req_duration/values/avg', 'request_latency', 'mean', 158.13970745270754, 'ms', {}, 1441114],
      ['/metrics/http_req_failed/values/passes', 'failed_request_count', null, 853649, 'count'],
      ['/metrics/http_req_failed/values/rate', 'failed_request_rate', null, 0.5923535542642706, 'ratio'],
      ['/metrics/checks/values/rate', 'check_pass_rate', null, 0.9635936735978787, 'ratio'],
      ['/state/testRunDurationMs', 'run_duration', null, 300101.355, 'ms'],
    ],
  },
  {
    file: 'locust-stats/emattia__nim-bench__meta-llama3-70b-instruct_users_stats.csv',
    adapter: 'locust-stats-csv',
    pins: [
      ['row=2;col=Average Response Time', 'request_latency', 'mean', 171351.83310551377, 'ms', { test: 'POST /v1/completions' }, 4483],
      ['row=2;col=99%', 'request_latency', 'p99', 336000, 'ms'],
      ['row=2;col=Requests/s', 'request_throughput', null, 8.973361328444302, 'requests/s'],
      ['row=2;col=Failure Count', 'failed_request_count', null, 11, 'count'],
      ['row=2;col=Average Content Size', 'content_size', 'mean', 760.0994869507026, 'bytes'],
    ],
  },
  {
    file: 'bencher-bmf/bencherdev__bencher__report_latency.json',
    adapter: 'bencher-metric-format',
    pins: [['/tests::benchmark_b/latency/value', 'operation_time', null, 3443, 'ns', { benchmark: 'tests::benchmark_b' }]],
  },
  {
    file: 'github-action-benchmark-custom/benchmark-action__github-action-benchmark__customSmallerIsBetter_output.json',
    adapter: 'github-action-benchmark-custom',
    pins: [
      ['/0/value', 'my_custom_smaller_is_better_benchmark_cpu_load', null, 50, '%'],
      ['/1/value', 'my_custom_smaller_is_better_benchmark_memory_used', null, 100, 'MB'],
    ],
  },
  {
    file: 'otava-csv/apache__otava__histostat.csv',
    adapter: 'otava-histostats-csv',
    pins: [
      ['row=6;col=p999', 'operation_time', 'p99.9', 10575871, 'ns', { operation: 'initialize.tokenfiller', interval: '2.616' }, 2028],
      ['row=17;col=max', 'tries', 'max', 1, 'count', { operation: 'initialize.tries' }, 6975],
    ],
  },
];
