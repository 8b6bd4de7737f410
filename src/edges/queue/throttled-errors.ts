/**
 * Passes on at most one error of the same message per `intervalMs`; `suppressed` tells how many were held back since the last one that was passed on.
 * Numbers and ids in the message do not make it another one. Limit: 100 different messages are told apart, then all are forgotten.
 */
export function throttledErrors(report: (error: Error, suppressed: number) => void, intervalMs: number): (error: Error) => void {
  const seen = new Map<string, { at: number; suppressed: number }>();
  return (error) => {
    const kind = error.message.replaceAll(/[0-9a-f-]*\d[0-9a-f-]*/gi, '#');
    const last = seen.get(kind);
    if (last && performance.now() - last.at < intervalMs) {
      last.suppressed += 1;
      return;
    }
    if (seen.size >= 100) seen.clear();
    seen.set(kind, { at: performance.now(), suppressed: 0 });
    report(error, last?.suppressed ?? 0);
  };
}
