/** Which clips share a track: those of one name that do not overlap. Pure. */

import type { NewClip } from "../port";

export interface Lane {
  /** "FOLEY", and "FOLEY 2" for what overlaps what is on the first. */
  readonly name: string;
  readonly clips: readonly NewClip[];
}

export function lanesOf(clips: readonly NewClip[]): Lane[] {
  const lanes: { track: string; clips: NewClip[] }[] = [];
  for (const clip of [...clips].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))) {
    const free = lanes.find((lane) => lane.track === clip.track && lane.clips.every((other) => !overlap(other, clip)));
    if (free === undefined) lanes.push({ track: clip.track, clips: [clip] });
    else free.clips.push(clip);
  }
  return lanes.map((lane, index) => {
    const number = lanes.slice(0, index).filter((other) => other.track === lane.track).length + 1;
    return { name: number === 1 ? lane.track : `${lane.track} ${number}`, clips: lane.clips };
  });
}

export function overlap(one: { readonly at: bigint; readonly end: bigint }, other: { readonly at: bigint; readonly end: bigint }): boolean {
  return one.at < other.end && other.at < one.end;
}
