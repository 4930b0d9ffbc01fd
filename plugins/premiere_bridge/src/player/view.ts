/** Playing in a browser: transport, sound with clicks, and the picture at the playhead. */

import type { App } from "../app";
import { placedBeats } from "../flows/placing";
import { button, checkBox } from "../ui/controls";
import { fill, h, type View } from "../ui/dom";
import { lanesOf, pictureAt } from "../ui/time/model";
import { clock } from "../ui/words/numbers";
import { timecode } from "../ui/words/timecode";
import { runJob } from "../engine/jobs";
import { output } from "../ui/jobs/tabs";
import { Pictures } from "./picture";
import { SoundPlayer } from "./sound";

const JUMP_S = 5;

export interface Player extends View {
  seek(seconds: number): void;
  togglePlay(): void;
  /** What is heard, for measuring it. */
  readonly context: AudioContext;
}

export function player(app: App): Player {
  const context = new AudioContext({ sampleRate: 48_000 });
  const time = h("p", { class: "timecode", "aria-live": "off" });
  const toggle = button("Play", () => togglePlay(), { class: "primary", title: "Space" });
  const clicks = h("div", {});
  const mixButton = button("Hear the edit", () => hearEdit());
  const pictures = new Pictures(app);
  const element = h(
    "div",
    { class: "player" },
    pictures.element,
    h("div", { class: "row transport" }, toggle, time, clicks, mixButton),
  );
  let sound: SoundPlayer | null = null;
  let soundPath = "";
  /** Where the sound's zero lies in the timeline. */
  let soundStartS = 0;
  let mixPath = "";
  let frame = 0;

  async function prepared(): Promise<SoundPlayer | null> {
    const { music, media, edit } = app.state.now;
    const mixed = mixPath !== "" && edit !== null;
    const path = mixed ? mixPath : (music?.path ?? media?.path ?? "");
    if (path === "") return null;
    if (sound !== null && path === soundPath) return sound;
    sound?.dispose();
    const opened = await app.engine().call("Panel/OpenMedia", { path });
    const file = await app.engine().call("Panel/OpenFile", { path });
    const length = file.media?.durationS ?? 0;
    soundPath = path;
    soundStartS = mixed ? 0 : (music?.startS ?? 0);
    sound = new SoundPlayer(
      context,
      async (fromS, seconds) => {
        const answer = await fetch(`${opened.url}/sound?from=${fromS}&seconds=${seconds}`);
        if (!answer.ok) throw new Error("The sound could not be read.");
        return answer.arrayBuffer();
      },
      length,
      () => clickTimes(),
      (error) => {
        app.state.set({ playing: false });
        app.fail(error);
      },
    );
    sound.clicksLoud = app.state.now.clicks;
    return sound;
  }

  function clickTimes(): { time: number; strong: boolean }[] {
    const { analysis, music, snap } = app.state.now;
    if (analysis === null || music === null) return [];
    return placedBeats(analysis, music, snap)
      .filter((beat) => beat.chosen)
      .map((beat) => ({ time: beat.time - soundStartS, strong: beat.beat.beat === 1 }));
  }

  async function play(): Promise<void> {
    try {
      const ready = await prepared();
      if (ready === null) return;
      await ready.play(app.state.now.playheadS - soundStartS);
      app.state.set({ playing: true });
      follow();
    } catch (error) {
      app.fail(error);
    }
  }

  function stop(): void {
    sound?.stop();
    cancelAnimationFrame(frame);
    app.state.set({ playing: false });
  }

  function follow(): void {
    if (sound === null || !sound.playing) {
      app.state.set({ playing: false });
      return;
    }
    app.state.set({ playheadS: sound.positionS + soundStartS });
    frame = requestAnimationFrame(follow);
  }

  function togglePlay(): void {
    if (app.state.now.playing) stop();
    else void play();
  }

  function seek(seconds: number): void {
    const playing = app.state.now.playing;
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

  const onKey = (event: KeyboardEvent): void => {
    const target = event.target;
    const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = target instanceof HTMLButtonElement;
    if (event.key === " " && !onButton && !(target instanceof HTMLCanvasElement)) togglePlay();
    else if (event.key === "k") stop();
    else if (event.key === "l") void (app.state.now.playing ? undefined : play());
    else if (event.key === "j") seek(app.state.now.playheadS - JUMP_S);
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", onKey);

  const stops = [
    app.state.watch(["playing"], ({ playing }) => {
      toggle.textContent = playing ? "Stop" : "Play";
    }),
    app.state.watch(["clicks"], ({ clicks: on }) => {
      if (sound !== null) sound.clicksLoud = on;
      fill(clicks, checkBox("Clicks", on, (loud) => app.state.set({ clicks: loud })));
    }),
    app.state.watch(["music", "media", "edit"], ({ music, media, edit }) => {
      if (edit === null) mixPath = "";
      element.hidden = music === null && media === null && edit === null;
      mixButton.hidden = edit === null;
      if (sound !== null && (music?.path ?? media?.path) !== soundPath && mixPath === "") stop();
    }),
    app.state.watch(["playheadS", "edit", "media", "plan"], (now) => {
      const rate = now.edit?.rate ?? now.media?.view.picture?.rate;
      const at = now.playheadS;
      time.textContent =
        rate === undefined
          ? clock(at)
          : timecode(Math.floor((at * rate.numerator) / rate.denominator + 1e-6), rate, now.edit?.dropFrame ?? false);
      const lanes = lanesOf(now.edit);
      if (now.edit !== null) {
        const seen = pictureAt(lanes, at);
        pictures.show(seen === null || !seen.item.online ? null : { path: seen.item.mediaPath, atS: seen.mediaS, name: seen.item.name });
      } else if (now.media?.view.picture !== undefined) {
        pictures.show({ path: now.media.path, atS: at, name: "" });
      } else pictures.show(null);
    }),
  ];
  return {
    element,
    context,
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
