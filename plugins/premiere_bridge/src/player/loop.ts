/** The stretch that is played again and again. Pure. */

export interface Stretch {
  /** Seconds of the time axis; absent where the user did not set it. */
  readonly inS?: number;
  readonly outS?: number;
}

const LEAST_S = 0.1;

export function withIn(stretch: Stretch, at: number): Stretch {
  const keepsOut = stretch.outS !== undefined && stretch.outS >= at + LEAST_S;
  return keepsOut ? { inS: at, outS: stretch.outS } : { inS: at };
}

export function withOut(stretch: Stretch, at: number): Stretch {
  const keepsIn = stretch.inS !== undefined && stretch.inS <= at - LEAST_S;
  return keepsIn ? { inS: stretch.inS, outS: at } : { outS: at };
}

/** Where playing goes on once it has come to `at`; null: right on. */
export function jumpFrom(stretch: Stretch, at: number): number | null {
  if (stretch.outS === undefined || at < stretch.outS) return null;
  return stretch.inS ?? 0;
}
