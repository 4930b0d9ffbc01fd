/** Adobe's module. The only file that knows of Adobe's declarations. */

import type { premierepro } from "@adobe/premierepro";
import type { Uxp } from "uxp";

export type {
  Action,
  AudioClipTrackItem,
  ClipProjectItem,
  FolderItem,
  Marker,
  Markers,
  Project,
  ProjectItem,
  Sequence,
  TickTime,
} from "@adobe/premierepro";
export type Premiere = premierepro;

let loaded: premierepro | null = null;
let uxpLoaded: Uxp | null = null;

/** The host's module; loaded when it is first asked for, since only the host has it. */
export function premiere(): premierepro {
  loaded ??= require("premierepro") as premierepro;
  return loaded;
}

export function uxp(): Uxp {
  uxpLoaded ??= require("uxp") as Uxp;
  return uxpLoaded;
}

/** Puts other modules in their place, for tests. */
export function replaceModules(module: unknown, shell: unknown): void {
  loaded = module as premierepro;
  uxpLoaded = shell as Uxp;
}
