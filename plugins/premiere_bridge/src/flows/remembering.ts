/** The music that was chosen for a timeline, kept for the next time that the timeline is opened. */

import type { Memory } from "../host/port";

const KEY = "music-of-timelines";
const MOST = 100;

type Kept = readonly (readonly [timeline: string, path: string])[];

/** Keeps the file that is the music of a timeline; of many timelines, the latest. */
export async function rememberMusic(memory: Memory, timeline: string, path: string): Promise<void> {
  const others = (await kept(memory)).filter(([known]) => known !== timeline);
  await memory.write(KEY, JSON.stringify([[timeline, path], ...others].slice(0, MOST)));
}

/** The file that was kept for a timeline; empty where none was. */
export async function musicRemembered(memory: Memory, timeline: string): Promise<string> {
  return (await kept(memory)).find(([known]) => known === timeline)?.[1] ?? "";
}

async function kept(memory: Memory): Promise<Kept> {
  const text = await memory.read(KEY);
  if (text === null) return [];
  try {
    return JSON.parse(text) as Kept;
  } catch {
    // Storage that somebody else has written over holds nothing of ours.
    return [];
  }
}
