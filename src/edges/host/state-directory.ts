import { join } from 'node:path';

/** Where a process may keep what it can make again: as systemd says, else as the XDG base directory specification does; null where nobody says. */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>): string | null {
  const { STATE_DIRECTORY, XDG_STATE_HOME, HOME } = env;
  // systemd separates several by colons.
  if (STATE_DIRECTORY) return STATE_DIRECTORY.split(':')[0]!;
  if (XDG_STATE_HOME) return join(XDG_STATE_HOME, 'benchscribe');
  return HOME ? join(HOME, '.local/state/benchscribe') : null;
}
