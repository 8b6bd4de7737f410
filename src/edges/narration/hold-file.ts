import { join } from 'node:path';
import type { Config } from '../../config.ts';

/** Where `benchscribe hold` and the gate look for a hold. @returns null where no place is named. */
export function holdFileOf({ narrator }: Pick<Config, 'narrator'>, stateDirectory: string | null): string | null {
  return narrator?.quiet.holdFile ?? (stateDirectory && join(stateDirectory, 'hold'));
}
