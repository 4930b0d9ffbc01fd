/** Brings what a job made into the host, and says what really landed. */

import type { FoleyResult } from "../engine/contract";
import type { Host, NewClip } from "../host/port";
import { ticksOf } from "../host/ticks";
import { counted } from "../ui/words/numbers";

/** Foley: clips onto their own tracks where the host takes clips; else the timeline that was written. */
export async function land(host: Host, result: FoleyResult): Promise<string[]> {
  if (!host.features().placeClips) {
    return result.outputPath === "" ? [] : [`The timeline with foley is ${result.outputPath}.`];
  }
  const clips = foleyClips(result);
  if (clips.length === 0) return ["No sound was placed."];
  const landed = await host.placeClips(clips, "Backbeat: foley");
  const of = landed.there < clips.length ? ` of ${clips.length}` : "";
  return [
    `${counted(landed.there, "sound")}${of} ${landed.there === 1 ? "is" : "are"} on the tracks.`,
    ...landed.missed,
    ...landed.notes,
  ];
}

/** The prepared sounds, each where its file begins so that its hit is on the cue. Pure. */
export function foleyClips(result: FoleyResult): NewClip[] {
  return result.cues.flatMap((cue) => {
    const path = cue.sound?.renderedPath ?? "";
    if (!cue.placed || path === "" || cue.sound === undefined) return [];
    return [
      {
        path,
        track: cue.track === "" ? cue.layer : cue.track,
        at: ticksOf(Math.max(0, cue.timeS - cue.sound.syncS)),
        name: cue.description === "" ? cue.kind : cue.description,
      },
    ];
  });
}
