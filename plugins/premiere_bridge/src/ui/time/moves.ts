/** How far something moves, in the words of the time area. Pure. */

import { signed } from "../words/numbers";

/** " +4 fr (+160 ms)"; empty where nothing moves. */
export function moveWords(fromS: number, toS: number, frameS: number): string {
  const frames = Math.round((toS - fromS) / frameS);
  if (frames === 0) return "";
  return ` ${signed(frames, 0, "fr")} (${signed(frames * frameS * 1000, 0, "ms")})`;
}
