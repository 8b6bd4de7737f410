import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a service keeps what it writes for itself, best first; the daemon takes the first it may write to, `doctor` looks into all.
 * None where the environment names none.
 */
export function serviceDirectories(env: Environment): string[] {
  const { RUNTIME_DIRECTORY, STATE_DIRECTORY, XDG_RUNTIME_DIR, XDG_STATE_HOME, HOME } = env;
  return [
    // systemd gives several separated by colons (systemd.exec(5)).
    ...(RUNTIME_DIRECTORY ?? '').split(':'),
    ...(STATE_DIRECTORY ?? '').split(':'),
    below(XDG_RUNTIME_DIR, 'benchscribe'),
    below(XDG_STATE_HOME, 'benchscribe'),
    below(HOME, '.local/state/benchscribe'),
  ].filter((path) => path !== '');
}

function below(directory: string | undefined, name: string): string {
  return directory === undefined || directory === '' ? '' : join(directory, name);
}
