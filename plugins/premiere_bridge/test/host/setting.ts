/** A project with a song on a track, as the tests begin with. */

import { replaceModules } from "../../src/host/premiere/adobe";
import { TICKS_PER_SECOND } from "../../src/host/ticks";
import { FakeClip, fakeModule, FakeItem, FakeProject, FakeSequence, FakeTrack, fakeUxp, type Manner, World } from "../double/premiere";

export const SECOND = TICKS_PER_SECOND;

export interface Setting {
  readonly world: World;
  readonly project: FakeProject;
  readonly sequence: FakeSequence;
  readonly song: FakeClip;
}

/** What a panel keeps between sessions. */
class FakeStorage {
  private readonly values = new Map<string, string>();
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }
  removeItem(key: string): void {
    this.values.delete(key);
  }
}

export function setting(manner: Partial<Manner> = {}): Setting {
  Object.defineProperty(globalThis, "localStorage", { value: new FakeStorage(), configurable: true, writable: true });
  const world = new World();
  Object.assign(world.manner, manner);
  const project = new FakeProject(world, "/work/show/show.prproj");
  const song = new FakeClip(world, "song.wav", "/work/show/song.wav");
  project.root.items.push(song);
  const sequence = new FakeSequence(
    world,
    "Edit",
    [new FakeTrack(world, "V1")],
    [new FakeTrack(world, "A1"), new FakeTrack(world, "Music", [new FakeItem(song, 2n * SECOND, 40n * SECOND, SECOND)])],
  );
  project.sequences.push(sequence);
  project.active = sequence;
  world.project = project;
  replaceModules(fakeModule(world), fakeUxp());
  return { world, project, sequence, song };
}
