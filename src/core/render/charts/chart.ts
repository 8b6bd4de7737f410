/** A value of a chart and the fact that states it, in the unit of its chart. */
export interface Point {
  readonly value: number;
  readonly interval: readonly [low: number, high: number] | null;
  readonly fact: string;
}

/** One line of a chart of lines: whose it is, and what is drawn of it. */
export interface Strip {
  readonly name: string;
  /** Whose colour it has; null for nobody's. */
  readonly contestant: string | null;
  /** The value that is printed beside it, in print. */
  readonly printed: string;
  readonly points: readonly Point[];
  /** Single samples behind it. */
  readonly raw: readonly number[];
}

/**
 * Series below each other on one scale.
 *
 * - `bars`: one point each, from zero, with its interval and the single samples; `pairs`: warm, then cold; `ranges`: the statistics
 *   that are there, in ascending order.
 */
export interface StripChart {
  readonly kind: 'strips';
  readonly as: 'bars' | 'pairs' | 'ranges';
  readonly title: string;
  /** What the marks are, in words. */
  readonly note: string;
  readonly unit: string;
  readonly strips: readonly Strip[];
}

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  readonly fact: string;
  /** Worth a second look: no other is better in both directions, or where a curve turns. */
  readonly marked?: boolean;
  /** The load that gives the most for its wait. */
  readonly isKnee?: boolean;
}

export interface PlotSeries {
  readonly name: string;
  readonly contestant: string | null;
  /** Marks alone; joined by a line in their order; or a broad line without marks, behind the others. */
  readonly as: 'points' | 'curve' | 'level';
  readonly points: readonly PlotPoint[];
}

export interface Axis {
  readonly name: string;
  readonly isLogarithmic: boolean;
  /** From zero, so that lengths can be compared. */
  readonly isFromZero: boolean;
  /** What stands at 0, 1, 2, ... instead of numbers. */
  readonly names?: readonly string[];
  /** Where labels stand; else at round numbers. */
  readonly ticks?: readonly number[];
}

/** Points between two axes. */
export interface Plane {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly PlotSeries[];
  /** Lines across it at these places of the horizontal axis. */
  readonly events: readonly { readonly x: number; readonly name: string }[];
}

/** One plane, or several of the same series beside each other. */
export interface PlotChart {
  readonly kind: 'plot';
  readonly title: string;
  readonly note: string;
  readonly planes: readonly Plane[];
}

export interface HeatCell {
  /** As printed. */
  readonly printed: string;
  readonly value: number;
  readonly fact: string;
  /** How far a reader may rely on it. */
  readonly isSure: boolean;
}

/** Relative changes by what was changed and for whom: a table whose cells are tinted. */
export interface HeatChart {
  readonly kind: 'heat';
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly (HeatCell | null)[] }[];
}

/** What is drawn in a report, as points: how it looks is the drawing's. None of it says anything that the tables do not. */
export type Chart = StripChart | PlotChart | HeatChart;
