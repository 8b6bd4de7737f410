/** Objectives of a service by what they are of: `time_to_first_token.p99` -> `500 ms`. */
export type Slo = Readonly<Record<string, string>>;

/** A bound that a statistic of a metric must keep. */
export interface Objective {
  readonly metric: string;
  readonly statistic: string;
  /** In the base unit. */
  readonly bound: number;
  /** At most the bound where less is better, at least where more is. */
  readonly isUpper: boolean;
  /** As it is printed: `time_to_first_token.p99=500 ms`. */
  readonly name: string;
}
