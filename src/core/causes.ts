/** Something that could explain a finding, and what would tell. Neither states a number or what was measured. */
export interface Cause {
  readonly id: string;
  /** In the words of a card, at most four. */
  readonly word: string;
  /** Half a sentence: "the queue of the server". */
  readonly text: string;
  /** What to do to find out. */
  readonly test: string;
}

/** What engineers think of first when they see such figures. Which kinds of findings each could explain, the kinds themselves say. */
export const CAUSES: readonly Cause[] = [
  {
    id: 'weights-read',
    word: 'reading of weights',
    text: 'each token needs the weights read from memory once, so that a larger or less quantized model takes longer',
    test: 'Hold the size of the weights against the bandwidth of the memory.',
  },
  {
    id: 'compute-bound',
    word: 'compute is exhausted',
    text: 'the arithmetic of the device and not its memory sets the pace',
    test: 'Record utilization and clocks, and try another batch size.',
  },
  {
    id: 'offload',
    word: 'layers off the device',
    text: 'part of the layers runs on the processor instead of the device',
    test: 'Compare the log of the server for the number of layers that were offloaded.',
  },
  {
    id: 'model-load',
    word: 'loading of the model',
    text: 'the model was loaded when the request came',
    test: 'Send one request to discard first, and keep the model loaded.',
  },
  {
    id: 'first-use',
    word: 'work at first use',
    text: 'kernels are compiled or caches are filled at first use',
    test: 'Send the same request again, and compare each part of its time.',
  },
  {
    id: 'queueing',
    word: 'waiting in the queue',
    text: 'requests wait for others at this load',
    test: 'Record the depth of the queue, or try loads between those that were tried.',
  },
  {
    id: 'cache-growth',
    word: 'growing cache',
    text: 'the cache of keys and values grows with the context and is read for each token',
    test: 'Measure at several depths with everything else held equal.',
  },
  {
    id: 'run-order',
    word: 'order of the runs',
    text: 'the machine was in another state later in the sweep',
    test: 'Run the levels in random order, several times each.',
  },
  {
    id: 'thermal',
    word: 'heat and clocks',
    text: 'the device ran at other clocks because of its temperature',
    test: 'Record temperature and clocks beside each request.',
  },
  {
    id: 'other-load',
    word: 'other work on the box',
    text: 'something else used the machine at the same time',
    test: 'Record the processes on the device, and run again while it is idle.',
  },
  {
    id: 'build',
    word: 'another build',
    text: 'engine or driver are of another version',
    test: 'Record versions with each run, and run both on one day.',
  },
  {
    id: 'mixed-work',
    word: 'unlike requests',
    text: 'requests of unlike length stand in one series',
    test: 'Record the number of tokens of each prompt and answer, and compare like with like.',
  },
  {
    id: 'timeout',
    word: 'limit of the client',
    text: 'the client gave up before the server was done',
    test: 'Raise the limit of the client, and read the log of the server at that time.',
  },
  {
    id: 'out-of-memory',
    word: 'memory of the device',
    text: 'the memory of the device did not hold model and context',
    test: 'Record the memory in use, and try a shorter context or fewer requests at a time.',
  },
  {
    id: 'server-gone',
    word: 'server not there',
    text: 'the server was not running or was restarted',
    test: 'Read its log and its uptime.',
  },
  {
    id: 'wrong-name',
    word: 'name not served',
    text: 'the server does not know what it was asked for',
    test: 'List what it serves.',
  },
  {
    id: 'other-rows',
    word: 'made from other rows',
    text: 'the summary was made from rows that are not here any more',
    test: 'Make it again from the rows that are.',
  },
  {
    id: 'unit-slip',
    word: 'another unit',
    text: 'the summary is written in another unit than its heading says',
    test: 'Divide one figure by the other: a round factor tells.',
  },
];

const BY_ID = new Map(CAUSES.map((cause) => [cause.id, cause]));

/** @throws Error for an id that no cause has: a kind of finding names one that is not there. */
export function causeOf(id: string): Cause {
  const cause = BY_ID.get(id);
  if (!cause) throw new Error(`no cause has the id "${id}"`);
  return cause;
}
