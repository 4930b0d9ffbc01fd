/** Which clip of a sequence is the music. Pure. */

import type { Sequence, SoundClip, SoundTrack } from "../host/port";
import { secondsOf } from "../host/ticks";
import type { Music } from "../ui/state";

const NAMED = /music|song|score|musik|musique|bgm/i;

export interface FoundMusic {
  readonly music: Music;
  /** Whether the user has selected it. */
  readonly chosen: boolean;
}

/** The selected clip; else the longest on a track called music; else the longest of all. */
export function musicOf(sequence: Sequence): FoundMusic | null {
  const all = sequence.soundTracks.flatMap((track) => track.clips.map((clip) => ({ track, clip })));
  const usable = all.filter(({ clip }) => clip.refused === "");
  const selected = usable.find(({ clip }) => clip.selected);
  if (selected !== undefined) return { music: music(selected.clip, ""), chosen: true };
  const named = usable.filter(({ track, clip }) => NAMED.test(`${track.name} ${clip.name}`));
  const best = longest(named) ?? longest(usable);
  if (best === null) return null;
  const reason = named.length > 0 ? "its track or file is called music" : "it sounds longest";
  return { music: music(best.clip, reason), chosen: false };
}

/** Why the selected clip cannot be the music; empty where it can, or none is selected. */
export function refusalOf(sequence: Sequence): string {
  const selected = sequence.soundTracks.flatMap((track) => track.clips).find((clip) => clip.selected);
  if (selected === undefined || selected.refused === "") return "";
  return `“${selected.name}” cannot be the music: ${selected.refused}.`;
}

function music(clip: SoundClip, reason: string): Music {
  const length = clip.end - clip.start;
  return {
    path: clip.path,
    name: clip.name,
    reason,
    startS: secondsOf(clip.start - clip.source),
    fromS: secondsOf(clip.source),
    toS: secondsOf(clip.source + length),
  };
}

function longest(
  found: readonly { readonly track: SoundTrack; readonly clip: SoundClip }[],
): { readonly track: SoundTrack; readonly clip: SoundClip } | null {
  let best: { readonly track: SoundTrack; readonly clip: SoundClip } | null = null;
  for (const one of found) {
    if (best === null || one.clip.end - one.clip.start > best.clip.end - best.clip.start) best = one;
  }
  return best;
}
