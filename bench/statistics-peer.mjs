// SciPy, and Apache Otava's change-point search, as peers that compute the same from the same numbers.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const COMPUTE = `
import json, sys
import numpy as np
from scipy import stats
given = json.load(sys.stdin)
out = {"sets": [], "candidates": []}
for a, b in given["pairs"]:
    x, y = np.array(a), np.array(b)
    t = stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x)) if len(x) > 1 else (None, None)
    welch = stats.ttest_ind(np.log(y), np.log(x), equal_var=False).confidence_interval(0.95)
    out["sets"].append({
        "mean": float(x.mean()),
        "quantiles": [float(v) for v in np.quantile(x, [0.05, 0.5, 0.9, 0.95, 0.99])],
        "t": [float(v) for v in t],
        "welch": [float(np.expm1(welch.low)), float(np.expm1(welch.high))],
        "p": float(stats.ttest_ind(np.log(y), np.log(x), equal_var=False).pvalue),
    })
try:
    from otava.change_point_divisive.calculator import PairDistanceCalculator
    for values in given["series"]:
        found = PairDistanceCalculator(np.array(values)).get_candidate_change_point(slice(0, len(values)))
        out["candidates"].append([int(found.index), float(found.qhat)])
except ImportError:
    out["candidates"] = None
json.dump(out, sys.stdout)
`;

/** Path of a Python with SciPy and Otava in an environment of its own; null where there is none or they cannot be installed. */
export function scipyPython(scratch) {
  const folder = join(scratch, 'scipy');
  if (spawnSync('python3', ['-m', 'venv', folder]).status !== 0) return null;
  const python = join(folder, 'bin/python');
  return spawnSync(python, ['-m', 'pip', 'install', '--quiet', 'scipy', 'apache-otava']).status === 0 ? python : null;
}

/** What the peers compute of pairs of samples and of series. */
export function peerResults(python, given) {
  const { status, stdout, stderr } = spawnSync(python, ['-c', COMPUTE], {
    input: JSON.stringify(given),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`the peer failed: ${stderr}`);
  return JSON.parse(stdout);
}
