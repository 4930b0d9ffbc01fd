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

/** A sound track as a choice for the music. */
export interface TrackOffer {
  /** "A2 Music". */
  readonly title: string;
  readonly clips: number;
  /** Name of its longest clip that can be the music; of the longest at all where none can. */
  readonly longest: string;
  /** That clip as the music; null where no clip of the track can be. */
  readonly music: Music | null;
  /** Why none can; empty where one can. */
  readonly refused: string;
}

/** The sound tracks that hold anything, as choices for the music. */
export function tracksOffered(sequence: Sequence): TrackOffer[] {
  return sequence.soundTracks
    .filter((track) => track.clips.length > 0)
    .map((track) => {
      const all = track.clips.map((clip) => ({ track, clip }));
      const usable = longest(all.filter(({ clip }) => clip.refused === ""));
      const shown = (usable ?? longest(all))?.clip;
      return {
        title: track.name === "" || track.name === track.label ? track.label : `${track.label} ${track.name}`,
        clips: all.length,
        longest: shown?.name ?? "",
        music: usable === null ? null : music(usable.clip, ""),
        refused: usable === null ? (shown?.refused ?? "") : "",
      };
    });
}

/** The music whose file this is, by its longest clip in the sequence; null where it is not there. */
export function musicWithPath(sequence: Sequence, path: string): Music | null {
  const all = sequence.soundTracks.flatMap((track) => track.clips.map((clip) => ({ track, clip })));
  const best = longest(all.filter(({ clip }) => clip.refused === "" && clip.path === path));
  return best === null ? null : music(best.clip, "");
}

/**
 * The music to take when the host says that something has changed; null: what is taken stays.
 *
 * @param before the sequence as it was seen last, null at first.
 * @param takenPath the file that is the music now, empty without one.
 * @param rememberedPath what was chosen for this sequence before, empty without a choice.
 */
export function musicToTake(
  before: Sequence | null,
  sequence: Sequence,
  takenPath: string,
  rememberedPath: string,
): Music | null {
  const found = musicOf(sequence);
  const selectedBefore = before?.id === sequence.id ? musicOf(before) : null;
  const stillSelected = selectedBefore?.chosen === true && selectedBefore.music.path === found?.music.path;
  if (found?.chosen === true && !stillSelected) return other(found.music, takenPath);
  if (before?.id === sequence.id && takenPath !== "") return null;
  const remembered = rememberedPath === "" ? null : musicWithPath(sequence, rememberedPath);
  return other(remembered ?? found?.music ?? null, takenPath);
}

function other(music: Music | null, takenPath: string): Music | null {
  return music?.path === takenPath ? null : music;
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
