/** What the panel does, apart from how it looks: connection, opening, listening, planning, jobs. */

import { type Engine, EngineProblem, findEngine, PROTOCOL, type Where, type Who } from "./engine/client";
import type { MusicCandidate } from "./engine/contract";
import { Cancelled, type Progress } from "./engine/jobs";
import { Stop } from "./engine/stop";
import { beatOptions, listen } from "./flows/listening";
import { type Wanted } from "./flows/cutting";
import { musicWithPath } from "./flows/choosing";
import * as cutting from "./flows/cutting";
import { musicRemembered, rememberMusic } from "./flows/remembering";
import type { Host } from "./host/port";
import { HostProblem } from "./host/port";
import type { Music, Panel, Said, State } from "./ui/state";
import { Store } from "./ui/store";

export const PANEL_VERSION = "0.1.0";
const TOKEN = "token";
const SEARCH_AGAIN_MS = 3000;
const MOST_SAID = 6;
const PAUSE_MS = 350;
const CHECK_MS = 4000;

export const FIRST: State = {
  connection: { kind: "searching" },
  sequence: null,
  edit: null,
  editPath: "",
  media: null,
  result: null,
  music: null,
  analysis: null,
  beats: {},
  musicEdits: {},
  snap: {},
  decisions: [],
  plan: null,
  playheadS: 0,
  playing: false,
  clicks: true,
  loop: {},
  showsPlan: false,
  view: { startS: 0, endS: 60 },
  running: null,
  said: [],
  tab: "music",
};

/** One piece of work that can be cancelled, said in the panel from start to end. */
export type Work<T> = (report: (progress: Progress) => void, signal: Stop) => Promise<T>;

/** The work that runs now. */
interface Current {
  readonly title: string;
  readonly stop: Stop;
  readonly givesWay: boolean;
  readonly over: Promise<void>;
  /** Whether other work ended it, so that its end is not said. */
  superseded: boolean;
}

export class App implements Panel {
  readonly state = new Store<State>(FIRST);
  private found: Engine | null = null;
  private searching: ReturnType<typeof setTimeout> | null = null;
  private replanning: ReturnType<typeof setTimeout> | null = null;
  private over = false;
  private current: Current | null = null;

  constructor(
    readonly host: Host,
    private readonly where: Where,
  ) {}

  engine(): Engine {
    if (this.found === null) throw new EngineProblem("unreachable", "No engine is connected.");
    return this.found;
  }

  dispose(): void {
    this.over = true;
    if (this.searching !== null) clearTimeout(this.searching);
    this.state.now.running?.cancel();
  }

  private get who(): Who {
    const inPremiere = this.host.name.startsWith("Premiere");
    return {
      client: inPremiere ? "Premiere panel" : "browser",
      version: PANEL_VERSION,
      host: inPremiere ? this.host.name : "",
    };
  }

  /** Looks for the engine until one is there. */
  async connect(): Promise<void> {
    if (this.searching !== null) clearTimeout(this.searching);
    const token = (await this.host.memory.readSecret(TOKEN)) ?? "";
    try {
      const { engine, hello } = await findEngine(this.who, token, this.where);
      this.found = engine;
      if (hello.mismatch !== "") {
        this.state.set({ connection: { kind: "mismatch", message: hello.mismatch } });
      } else if (hello.paired) {
        this.state.set({ connection: { kind: "ready", version: hello.version } });
      } else {
        // What was typed of a code stays.
        if (this.state.now.connection.kind !== "unpaired") this.state.set({ connection: { kind: "unpaired" } });
        // The engine that paired this panel may still come, on another port.
        if (token !== "" && engine.token === "") this.searchAgain();
      }
    } catch (error) {
      this.found = null;
      const problem = error as EngineProblem;
      this.state.set({
        connection: { kind: "absent", message: problem.message, hint: problem.hint ?? "" },
      });
      this.searchAgain();
    }
  }

  private searchAgain(): void {
    if (!this.over) this.searching = setTimeout(() => void this.connect(), SEARCH_AGAIN_MS);
  }

  /** Notices that the engine has gone. */
  async check(): Promise<void> {
    try {
      const hello = await this.engine().call("Pairing/Hello", { protocol: PROTOCOL, client: this.who.client }, CHECK_MS);
      if (!hello.paired) await this.connect();
    } catch {
      await this.connect();
    }
  }

  /** Trades a code for a token that stays. */
  async pair(code: string): Promise<void> {
    const answer = await this.engine().call("Pairing/Pair", { code, client: this.who.client });
    await this.host.memory.writeSecret(TOKEN, answer.token);
    this.found = this.engine().withToken(answer.token);
    await this.connect();
  }

  say(said: Said): void {
    this.state.set({ said: [said, ...this.state.now.said].slice(0, MOST_SAID) });
  }

  /** Tells of an error in a sentence, whatever it was. */
  fail(error: unknown): void {
    if (error instanceof Cancelled) {
      this.say({ kind: "warning", text: "Cancelled; nothing was written." });
      return;
    }
    const hint = error instanceof EngineProblem || error instanceof HostProblem ? error.hint : "";
    const text = error instanceof Error ? error.message : String(error);
    this.say({ kind: "problem", text, hint });
    const lost = error instanceof EngineProblem && ["unreachable", "unauthenticated"].includes(error.code);
    if (lost) void this.connect();
  }

  /**
   * Runs one piece of work with progress and cancel; null where it failed, which was said.
   *
   * @param givesWay whether other work may end it: what can be done again at any time.
   */
  async run<T>(title: string, work: Work<T>, givesWay = false): Promise<T | null> {
    while (this.current !== null) {
      if (!this.current.givesWay) {
        this.say({ kind: "warning", text: `“${this.current.title}” still runs: cancel it first.` });
        return null;
      }
      this.current.superseded = true;
      this.current.stop.abort();
      await this.current.over;
    }
    const stop = new Stop();
    let ended = (): void => {};
    const current: Current = { title, stop, givesWay, superseded: false, over: new Promise((done) => (ended = done)) };
    this.current = current;
    const report = ({ fraction, step }: Progress): void =>
      this.state.set({ running: { title, fraction, step, cancel: () => stop.abort() } });
    report({ fraction: 0, step: "" });
    try {
      return await work(report, stop);
    } catch (error) {
      if (!current.superseded) this.fail(error);
      return null;
    } finally {
      this.current = null;
      this.state.set({ running: null });
      ended();
    }
  }

  /** Opens a file, in a browser. */
  async open(path: string): Promise<void> {
    try {
      const opened = await this.engine().call("Panel/OpenFile", { path });
      for (const text of opened.warnings) this.say({ kind: "warning", text });
      const none = { edit: null, editPath: "", media: null, result: null, plan: null, decisions: [], loop: {}, showsPlan: false };
      if (opened.edit !== undefined) {
        this.state.set({ ...none, edit: opened.edit, editPath: opened.path, playheadS: 0, tab: "music" });
        // Before the music is listened to, which takes a while.
        const sequence = await this.host.sequence();
        this.state.set({ sequence });
        const remembered = sequence === null ? "" : await musicRemembered(this.host.memory, sequence.id);
        const candidates = opened.edit.music;
        const known = candidates.find((one) => one.path === remembered);
        const onTrack = sequence === null || remembered === "" ? null : musicWithPath(sequence, remembered);
        const guess = candidates[0];
        if (known !== undefined) await this.chooseMusic({ ...musicOfCandidate(known), reason: "" });
        else if (onTrack !== null) await this.chooseMusic(onTrack);
        else if (guess !== undefined) await this.chooseMusic(musicOfCandidate(guess));
      } else if (opened.media !== undefined) {
        const isVideo = opened.media.picture !== undefined;
        this.state.set({ ...none, media: { path: opened.path, view: opened.media }, playheadS: 0, tab: isVideo ? "sync" : "music", sequence: null });
        if (opened.media.sound !== undefined) {
          await this.chooseMusic({ path: opened.path, name: opened.name, startS: 0, reason: "" }, !isVideo);
        }
      } else if (opened.result !== undefined) {
        const tab = tabOf(opened.result);
        this.state.set({ ...none, result: { path: opened.path, result: opened.result }, tab, sequence: null });
        const analysis = opened.result.beats;
        if (analysis !== undefined) this.state.set({ analysis });
        if (opened.result.snap !== undefined) this.state.set({ plan: opened.result.snap });
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Takes this music, with the corrections that were saved beside it, and listens to it. */
  async chooseMusic(music: Music, listenNow = true): Promise<void> {
    this.state.set({ music, analysis: null, musicEdits: {}, plan: null, beats: {} });
    try {
      const saved = await this.engine().call("Panel/LoadMusicEdits", { path: music.path });
      if (saved.edits !== undefined && saved.path !== "") this.state.set({ musicEdits: saved.edits });
    } catch (error) {
      this.fail(error);
    }
    if (listenNow) await this.listen();
  }

  /** Takes the music that the user chose, and remembers it for this timeline. */
  async keepMusic(music: Music): Promise<void> {
    const { sequence, edit } = this.state.now;
    if (sequence !== null) await rememberMusic(this.host.memory, sequence.id, music.path);
    // What the engine found lies in the timeline as a whole, in however many pieces.
    const known = edit?.music.find((one) => one.path === music.path);
    await this.chooseMusic(known === undefined ? music : { ...musicOfCandidate(known), reason: "" });
  }

  /** Listens to the music, with what was corrected. */
  async listen(): Promise<void> {
    const { music, beats, musicEdits } = this.state.now;
    if (music === null) return;
    const analysis = await this.run(
      "Listening to the music",
      (report, signal) => listen(this.engine(), music.path, beatOptions(beats, musicEdits), report, signal),
      true,
    );
    if (analysis === null) return;
    this.state.set({ analysis, plan: null });
    for (const text of analysis.warnings) this.say({ kind: "warning", text });
  }

  /** What a snap is asked for now. Throws where something is missing. */
  async wanted(): Promise<Wanted> {
    const { music, beats, musicEdits, snap, decisions, edit } = this.state.now;
    if (music === null) throw new HostProblem("No music is chosen.", "Choose it first.");
    const known = edit?.music.some((one) => one.path === music.path) === true;
    const wanted = {
      editPath: await this.host.exportEdit(),
      musicPath: music.path,
      beats: beatOptions(beats, musicEdits),
      options: snap,
      decisions,
    };
    return known ? wanted : { ...wanted, musicStartS: music.startS };
  }

  /** Shows which cuts would move. */
  async plan(): Promise<void> {
    const plan = await this.run(
      "Planning the cuts",
      async (report, signal) => cutting.plan(this.engine(), await this.wanted(), report, signal),
      true,
    );
    if (plan === null) return;
    this.state.set({ plan });
    for (const text of cutting.saidOf(plan)) this.say({ kind: "warning", text });
  }

  /** Plans again a moment later: of several changes in a row, once. */
  replan(): void {
    if (this.replanning !== null) clearTimeout(this.replanning);
    this.replanning = setTimeout(() => {
      if (this.current !== null && !this.current.givesWay) this.replan();
      else void this.plan();
    }, PAUSE_MS);
  }

  /** Other beats to cut to: what was planned with those before is planned again. */
  chooseBeats(snap: Partial<State["snap"]>): void {
    this.state.set({ snap: { ...this.state.now.snap, ...snap }, plan: null });
    if (this.state.now.edit !== null && this.state.now.analysis !== null) this.replan();
  }

  async newSequence(): Promise<void> {
    if (this.replanning !== null) clearTimeout(this.replanning);
    const said = await this.run("Cutting to the music", async (report, signal) =>
      cutting.newSequence(this.engine(), this.host, await this.wanted(), report, signal),
    );
    if (said === null) return;
    const [first, ...others] = said;
    for (const text of others.reverse()) this.say({ kind: "warning", text });
    if (first !== undefined) this.say({ kind: "done", text: first });
  }

  /** Keeps corrections beside the song. */
  async saveEdits(): Promise<void> {
    const { music, musicEdits } = this.state.now;
    if (music === null) return;
    try {
      const saved = await this.engine().call("Panel/SaveMusicEdits", { path: music.path, edits: musicEdits });
      this.say({ kind: "done", text: `The corrections are saved as ${saved.path}.` });
    } catch (error) {
      this.fail(error);
    }
  }
}

function musicOfCandidate({ path, name, startS, reason }: MusicCandidate): Music {
  return { path, name, startS, reason };
}

function tabOf(result: NonNullable<State["result"]>["result"]): State["tab"] {
  if (result.loudness !== undefined || result.master !== undefined) return "master";
  if (result.synccheck !== undefined) return "sync";
  if (result.foley !== undefined) return "foley";
  if (result.lipsync !== undefined) return "lipsync";
  return "music";
}
