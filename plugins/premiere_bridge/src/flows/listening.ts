/** Listening to the music: the beats job, with what the user corrected. */

import type { Engine, Sent } from "../engine/client";
import type { BeatOptions, MusicAnalysis, MusicEdits } from "../engine/contract";
import { type Progress, runJob } from "../engine/jobs";
import type { Stop } from "../engine/stop";

/** The options of every job that needs beats: what was chosen, and what was corrected. */
export function beatOptions(options: Sent<BeatOptions>, edits: Sent<MusicEdits>): Sent<BeatOptions> {
  const corrected = Object.values(edits).some((list) => Array.isArray(list) && list.length > 0);
  return corrected ? { ...options, edits } : options;
}

/** Beats, bars, tempo and form of a song. */
export function listen(
  engine: Engine,
  path: string,
  options: Sent<BeatOptions>,
  report: (progress: Progress) => void,
  signal?: Stop,
): Promise<MusicAnalysis> {
  return runJob(engine, "beats", { path, options }, report, signal);
}
