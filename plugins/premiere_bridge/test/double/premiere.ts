/**
 * A behavioural double of the `premierepro` module: locks, deferred actions, an undo stack, refusals.
 * It offers nothing that Adobe's declarations lack (drift.test.ts holds it to that).
 */

export interface Manner {
  /** What happens to an action that was made outside the lock: since 26.3 it is dropped in silence. */
  lock: "strict" | "silent" | "off";
  /** Most actions of a transaction that take effect; the others are dropped in silence. */
  cap: number;
  /** Whether inserting beyond the last track makes one. */
  makesTracks: boolean;
  otio: boolean;
  xml: boolean;
  /** Whether what is put on a track begins and ends at the in and out points of its item. */
  inOut: boolean;
}

interface Undoable {
  readonly label: string;
  readonly restore: () => void;
}

class FakeTick {
  constructor(readonly ticks: string) {}
  get seconds(): number {
    return Number(this.ticks) / 254016000000;
  }
  get ticksNumber(): number {
    return Number(this.ticks);
  }
}

class FakeAction {
  constructor(
    readonly madeLocked: boolean,
    readonly run: () => void,
  ) {}
}

class FakeGuid {
  constructor(private readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

interface Note {
  name: string;
  start: string;
  comments: string;
  color: number;
}

export class World {
  manner: Manner = { lock: "strict", cap: Number.POSITIVE_INFINITY, makesTracks: true, otio: true, xml: true, inOut: true };
  locked = false;
  undoStack: Undoable[] = [];
  problems: string[] = [];
  readonly listeners = new Map<string, Set<() => void>>();
  project: FakeProject | null = null;
  private count = 0;

  id(): string {
    this.count += 1;
    return `id-${this.count}`;
  }

  action(run: () => void): FakeAction {
    if (!this.locked && this.manner.lock === "strict") throw new Error("made outside lockedAccess");
    return new FakeAction(this.locked || this.manner.lock === "off", run);
  }

  undo(): string {
    const last = this.undoStack.pop();
    last?.restore();
    return last?.label ?? "";
  }

  fire(event: string): void {
    for (const listener of this.listeners.get(event) ?? []) listener();
  }
}

class FakeMarker {
  constructor(
    private readonly world: World,
    readonly note: Note,
  ) {}
  readonly guid = new FakeGuid("marker");
  getName(): string {
    return this.note.name;
  }
  getComments(): string {
    return this.note.comments;
  }
  getStart(): FakeTick {
    return new FakeTick(this.note.start);
  }
  getColorIndex(): number {
    return this.note.color;
  }
  createSetColorByIndexAction(color: number): FakeAction {
    return this.world.action(() => {
      this.note.color = color;
    });
  }
}

class FakeMarkers {
  constructor(
    private readonly world: World,
    readonly notes: Note[],
  ) {}
  getMarkers(): FakeMarker[] {
    return this.notes.map((note) => new FakeMarker(this.world, note));
  }
  createRemoveMarkerAction(marker: FakeMarker): FakeAction {
    return this.world.action(() => {
      const index = this.notes.indexOf(marker.note);
      if (index >= 0) this.notes.splice(index, 1);
    });
  }
  createAddMarkerAction(name: string, _type: string, start: FakeTick, _duration: FakeTick, comments: string): FakeAction {
    return this.world.action(() => {
      this.notes.push({ name, start: start.ticks, comments, color: 0 });
    });
  }
}

export class FakeClip {
  readonly notes: Note[] = [];
  /** Its in and out points; all of it, a second, without them. */
  stretch: readonly [bigint, bigint] = [0n, 254016000000n];
  constructor(
    private readonly world: World,
    readonly name: string,
    readonly path: string,
    readonly facts: { offline?: boolean; multicam?: boolean; merged?: boolean; sequence?: boolean } = {},
  ) {}
  readonly type = 1;
  async isSequence(): Promise<boolean> {
    return this.facts.sequence === true;
  }
  async isMulticamClip(): Promise<boolean> {
    return this.facts.multicam === true;
  }
  async isMergedClip(): Promise<boolean> {
    return this.facts.merged === true;
  }
  async isOffline(): Promise<boolean> {
    return this.facts.offline === true;
  }
  async getMediaFilePath(): Promise<string> {
    return this.path;
  }
  createSetInOutPointsAction(inPoint: FakeTick, outPoint: FakeTick): FakeAction {
    return this.world.action(() => {
      this.stretch = [BigInt(inPoint.ticks), BigInt(outPoint.ticks)];
    });
  }
}

export class FakeFolder {
  readonly type = 2;
  constructor(
    private readonly world: World,
    readonly name: string,
    readonly items: (FakeClip | FakeFolder)[] = [],
  ) {}
  async getItems(): Promise<(FakeClip | FakeFolder)[]> {
    return [...this.items];
  }
  createBinAction(name: string, _makeUnique: boolean): FakeAction {
    return this.world.action(() => {
      this.items.push(new FakeFolder(this.world, name));
    });
  }
}

export class FakeItem {
  constructor(
    readonly clip: FakeClip,
    public start: bigint,
    public end: bigint,
    public source = 0n,
    readonly facts: { selected?: boolean; speed?: number; reversed?: boolean } = {},
  ) {}
  async getName(): Promise<string> {
    return this.clip.name;
  }
  async getIsSelected(): Promise<boolean> {
    return this.facts.selected === true;
  }
  async getSpeed(): Promise<number> {
    return this.facts.speed ?? 1;
  }
  async isSpeedReversed(): Promise<number> {
    return this.facts.reversed === true ? 1 : 0;
  }
  async getStartTime(): Promise<FakeTick> {
    return new FakeTick(this.start.toString());
  }
  async getEndTime(): Promise<FakeTick> {
    return new FakeTick(this.end.toString());
  }
  async getInPoint(): Promise<FakeTick> {
    return new FakeTick(this.source.toString());
  }
  async getProjectItem(): Promise<FakeClip> {
    return this.clip;
  }
}

export class FakeTrack {
  constructor(
    private readonly world: World,
    public name: string,
    public items: FakeItem[] = [],
  ) {}
  getTrackItems(_type: unknown, _empty: boolean): FakeItem[] {
    return [...this.items];
  }
  createSetNameAction(name: string): FakeAction {
    return this.world.action(() => {
      this.name = name;
    });
  }
  /** Overwrites: what lies there is trimmed, split or goes. */
  overwrite(item: FakeItem): void {
    const kept: FakeItem[] = [];
    for (const old of this.items) {
      if (old.end <= item.start || old.start >= item.end) {
        kept.push(old);
        continue;
      }
      if (old.start < item.start) kept.push(new FakeItem(old.clip, old.start, item.start, old.source, old.facts));
      if (old.end > item.end) {
        kept.push(new FakeItem(old.clip, item.end, old.end, old.source + (item.end - old.start), old.facts));
      }
    }
    this.items = [...kept, item].sort((one, other) => (one.start < other.start ? -1 : 1));
  }
}

export class FakeSequence {
  readonly guid: FakeGuid;
  readonly notes: Note[] = [];
  playhead = "0";
  constructor(
    private readonly world: World,
    readonly name: string,
    readonly video: FakeTrack[],
    readonly audio: FakeTrack[],
    private readonly timebase = 254016000000n / 25n,
  ) {
    this.guid = new FakeGuid(world.id());
  }
  async getTimebase(): Promise<string> {
    return this.timebase.toString();
  }
  async getZeroPoint(): Promise<FakeTick> {
    return new FakeTick("0");
  }
  async getEndTime(): Promise<FakeTick> {
    const ends = [...this.video, ...this.audio].flatMap((track) => track.items.map((item) => item.end));
    return new FakeTick(ends.reduce((most, end) => (end > most ? end : most), 0n).toString());
  }
  async getVideoTrackCount(): Promise<number> {
    return this.video.length;
  }
  async getAudioTrackCount(): Promise<number> {
    return this.audio.length;
  }
  async getVideoTrack(index: number): Promise<FakeTrack> {
    return this.video[index] as FakeTrack;
  }
  async getAudioTrack(index: number): Promise<FakeTrack> {
    return this.audio[index] as FakeTrack;
  }
  async getPlayerPosition(): Promise<FakeTick> {
    return new FakeTick(this.playhead);
  }
  async setPlayerPosition(time: FakeTick): Promise<boolean> {
    this.playhead = time.ticks;
    return true;
  }
  addTrack(name: string): FakeTrack {
    const track = new FakeTrack(this.world, name);
    this.audio.push(track);
    return track;
  }
}

export class FakeProject {
  readonly guid: FakeGuid;
  readonly name = "Project";
  readonly root: FakeFolder;
  sequences: FakeSequence[] = [];
  active: FakeSequence | null = null;
  imports: string[][] = [];
  constructor(
    private readonly world: World,
    readonly path: string,
  ) {
    this.guid = new FakeGuid(world.id());
    this.root = new FakeFolder(world, "Root");
  }
  async getActiveSequence(): Promise<FakeSequence | null> {
    return this.active;
  }
  async setActiveSequence(sequence: FakeSequence): Promise<boolean> {
    this.active = sequence;
    this.world.fire("sequence activated");
    return true;
  }
  async getSequences(): Promise<FakeSequence[]> {
    return [...this.sequences];
  }
  async createSequence(name: string): Promise<FakeSequence> {
    const made = new FakeSequence(this.world, name, [new FakeTrack(this.world, "V1")], [new FakeTrack(this.world, "A1")]);
    this.sequences.push(made);
    return made;
  }
  async deleteSequence(sequence: FakeSequence): Promise<boolean> {
    this.sequences = this.sequences.filter((one) => one !== sequence);
    return true;
  }
  async getRootItem(): Promise<FakeFolder> {
    return this.root;
  }
  async importFiles(paths: string[], _suppress?: boolean, bin?: FakeFolder): Promise<boolean> {
    this.imports.push(paths);
    for (const path of paths) {
      if (path.endsWith(".otio")) this.sequences.push(this.sequenceFrom((await this.world.read?.(path)) ?? ""));
      else (bin ?? this.root).items.push(new FakeClip(this.world, path.split(/[\\/]/).pop() ?? path, path));
    }
    return true;
  }
  lockedAccess(callback: () => void): void {
    this.world.locked = true;
    try {
      callback();
    } finally {
      this.world.locked = false;
    }
  }
  executeTransaction(callback: (compound: { addAction(action: FakeAction): boolean }) => void, label = ""): boolean {
    const actions: FakeAction[] = [];
    callback({
      addAction: (action) => {
        actions.push(action);
        return true;
      },
    });
    const restore = this.snapshot();
    for (const action of actions.slice(0, this.world.manner.cap)) {
      if (action.madeLocked) action.run();
    }
    this.world.undoStack.push({ label, restore });
    return true;
  }

  /** How to bring back everything that a transaction may change. */
  private snapshot(): () => void {
    const undo: (() => void)[] = [];
    const keep = <T>(list: T[]): void => {
      const copy = [...list];
      undo.push(() => list.splice(0, list.length, ...copy));
    };
    const folder = (one: FakeFolder): void => {
      keep(one.items);
      for (const item of one.items) {
        if (item instanceof FakeFolder) folder(item);
        else {
          const { stretch } = item;
          undo.push(() => {
            item.stretch = stretch;
          });
          keep(item.notes);
        }
      }
    };
    folder(this.root);
    for (const sequence of this.sequences) {
      keep(sequence.notes);
      keep(sequence.audio);
      for (const track of [...sequence.video, ...sequence.audio]) {
        const { name, items } = track;
        undo.push(() => {
          track.name = name;
          track.items = items;
        });
      }
    }
    return () => {
      for (const one of undo) one();
    };
  }

  /** What an import makes of an OpenTimelineIO file: read from the file's own JSON. */
  private sequenceFrom(text: string): FakeSequence {
    const root = JSON.parse(text) as Otio;
    const video: FakeTrack[] = [];
    const audio: FakeTrack[] = [];
    for (const track of root.tracks.children) {
      const made = new FakeTrack(this.world, track.name ?? "");
      let at = 0n;
      for (const child of track.children ?? []) {
        const range = child.source_range;
        if (range === undefined || range === null) continue;
        const length = BigInt(Math.round((range.duration.value / range.duration.rate) * 254016000000));
        if (child.OTIO_SCHEMA.startsWith("Clip")) {
          made.items.push(new FakeItem(new FakeClip(this.world, child.name ?? "", ""), at, at + length));
        }
        at += length;
      }
      (track.kind === "Video" ? video : audio).push(made);
    }
    const sequence = new FakeSequence(this.world, root.name ?? "", video, audio);
    for (const marker of root.tracks.markers ?? []) {
      const start = marker.marked_range.start_time;
      const ticks = BigInt(Math.round((start.value / start.rate) * 254016000000));
      sequence.notes.push({ name: marker.name ?? "", start: ticks.toString(), comments: marker.comment ?? "", color: 0 });
    }
    return sequence;
  }
}

interface Otio {
  name?: string;
  tracks: {
    children: { name?: string; kind: string; children?: { OTIO_SCHEMA: string; name?: string; source_range?: { duration: { value: number; rate: number } } | null }[] }[];
    markers?: { name?: string; comment?: string; marked_range: { start_time: { value: number; rate: number } } }[];
  };
}

/** The module. */
export function fakeModule(world: World): Record<string, unknown> {
  const constants = {
    TrackItemType: { CLIP: 1 },
    MarkerColor: { GREEN: 0, RED: 1, MAGNETA: 2, ORANGE: 3, YELLOW: 4, BLUE: 6, CYAN: 7 },
    MediaType: { ANY: 0, AUDIO: 2, VIDEO: 1 },
    SequenceEvent: { ACTIVATED: "sequence activated", SELECTION_CHANGED: "selection changed" },
  };
  const placed = (clip: FakeClip, at: bigint): FakeItem => {
    const [from, to] = world.manner.inOut ? clip.stretch : [0n, 254016000000n];
    return new FakeItem(clip, at, at + to - from, from);
  };
  const editor = (sequence: FakeSequence) => ({
    createOverwriteItemAction: (clip: FakeClip, time: FakeTick, _video: number, audio: number) =>
      world.action(() => {
        sequence.audio[audio]?.overwrite(placed(clip, BigInt(time.ticks)));
      }),
    createInsertProjectItemAction: (clip: FakeClip, time: FakeTick, _video: number, audio: number, _limit: boolean) =>
      world.action(() => {
        if (audio >= sequence.audio.length && world.manner.makesTracks) sequence.addTrack(`Audio ${sequence.audio.length + 1}`);
        sequence.audio[audio]?.overwrite(placed(clip, BigInt(time.ticks)));
      }),
    createRemoveItemsAction: (selection: { items: FakeItem[] }) =>
      world.action(() => {
        for (const track of sequence.audio) track.items = track.items.filter((item) => !selection.items.includes(item));
      }),
  });
  const exporting = (sequence: FakeSequence, path: string) => {
    world.problems.push(`exported ${sequence.name} to ${path}`);
    return Promise.resolve(world.exporter?.(sequence, path) ?? true);
  };
  return {
    Constants: constants,
    Project: { getActiveProject: () => Promise.resolve(world.project) },
    Marker: { MARKER_TYPE_COMMENT: "Comment" },
    Markers: { getMarkers: (owner: FakeSequence | FakeClip) => Promise.resolve(new FakeMarkers(world, owner.notes)) },
    TickTime: { createWithTicks: (ticks: string) => new FakeTick(ticks), TIME_ZERO: new FakeTick("0") },
    ClipProjectItem: { cast: (item: unknown) => (item instanceof FakeClip ? item : null) },
    FolderItem: { cast: (item: unknown) => (item instanceof FakeFolder ? item : null) },
    SequenceEditor: { getEditor: editor },
    TrackItemSelection: {
      createEmptySelection: (callback: (selection: { items: FakeItem[]; addItem(item: FakeItem, skip?: boolean): boolean }) => void) => {
        const items: FakeItem[] = [];
        callback({
          items,
          addItem: (item) => {
            items.push(item);
            return true;
          },
        });
        return true;
      },
    },
    ProjectConverter: {
      ...(world.manner.otio ? { exportAsOpenTimelineIO: exporting } : {}),
      ...(world.manner.xml ? { exportAsFinalCutProXML: exporting } : {}),
    },
    EventManager: {
      addGlobalEventListener: (event: string, heard: () => void) => {
        const known = world.listeners.get(event) ?? new Set();
        known.add(heard);
        world.listeners.set(event, known);
      },
      removeGlobalEventListener: (event: string, heard: () => void) => world.listeners.get(event)?.delete(heard),
    },
  };
}

export interface World {
  /** What an export writes, where a test wants a real file. */
  exporter?: (sequence: FakeSequence, path: string) => boolean | Promise<boolean>;
  /** Reads a file that is imported. */
  read?: (path: string) => Promise<string>;
}

/** UXP beside it: secrets, files, the host's version. */
export function fakeUxp(): Record<string, unknown> {
  const secrets = new Map<string, string>();
  return {
    host: { name: "premierepro", version: "26.3.0" },
    storage: {
      secureStorage: {
        getItem: async (key: string) => {
          const value = secrets.get(key);
          return value === undefined ? null : Uint8Array.from(value, (letter) => letter.charCodeAt(0));
        },
        setItem: async (key: string, value: string) => void secrets.set(key, value),
        removeItem: async (key: string) => void secrets.delete(key),
      },
      localFileSystem: { getFileForOpening: async () => null, getFolder: async () => null },
    },
    entrypoints: { setup: () => {} },
  };
}
