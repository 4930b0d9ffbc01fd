/** The double in a page, for driving the panel that Premiere loads. Told by `window.doubleSays`. */

import { TICKS_PER_SECOND } from "../../src/host/ticks";
import { FakeClip, fakeModule, FakeItem, FakeProject, FakeSequence, FakeTrack, fakeUxp, World } from "./premiere";

declare global {
  interface Window {
    /** Project file, song, seconds of the song, and another sound on the track beside it. */
    doubleSays: { project: string; song: string; seconds: number; voice: string };
    hostRead(path: string): Promise<string>;
    hostExport(path: string): Promise<boolean>;
    world: World;
  }
}

const { project: path, song, seconds, voice } = window.doubleSays;
const world = new World();
const project = new FakeProject(world, path);
const clip = new FakeClip(world, "song.wav", song);
const spoken = new FakeClip(world, "voice.wav", voice);
project.root.items.push(clip, spoken);
const end = BigInt(Math.round(seconds)) * TICKS_PER_SECOND;
const sequence = new FakeSequence(
  world,
  "Edit",
  [new FakeTrack(world, "V1")],
  [new FakeTrack(world, "A1", [new FakeItem(spoken, 0n, TICKS_PER_SECOND), new FakeItem(spoken, 2n * TICKS_PER_SECOND, 5n * TICKS_PER_SECOND)]), new FakeTrack(world, "Music", [new FakeItem(clip, 0n, end)])],
);
project.sequences.push(sequence);
project.active = sequence;
world.project = project;
world.read = (file) => window.hostRead(file);
world.exporter = (_sequence, file) => window.hostExport(file);
window.world = world;

let created: ((root: HTMLElement) => void) | undefined;
const uxp = fakeUxp();
uxp.entrypoints = {
  setup: (points: { panels: Record<string, { create?: (root: HTMLElement) => void }> }) => {
    created = points.panels.backbeat?.create;
  },
};
const module = fakeModule(world);
(window as unknown as { require: (name: string) => unknown }).require = (name) => (name === "uxp" ? uxp : module);

// What UXP lacks is taken away, and what is broken in it fails.
for (const name of ["TextDecoder", "Worker", "WebAssembly", "AudioContext", "FormData", "AbortController", "WebSocket", "sessionStorage"]) {
  Object.defineProperty(window, name, { get: () => { throw new Error(`UXP has no ${name}`); }, configurable: true });
}
CanvasRenderingContext2D.prototype.clearRect = () => {
  throw new Error("clearRect is broken in UXP");
};
window.addEventListener("load", () => created?.(document.body));
