/** The picture lanes as a plan would have them, before anything is written. Pure. */

import type { Cut, SyncMap } from "../../engine/contract";
import type { Lane, LaneItem } from "./model";

/**
 * Lanes with the cuts of a plan. Sound lanes stay as they are: which sound goes along is only known
 * once the new timeline is written.
 */
export function plannedLanes(lanes: readonly Lane[], map: SyncMap, frameS: number): Lane[] {
  const cuts = new Map(map.cuts.map((cut) => [key(cut.track, cut.index), cut]));
  return lanes.map((lane) => (lane.isSound ? lane : { ...lane, items: lane.items.map((one) => planned(one, lane, map, cuts, frameS)) }));
}

function planned(one: LaneItem, lane: Lane, map: SyncMap, cuts: ReadonlyMap<string, Cut>, frameS: number): LaneItem {
  // A transition lies on the cut before the item that it is numbered by, and goes with it.
  const first = cuts.get(key(lane.label, one.item.index - 1));
  const last = one.item.kind === "ITEM_KIND_TRANSITION" ? first : cuts.get(key(lane.label, one.item.index));
  const moved = (cut: Cut | undefined): number => (cut === undefined ? 0 : (cut.toFrame - cut.fromFrame) * frameS);
  const startS = one.startS + moved(first);
  // What follows the last cut of a rippled track goes along with it.
  const follows = last === undefined && map.mode === "SNAP_MODE_RIPPLE" ? first : last;
  const endS = Math.max(startS, one.endS + moved(follows));
  return { item: { ...one.item, ...showing(one, lane, map, startS, endS, frameS) }, startS, endS };
}

/** Where in its media an item starts, and how fast it goes. */
function showing(one: LaneItem, lane: Lane, map: SyncMap, startS: number, endS: number, frameS: number): { sourceStartS: number; speed: number } {
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
      const slip = map.slips.find((it) => it.track === lane.label && it.index === index);
      return { sourceStartS: sourceStartS + (slip?.frames ?? 0) * frameS * speed, speed };
    }
    default:
      return { sourceStartS: sourceStartS + (startS - one.startS) * speed, speed };
  }
}

function key(track: string, index: number): string {
  return `${track}/${index}`;
}
