// A Python with pandas in a virtual environment of its own, as the peer that reads the same files.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const READ_ALL = `
import glob, sys
import pandas as pd
sum(len(pd.read_csv(path)) for path in glob.glob(sys.argv[1] + '/**/*.csv', recursive=True))
`;

/** Path of the Python, or null where there is none or pandas cannot be installed. */
export function pandasPython(scratch) {
  const folder = join(scratch, 'pandas');
  const made = spawnSync('python3', ['-m', 'venv', folder]);
  if (made.status !== 0) return null;
  const python = join(folder, 'bin/python');
  return spawnSync(python, ['-m', 'pip', 'install', '--quiet', 'pandas']).status === 0 ? python : null;
}

/** Arguments of the Python that read every CSV file below a directory. */
export function readAllCsv(directory) {
  return ['-c', READ_ALL, directory];
}
