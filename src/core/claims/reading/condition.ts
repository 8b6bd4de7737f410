/** One of several values of a label: all of them are allowed; '' is what has no such label. */
export interface Condition {
  readonly key: string;
  readonly values: readonly string[];
}
