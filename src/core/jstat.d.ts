/** The part of jstat that we use; the package ships no types. */
declare module 'jstat' {
  interface Distributions {
    /** ln Γ(x) for x > 0. */
    gammaln(x: number): number;
    readonly studentt: {
      /** Quantile of Student's t distribution, exact to about eight digits. */
      inv(probability: number, degreesOfFreedom: number): number;
    };
    readonly binomial: {
      /** Probability of at most `successes` of `trials`. */
      cdf(successes: number, trials: number, probability: number): number;
    };
  }
  const jstat: { readonly jStat: Distributions };
  export default jstat;
}
