/** One bar: what it is of, its value and interval in the unit of the chart. */
export interface RankingPoint {
  readonly name: string;
  readonly value: number;
  readonly interval: readonly [low: number, high: number] | null;
}

/** Series of one metric side by side, best first. */
export interface RankingChart {
  readonly kind: 'ranking';
  readonly title: string;
  readonly statistic: string;
  readonly unit: string;
  readonly points: readonly RankingPoint[];
}

/** One setting: what waiting it costs and what it gives. */
export interface TradeOffPoint {
  readonly wait: number;
  readonly throughput: number;
  /** No other setting of the chart is better in both. */
  readonly best: boolean;
}

/** Settings of a sweep, throughput against time to first token, one group per sweep. */
export interface TradeOffChart {
  readonly kind: 'trade-off';
  readonly title: string;
  readonly throughputName: string;
  readonly throughputUnit: string;
  readonly waitUnit: string;
  readonly groups: readonly { readonly name: string; readonly points: readonly TradeOffPoint[] }[];
}

/** What is drawn in a report, as points: how it looks is the drawing's. */
export type Chart = RankingChart | TradeOffChart;
