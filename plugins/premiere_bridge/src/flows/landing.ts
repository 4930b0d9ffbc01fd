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

/** Takes what was landed off the tracks again, and nothing else. */
export async function removeLanded(host: Host): Promise<string> {
  const gone = await host.removeClips();
  if (gone === 0) return "There were no sounds of Backbeat's on the tracks.";
  return `${counted(gone, "sound")} of Backbeat's ${gone === 1 ? "was" : "were"} taken off the tracks.`;
}

/** The prepared sounds, each the stretch of its file that is heard where the engine has put it. Pure. */
export function foleyClips(result: FoleyResult): NewClip[] {
  return result.cues.flatMap((cue) => {
    const path = cue.sound?.renderedPath ?? "";
    if (!cue.placed || path === "" || cue.sound === undefined) return [];
    return [
      {
        path,
        track: cue.layer,
        at: ticksOf(cue.clipStartS),
        end: ticksOf(cue.clipEndS),
        source: ticksOf(cue.fileStartS),
        name: cue.description === "" ? cue.kind : cue.description,
      },
    ];
  });
}
