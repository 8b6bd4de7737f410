/** Why a run ended, as its log says; the cause is what the report calls it. */
export interface CrashPattern {
  readonly cause: string;
  /** Machine's words, never those of a person who writes about such an error. */
  readonly pattern: RegExp;
  /** Says only that a run failed; the reason stands in a line before it. */
  readonly isSequel?: true;
}

/** In falling order of what they tell: of several lines of one failure the first pattern here names the cause. */
export const CRASHES: readonly CrashPattern[] = [
  {
    cause: 'out of memory',
    pattern:
      /\b(?:CUDA|HIP|XPU|MPS backend) out of memory\b|\bcudaMalloc failed: out of memory|\b(?:torch\.(?:cuda\.)?)?OutOfMemoryError:|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|\bErrorOutOfDeviceMemory\b|kIOGPUCommandBufferCallbackErrorOutOfMemory|\bunable to allocate \S+ buffer|\bfailed to allocate (?:\S+ )?buffer|\bNo available memory for the cache blocks|\brequires more system memory \(|^MemoryError\b|\bstd::bad_alloc\b|RuntimeError: \[enforce fail at alloc_cpu/,
  },
  {
    cause: 'killed for want of memory',
    pattern: /\bOut of memory: Killed process \d+|\boom-kill:|\bOOMKilled\b|\bMemory cgroup out of memory/,
  },
  {
    cause: 'the model does not fit',
    pattern:
      /\bis larger than the maximum number of tokens that can be stored in KV cache|\bNot enough memory\. Please try to increase --mem-fraction-static/,
  },
  {
    cause: 'killed',
    pattern:
      /^(?:\S+: line \d+: +\d+ )?Killed(?:\s|$)|\bexit(?:ed)?(?: with)?(?: status| code)? 137\b|\bsignal: killed\b|\bSIGKILL\b.*\bsent\b/,
  },
  {
    cause: 'crashed',
    pattern:
      /\bSegmentation fault \(core dumped\)|^(?:\S+: line \d+: +\d+ )?(?:Segmentation fault|Aborted|Bus error)(?:\s|$)|\bterminate called after throwing|\bGGML_ASSERT\(|\bFatal Python error:|\bsignal SIG(?:SEGV|ABRT|BUS)\b|\bllama runner process has terminated\b/,
  },
  {
    cause: 'device error',
    pattern: /\bCUDA error: (?!out of memory)|\bHIP error: |\bNCCL error|\bROCm error: |cudaError(?!MemoryAllocation)\w+|\bXid \(PCI:/,
  },
  {
    cause: 'the engine did not start',
    pattern: /\bEngine core initialization failed\b|\bEngine process failed to start\b|\bengine initialization failed\b/i,
    isSequel: true,
  },
  {
    cause: 'the model could not be loaded',
    pattern: /\berror loading model(?: \S+)?:|\bfailed to (?:load model|create context with model)\b|\bfailed to load model from\b/,
    isSequel: true,
  },
];
