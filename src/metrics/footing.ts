import type { LabelValue } from '../contracts/observation.ts';

type Labels = ReadonlyMap<string, LabelValue>;

const CPU = /(?:^|[^a-z])cpu|^(?:AMD )?(?:EPYC|Ryzen|Xeon)|Intel\(R\) (?:Xeon|Core)|OpenVINO.*CPU/i;
const GPU =
  /(?:^|[^a-z])(?:cuda|gpu|rocm|hip|metal|mps|vulkan|xpu|dml)|nvidia|geforce|rtx|tensorrt|directml|radeon|instinct|coreml|^(?:[ahbl]\d{2,3}|mi\d{3})\b/i;
/** How ONNX Runtime calls what executes an operator; the first of a list is the one that is asked first. */
const EXECUTION_PROVIDER = /ExecutionProvider\b/;

/** The kind of processor that a text names. */
function processorIn(value: LabelValue | undefined): 'cpu' | 'gpu' | null {
  const [first = ''] = String(value ?? '').split(',');
  if (CPU.test(first)) return 'cpu';
  return GPU.test(first) ? 'gpu' : null;
}

/**
 * What must be equal before two contestants are on equal footing, whatever else they are: the kind of processor that did the work, the
 * device, the precision, and who provides the engine. An execution provider overrules the device of the document around it: what fell back
 * to the CPU ran on the CPU.
 *
 * @returns label keys (and `processor`) with their values; what is not stated is absent.
 */
export function footingOf(labels: Labels): Map<string, LabelValue> {
  const footing = new Map<string, LabelValue>();
  const provider = labels.get('provider');
  const executes = provider !== undefined && EXECUTION_PROVIDER.test(String(provider));
  const processor = (executes ? processorIn(provider) : null) ?? processorIn(labels.get('device'));
  if (processor !== null) footing.set('processor', processor);
  if (provider !== undefined && !(executes && processor !== null)) footing.set('provider', provider);
  for (const key of ['device', 'dtype', 'quantization']) {
    const value = labels.get(key);
    if (value !== undefined) footing.set(key, value);
  }
  return footing;
}

/** Labels that a footing is read from. */
export const FOOTING_KEYS: readonly string[] = ['device', 'provider', 'dtype', 'quantization'];

/** Words that say how a piece of work is done, not which work it is. */
const IMPLEMENTATIONS: ReadonlySet<string> = new Set(
  `baseline base reference ref naive simple default standard vanilla original orig unoptimized optimized optimised opt improved fast custom
  fused unfused fusion eager compiled compile inductor graph graphs cudagraph cudagraphs jit scripted torch pytorch triton cuda cublas cublaslt
  cudnn cutlass cute tilelang onnx onnxruntime ort tensorrt trt flash flashinfer xformers sdpa math native cpp python numpy jax xla vectorized
  tiled shared before after old new main master pr branch patched ours theirs v0 v1 v2 v3`.split(/\s+/),
);

/**
 * The work that a name of a kernel, test or variant is about, without the words that say how it is done: `fused_linear_gelu` and
 * `baseline_linear_gelu` are linear_gelu. Names of the same work are rivals, others are not.
 */
export function workNamed(value: LabelValue): string {
  const words = String(value)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}.]+/u);
  return words.filter((word) => word !== '' && !IMPLEMENTATIONS.has(word)).join('_');
}
