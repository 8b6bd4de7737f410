import type { Direction, Metric, MetricFamily } from '../contracts/metric.ts';

function metric(id: string, name: string, unit: string, direction: Direction, family: MetricFamily, definition: string): Metric {
  return { id, name, unit, direction, family, definition, zeroMeansFailed: false };
}

const UP = 'higher-is-better';
const DOWN = 'lower-is-better';

/** Metrics of micro-benchmarks, load generators, evaluation harnesses and GPU monitors; part of `METRICS` in `registry.ts`, which it extends. */
export const TOOL_METRICS: readonly Metric[] = [
  metric('time_per_prompt_token', 'time per prompt token', 'ms', DOWN, 'latency', 'Time to process the prompt divided by its tokens.'),
  metric(
    'time_to_first_byte',
    'time to first byte',
    'ms',
    DOWN,
    'latency',
    'From the end of sending a request to the first byte of the answer.',
  ),
  metric(
    'time_to_first_response',
    'time to first response',
    'ms',
    DOWN,
    'latency',
    'From sending the request to the first chunk of the answer, also one without text.',
  ),
  metric('http_req_blocked', 'time blocked', 'ms', DOWN, 'latency', 'Wait for a free connection before a request.'),
  metric('http_req_connecting', 'time to connect', 'ms', DOWN, 'latency', 'Time to establish the TCP connection of a request.'),
  metric('http_req_tls_handshaking', 'time of the TLS handshake', 'ms', DOWN, 'latency', 'Time of the TLS handshake of a request.'),
  metric('http_req_sending', 'time to send', 'ms', DOWN, 'latency', 'Time to send a request.'),
  metric('http_req_receiving', 'time to receive', 'ms', DOWN, 'latency', 'Time from the first byte of the answer to its last.'),
  metric('iteration_duration', 'iteration duration', 'ms', DOWN, 'latency', 'Time of one pass of the load script, its pauses included.'),
  metric('user_time', 'user CPU time', 'ms', DOWN, 'duration', 'Processor time that one execution spends in user space.'),
  metric('system_time', 'system CPU time', 'ms', DOWN, 'duration', 'Processor time that one execution spends in the kernel.'),
  metric(
    'operation_time_change',
    'change of operation time',
    'ratio',
    'none',
    'other',
    'Relative change of the time of one execution against the run before, as the tool computed it.',
  ),
  metric(
    'sequential_time',
    'sequential time',
    'ms',
    'none',
    'scaling',
    'Sum of the times of the agents, as if they had run one after another.',
  ),
  metric(
    'accuracy_normalized',
    'length-normalized accuracy',
    'ratio',
    UP,
    'quality',
    'Share of right answers, choices scored per byte or token.',
  ),
  metric(
    'quasi_exact_match',
    'quasi-exact match',
    'ratio',
    UP,
    'quality',
    'Share of answers that match the reference after normalization.',
  ),
  metric('mc1', 'MC1 score', 'ratio', UP, 'quality', 'Share of questions whose single true answer is the most likely choice.'),
  metric('mc2', 'MC2 score', 'ratio', UP, 'quality', 'Probability given to the true answers among all choices.'),
  metric('pass_at_1', 'pass at one', 'ratio', UP, 'quality', 'Share of tasks solved by the first answer.'),
  metric('word_perplexity', 'perplexity per word', 'score', DOWN, 'quality', 'Exponential of the mean negative log-likelihood per word.'),
  metric('byte_perplexity', 'perplexity per byte', 'score', DOWN, 'quality', 'Exponential of the mean negative log-likelihood per byte.'),
  metric('bits_per_byte', 'bits per byte', 'score', DOWN, 'quality', 'Mean negative log-likelihood per byte, in bits.'),
  metric(
    'check_pass_rate',
    'share of checks passed',
    'ratio',
    UP,
    'quality',
    'Checks of the load script that passed, divided by all checks made.',
  ),
  metric('failed_request_rate', 'share of failed requests', 'ratio', DOWN, 'other', 'Requests that failed, divided by all requests made.'),
  metric('failure_throughput', 'failed requests per second', 'requests/s', DOWN, 'other', 'Requests that failed, divided by wall time.'),
  metric(
    'dropped_iteration_count',
    'dropped iterations',
    'count',
    DOWN,
    'other',
    'Passes of the load script that could not be started in time.',
  ),
  metric('gpu_memory_temperature', 'GPU memory temperature', '°C', 'none', 'telemetry', 'Temperature of the device memory.'),
  metric('gpu_memory_free', 'GPU memory free', 'bytes', 'none', 'telemetry', 'Device memory not in use.'),
  metric('gpu_power_limit', 'GPU power limit', 'W', 'none', 'telemetry', 'Power that the device may draw.'),
  metric('gpu_graphics_clock', 'GPU graphics clock', 'MHz', 'none', 'telemetry', 'Clock of the graphics engine.'),
  metric('gpu_fan_speed', 'GPU fan speed', 'ratio', 'none', 'telemetry', 'Fan speed that the device asks for, as a share of the largest.'),
  metric('gpu_tensor_activity', 'tensor core activity', 'ratio', 'none', 'telemetry', 'Share of cycles in which a tensor core was active.'),
  metric('gpu_sm_activity', 'SM activity', 'ratio', 'none', 'telemetry', 'Share of cycles in which a multiprocessor held a warp.'),
  metric('gpu_sm_occupancy', 'SM occupancy', 'ratio', 'none', 'telemetry', 'Resident warps divided by the most that fit.'),
  metric('gpu_dram_activity', 'DRAM activity', 'ratio', 'none', 'telemetry', 'Share of cycles in which device memory moved data.'),
];
