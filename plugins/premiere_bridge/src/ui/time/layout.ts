/** Heights of the rows of the time area. Pure. */

import type { Lane } from "./model";

export const RULER = 22;
export const SECTIONS = 16;
export const WAVE = 84;
export const CUTS = 16;
export const LANE = 24;
const GAP = 2;

export interface Layout {
  readonly ruler: number;
  readonly sections: number;
  readonly wave: number;
  readonly cuts: number;
  readonly lanes: readonly number[];
  readonly height: number;
}

/** Top of each row; rows that have nothing to show take no room. */
export function layoutOf(lanes: readonly Lane[], hasMusic: boolean): Layout {
  let top = 0;
  const row = (height: number): number => {
    const at = top;
    top += height;
    return at;
  };
  const ruler = row(RULER);
  const sections = row(hasMusic ? SECTIONS : 0);
  const wave = row(hasMusic ? WAVE : 0);
  const cuts = row(lanes.length > 0 ? CUTS : 0);
  const tops = lanes.map(() => row(LANE + GAP));
  return { ruler, sections, wave, cuts, lanes: tops, height: Math.max(top, RULER + WAVE) };
}
