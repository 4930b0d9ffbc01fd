/** The lanes of picture and sound as a plan would have them, before anything is written. Pure. */

import type { Cut, Follower, SyncMap } from "../../engine/contract";
import type { Lane, LaneItem } from "./model";

/** Lanes with the cuts of a plan, and with all that follows them. */
export function plannedLanes(lanes: readonly Lane[], map: SyncMap, frameS: number): Lane[] {
  const cuts = new Map(map.cuts.map((cut) => [key(cut.track, cut.index), cut]));
  const slips = new Map([...map.slips, ...map.followers.map((one) => ({ ...one, frames: one.slipFrames }))].map((one) => [key(one.track, one.index), one.frames]));
  return lanes.map((lane) => {
    const followers = map.followers.filter((one) => one.track === lane.label);
    const plan: LanePlan = { map, cuts, slips, followers, frameS };
    const touched = followers.length > 0 || [map.cuts, map.slips, map.speedChanges].some((all) => all.some((one) => one.track === lane.label));
    return touched ? { ...lane, items: lane.items.map((one) => planned(one, lane, plan)) } : lane;
  });
}

/** What a plan says of one lane. */
interface LanePlan {
  readonly map: SyncMap;
  readonly cuts: ReadonlyMap<string, Cut>;
  /** How much later in its media an item starts, in frames. */
  readonly slips: ReadonlyMap<string, number>;
  readonly followers: readonly Follower[];
  readonly frameS: number;
}

function planned(one: LaneItem, lane: Lane, plan: LanePlan): LaneItem {
  const { map, cuts, frameS } = plan;
  // A transition lies on the cut before the item that it is numbered by, and goes with it.
  const first = cuts.get(key(lane.label, one.item.index - 1));
  const last = one.item.kind === "ITEM_KIND_TRANSITION" ? first : cuts.get(key(lane.label, one.item.index));
  const moved = (cut: Cut | undefined): number => (cut === undefined ? 0 : (cut.toFrame - cut.fromFrame) * frameS);
  const along = followed(one, plan.followers);
  const startS = one.startS + moved(first) + along.start * frameS;
  // What follows the last cut of a rippled track goes along with it.
  const follows = last === undefined && map.mode === "SNAP_MODE_RIPPLE" ? first : last;
  const endS = Math.max(startS, one.endS + moved(follows) + along.end * frameS);
  return { item: { ...one.item, ...showing(one, lane, plan, startS, endS) }, startS, endS };
}

/** By how many frames an item starts and ends later, since what is before it on its lane gives way. */
function followed({ item }: LaneItem, followers: readonly Follower[]): { start: number; end: number } {
  let start = 0;
  let own = 0;
  for (const one of followers) {
    if (one.index <= item.index) start += one.gapFrames;
    if (one.index < item.index) start += one.endFrames;
    else if (one.index === item.index && item.kind !== "ITEM_KIND_TRANSITION") own += one.endFrames;
  }
  return { start, end: start + own };
}

/** Where in its media an item starts, and how fast it goes. */
function showing(one: LaneItem, lane: Lane, { map, slips, frameS }: LanePlan, startS: number, endS: number): { sourceStartS: number; speed: number } {
  const { sourceStartS, index } = one.item;
  const speed = one.item.speed === 0 ? 1 : one.item.speed;
  switch (map.mode) {
    case "SNAP_MODE_RIPPLE":
      return { sourceStartS, speed };
    case "SNAP_MODE_RETIME": {
      const change = map.speedChanges.find((it) => it.track === lane.label && it.index === index);
      const length = endS - startS;
      return { sourceStartS, speed: change === undefined || length <= 0 ? speed : (speed * (one.endS - one.startS)) / length };
    }
    case "SNAP_MODE_SLIP": {
      return { sourceStartS: sourceStartS + (slips.get(key(lane.label, index)) ?? 0) * frameS * speed, speed };
    }
    default:
      return { sourceStartS: sourceStartS + (startS - one.startS) * speed, speed };
  }
}

function key(track: string, index: number): string {
  return `${track}/${index}`;
}
