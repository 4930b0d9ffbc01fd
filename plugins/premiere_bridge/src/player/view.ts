/** Playing in a browser: transport, sound with clicks, and the picture at the playhead. */

import type { App } from "../app";
import { runJob } from "../engine/jobs";
import { button, checkBox } from "../ui/controls";
import { fill, h, type View } from "../ui/dom";
import { output } from "../ui/jobs/tabs";
import { frameSeconds, lanesOf, pictureAt } from "../ui/time/model";
import { plannedLanes } from "../ui/time/planned";
import { clock } from "../ui/words/numbers";
import { framesOf, timecode } from "../ui/words/timecode";
import { jumpFrom, withIn, withOut } from "./loop";
import { Pictures } from "./picture";
import { SoundPlayer } from "./sound";
import { clicksOf, reachOf, type Source, sourceOf } from "./source";

const JUMP_S = 5;

export interface Player extends View {
  seek(seconds: number): void;
  togglePlay(): void;
}

export function player(app: App): Player {
  const context = new AudioContext({ sampleRate: 48_000 });
  const time = h("p", { class: "timecode", "aria-live": "off" });
  const toggle = button("Play", () => togglePlay(), { class: "primary", title: "Space" });
  const clicks = h("div", {});
  const mixButton = button("Hear the edit", () => hearEdit(), { title: "Mixes all its tracks, then plays them" });
  const planned = h("div", {});
  const looped = h("span", { class: "quiet", role: "status" });
  const endLoop = button("Play on", () => app.state.set({ loop: {} }), { "aria-label": "Play on beyond the loop" });
  const pictures = new Pictures(app);
  const element = h(
    "div",
    { class: "player" },
    pictures.element,
    h("div", { class: "row transport" }, toggle, time, clicks, planned, mixButton, looped, endLoop),
    h("p", { class: "quiet keys" }, "Space plays and stops. J goes back, L plays. I and O set the ends of a loop."),
  );
  let sound: SoundPlayer | null = null;
  let source: Source = { path: "", startS: 0, axisS: 0 };
  let mixPath = "";
  let frame = 0;
  /** Counts the starts: one that was given up meanwhile plays nothing. */
  let start = 0;
  let starting = false;

  async function prepared(): Promise<SoundPlayer> {
    const wanted = sourceOf(app.state.now, mixPath);
    const same = wanted.path === source.path && wanted.startS === source.startS && wanted.axisS === source.axisS;
    if (sound !== null && same) return sound;
    sound?.dispose();
    sound = null;
    const opened = wanted.path === "" ? null : await soundOf(wanted.path);
    source = wanted;
    sound = new SoundPlayer(
      context,
      opened?.read ?? (() => Promise.reject(new Error("There is no sound."))),
      opened?.lengthS ?? 0,
      reachOf(wanted, opened?.lengthS ?? 0),
      () => clicksOf(app.state.now, wanted),
      (error) => {
        stop();
        app.fail(error);
      },
    );
    sound.clicksLoud = app.state.now.clicks;
    return sound;
  }

  async function soundOf(path: string): Promise<{ lengthS: number; read: (from: number, seconds: number) => Promise<ArrayBuffer> }> {
    const [opened, file] = await Promise.all([
      app.engine().call("Panel/OpenMedia", { path }),
      app.engine().call("Panel/OpenFile", { path }),
    ]);
    return {
      lengthS: file.media?.sound === undefined ? 0 : file.media.durationS,
      read: async (fromS, seconds) => {
        const answer = await fetch(`${opened.url}/sound?from=${fromS}&seconds=${seconds}`);
        if (!answer.ok) throw new Error("The sound could not be read.");
        return answer.arrayBuffer();
      },
    };
  }

  async function play(): Promise<void> {
    const own = ++start;
    begin(true);
    try {
      const ready = await prepared();
      if (own !== start) return;
      const { playheadS } = app.state.now;
      const { toS } = reachOf(source, 0);
      // At the very end, playing begins anew.
      const atEnd = source.axisS > 0 && playheadS - source.startS >= toS - 0.01;
      const { loop } = app.state.now;
      ready.untilS = (loop.outS ?? Number.POSITIVE_INFINITY) - source.startS;
      await ready.play((jumpFrom(loop, playheadS) ?? (atEnd ? 0 : playheadS)) - source.startS);
      if (own !== start) return;
      app.state.set({ playing: true });
      cancelAnimationFrame(frame);
      follow();
    } catch (error) {
      app.fail(error);
    } finally {
      if (own === start) begin(false);
    }
  }

  /** Far into a long file, the sound takes a while to come. */
  function begin(now: boolean): void {
    starting = now;
    toggle.textContent = now ? "Loading…" : app.state.now.playing ? "Stop" : "Play";
  }

  function stop(): void {
    start += 1;
    begin(false);
    sound?.stop();
    cancelAnimationFrame(frame);
    if (app.state.now.playing) app.state.set({ playing: false });
  }

  function follow(): void {
    if (sound === null || !sound.playing) {
      app.state.set({ playing: false });
      return;
    }
    const at = sound.positionS + source.startS;
    const again = jumpFrom(app.state.now.loop, at);
    if (again !== null) {
      seek(again);
      return;
    }
    app.state.set({ playheadS: at });
    frame = requestAnimationFrame(follow);
  }

  function togglePlay(): void {
    if (app.state.now.playing || starting) stop();
    else void play();
  }

  function seek(seconds: number): void {
    const playing = app.state.now.playing || starting;
    if (playing) stop();
    app.state.set({ playheadS: Math.max(0, seconds) });
    if (playing) void play();
  }

  async function hearEdit(): Promise<void> {
    const { editPath } = app.state.now;
    const outputPath = output(editPath, "mix", ".wav");
    const result = await app.run("Mixing the edit", (report, signal) =>
      runJob(app.engine(), "render", { editPath, outputPath }, report, signal),
    );
    if (result === null) return;
    mixPath = result.path;
    app.say({ kind: "done", text: `The edit's sound is mixed as ${result.path}.` });
    stop();
    void play();
  }

  /** Plays while it plays; from its beginning where it stands still. */
  const keys: Record<string, () => void> = {
    k: stop,
    l: () => void (app.state.now.playing ? undefined : play()),
    j: () => seek(app.state.now.playheadS - JUMP_S),
    i: () => app.state.set({ loop: withIn(app.state.now.loop, app.state.now.playheadS) }),
    o: () => app.state.set({ loop: withOut(app.state.now.loop, app.state.now.playheadS) }),
  };
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target;
    const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const own = target instanceof HTMLButtonElement || target instanceof HTMLCanvasElement;
    const does = event.key === " " ? (own ? undefined : togglePlay) : keys[event.key.toLowerCase()];
    if (does === undefined) return;
    event.preventDefault();
    does();
  };
  document.addEventListener("keydown", onKey);

  let lanes: ReturnType<typeof lanesOf> = [];
  const stops = [
    app.state.watch(["playing"], () => begin(starting)),
    app.state.watch(["clicks"], ({ clicks: on }) => {
      if (sound !== null) sound.clicksLoud = on;
      fill(clicks, checkBox("Clicks", on, (loud) => app.state.set({ clicks: loud })));
    }),
    app.state.watch(["analysis", "snap"], () => {
      // Beats that changed while it plays are clicked from now on.
      if (app.state.now.playing) sound?.clicksChanged();
    }),
    app.state.watch(["plan", "showsPlan", "edit"], ({ plan, showsPlan, edit }) => {
      const has = edit !== null && plan?.syncMap !== undefined;
      fill(planned, has && checkBox("As planned", showsPlan, (shown) => app.state.set({ showsPlan: shown })));
    }),
    app.state.watch(["loop", "edit"], ({ loop, edit }) => {
      const set = loop.inS !== undefined || loop.outS !== undefined;
      const named = (at: number | undefined, otherwise: string): string => (at === undefined ? otherwise : place(at));
      looped.textContent = set ? `Loop: ${named(loop.inS, "start")} to ${named(loop.outS, "end (press O)")}` : "";
      endLoop.hidden = !set || edit === undefined;
    }),
    app.state.watch(["music", "media", "edit"], ({ music, media, edit }) => {
      if (edit === null) mixPath = "";
      element.hidden = music === null && media === null && edit === null;
      mixButton.hidden = edit === null;
      if (sound !== null && sourceOf(app.state.now, mixPath).path !== source.path) stop();
    }),
    app.state.watch(["edit", "plan", "showsPlan", "decisions"], ({ edit, plan, showsPlan }) => {
      const asItIs = lanesOf(edit);
      lanes = showsPlan && plan?.syncMap !== undefined ? plannedLanes(asItIs, plan.syncMap, frameSeconds(edit)) : asItIs;
    }),
    app.state.watch(["playheadS", "edit", "media", "plan", "showsPlan"], (now) => {
      const at = now.playheadS;
      time.textContent = place(at);
      if (now.edit !== null) {
        const seen = pictureAt(lanes, at);
        pictures.show(seen === null || !seen.item.online ? null : { path: seen.item.mediaPath, atS: seen.mediaS, name: seen.item.name });
      } else if (now.media?.view.picture !== undefined) {
        pictures.show({ path: now.media.path, atS: at, name: "" });
      } else pictures.show(null);
    }),
  ];

  /** A moment as the ruler names it. */
  function place(at: number): string {
    const { edit, media } = app.state.now;
    const rate = edit?.rate ?? media?.view.picture?.rate;
    if (rate === undefined) return clock(at);
    const first = edit === null ? 0 : (framesOf(edit.startTimecode, rate) ?? 0);
    const frames = Math.floor((at * rate.numerator) / rate.denominator + 1e-6);
    return timecode(first + frames, rate, edit?.dropFrame ?? false);
  }

  return {
    element,
    seek,
    togglePlay,
    dispose: () => {
      stop();
      for (const end of stops) end();
      document.removeEventListener("keydown", onKey);
      sound?.dispose();
      pictures.dispose();
      void context.close();
    },
  };
}
