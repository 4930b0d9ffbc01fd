/** The time area: ruler, sections, waveform, beats, lanes, cuts and playhead, on one canvas. */

import { decided } from "../../flows/decisions";
import { movedBeat, toggledBeat } from "../../flows/corrections";
import { placedBeats } from "../../flows/placing";
import { h, type View } from "../dom";
import type { Panel, State } from "../state";
import { counted } from "../words/numbers";
import { framesOf } from "../words/timecode";
import { scheme } from "./colors";
import { draw } from "./drawing";
import { LEAST_SPAN_S, nearestIndex, scrolled, showing, type Span, timeAt, within, xOf, zoomed } from "./geometry";
import { type Layout, layoutOf, WAVE } from "./layout";
import { cutsOf, type DrawnCut, frameSeconds, lanesOf, markersOf, type Model, sectionsOf } from "./model";
import { Tiles } from "./tiles";

const GRAB_PX = 7;
const SNAP_PX = 8;
const CLICK_PX = 3;
const WHEEL_ZOOM = 1.0015;

type Dragging =
  | { readonly kind: "scroll"; x: number; readonly from: number; moved: boolean }
  | { readonly kind: "cut"; readonly cut: DrawnCut; toS: number; readonly fromX: number }
  | { readonly kind: "beat"; readonly fromS: number; toS: number; readonly downbeat: boolean; readonly fromX: number };

/** What the area does beyond drawing: the panel gives these. */
export interface AreaActions {
  seek(seconds: number): void;
  togglePlay(): void;
  /** The user changed beats; listen again. */
  corrected(): void;
  /** The user decided about a cut; plan again. */
  replan(): void;
}

export function timeArea(panel: Panel, actions: AreaActions): View {
  const canvas = h("canvas", { class: "time", tabindex: "0", role: "img" });
  const element = h("div", { class: "time-area" }, canvas);
  const area = new Area(panel, actions, canvas, element);
  return { element, dispose: () => area.dispose() };
}

class Area {
  private model: Model;
  private layout: Layout;
  private tiles: Tiles | null = null;
  private span: Span = { startS: 0, endS: 60, width: 600 };
  private dragging: Dragging | null = null;
  private focus: DrawnCut | null = null;
  private asked = 0;
  private readonly stops: (() => void)[] = [];

  constructor(
    private readonly panel: Panel,
    private readonly actions: AreaActions,
    private readonly canvas: HTMLCanvasElement,
    private readonly element: HTMLElement,
  ) {
    this.model = this.modelled();
    this.layout = layoutOf([], false);
    this.listen();
    this.stops.push(
      panel.state.watch(
        ["edit", "media", "music", "analysis", "snap", "decisions", "plan"],
        () => this.remodel(),
      ),
      panel.state.watch(["playheadS"], () => this.follow()),
      panel.state.watch(["view"], (now) => {
        this.span = { ...this.span, ...now.view };
        this.redraw();
      }),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.tiles?.dispose();
    cancelAnimationFrame(this.asked);
  }

  private get state(): State {
    return this.panel.state.now;
  }

  private modelled(): Model {
    const { edit, analysis, music, snap, decisions, plan, media } = this.state;
    const frameS = frameSeconds(edit);
    const startS = music?.startS ?? 0;
    const beats = analysis === null || music === null ? [] : placedBeats(analysis, music, snap);
    const songS = analysis?.durationS ?? 0;
    const lengthS = Math.max(
      (edit?.durationFrames ?? 0) * frameS,
      edit === null ? (media?.view.durationS ?? 0) : 0,
      edit === null ? startS + songS : 0,
    );
    return {
      lengthS: lengthS > 0 ? lengthS : 60,
      frameS,
      lanes: lanesOf(edit),
      beats,
      beatTimes: Float64Array.from(beats, (beat) => beat.time),
      sections: sectionsOf(analysis, startS),
      drops: (analysis?.drops ?? []).map((drop) => startS + drop.timeS),
      markers: markersOf(edit),
      cuts: cutsOf(plan?.syncMap?.cuts ?? [], decisions, frameS),
      music:
        music === null
          ? null
          : { startS, fromS: music.fromS ?? 0, toS: music.toS ?? Number.POSITIVE_INFINITY },
    };
  }

  private remodel(): void {
    const before = this.model.lengthS;
    this.model = this.modelled();
    this.layout = layoutOf(this.model.lanes, this.model.music !== null);
    const path = this.state.music?.path ?? null;
    if (path !== (this.tiles?.path ?? null)) {
      this.tiles?.dispose();
      this.tiles = path === null ? null : new Tiles(() => this.panel.engine(), path, () => this.redraw());
    }
    const same = this.focus?.cut;
    this.focus = this.model.cuts.find((one) => one.cut.track === same?.track && one.cut.index === same.index) ?? null;
    if (before !== this.model.lengthS) this.show({ ...this.span, startS: 0, endS: this.model.lengthS });
    this.say();
    this.redraw();
  }

  /** What a screen reader is told of the picture. */
  private say(): void {
    const { lanes, beats, cuts, sections } = this.model;
    const parts = [
      lanes.length > 0 ? counted(lanes.length, "track") : "",
      beats.length > 0 ? counted(beats.length, "beat") : "",
      sections.length > 0 ? counted(sections.length, "section") : "",
      cuts.length > 0 ? counted(cuts.length, "planned cut") : "",
    ].filter((part) => part !== "");
    const what = parts.length > 0 ? parts.join(", ") : "nothing is open";
    this.canvas.setAttribute("aria-label", `Time area: ${what}. Cuts are listed below as a table.`);
  }

  private follow(): void {
    if (this.state.playing && this.dragging === null) {
      const shown = showing(this.span, this.state.playheadS, this.model.lengthS);
      if (shown !== this.span) this.show(shown);
    }
    this.redraw();
  }

  private show(span: Span): void {
    const shown = within(span, this.model.lengthS);
    this.panel.state.set({ view: { startS: shown.startS, endS: shown.endS } });
  }

  private redraw(): void {
    if (this.asked !== 0) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.paint();
    });
  }

  private paint(): void {
    const width = Math.max(120, Math.floor(this.element.clientWidth));
    const ratio = Math.max(1, window.devicePixelRatio || 1);
    const height = this.layout.height;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    this.span = { ...this.span, width };
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    if (ratio !== 1) context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { edit, playheadS } = this.state;
    const startS = this.model.music?.startS ?? 0;
    const tiles = this.tiles?.get(this.span.startS - startS, this.span.endS - startS, this.span) ?? [];
    const rate = edit?.rate ?? null;
    draw(context, {
      model: this.model,
      layout: this.layout,
      span: this.span,
      colors: scheme(),
      tiles,
      waveProblem: this.tiles?.problem ?? "",
      playheadS,
      focus: this.focus,
      dragged: this.dragging?.kind === "cut" ? this.dragging : null,
      rate,
      startFrame: startFrameOf(edit?.startTimecode ?? "", rate),
      dropFrame: edit?.dropFrame ?? false,
    });
    if (this.dragging?.kind === "beat") {
      context.fillStyle = scheme().pinned;
      context.fillRect(xOf(this.dragging.toS, this.span), this.layout.wave, 2, WAVE);
    }
  }

  private listen(): void {
    const { canvas } = this;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      heard: (event: HTMLElementEventMap[Name]) => void,
    ): void => {
      canvas.addEventListener(name, heard);
      this.stops.push(() => canvas.removeEventListener(name, heard));
    };
    on("mousedown", (event) => this.press(event));
    on("dblclick", (event) => this.double(event));
    on("wheel", (event) => this.wheel(event));
    on("keydown", (event) => this.key(event));
    const move = (event: MouseEvent): void => this.drag(event);
    const up = (event: MouseEvent): void => this.release(event);
    const size = (): void => this.redraw();
    window.addEventListener("mousemove", move);
    window.addEventListener("mouseup", up);
    window.addEventListener("resize", size);
    this.stops.push(() => {
      window.removeEventListener("mousemove", move);
      window.removeEventListener("mouseup", up);
      window.removeEventListener("resize", size);
    });
  }

  private place(event: MouseEvent): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private press(event: MouseEvent): void {
    if (event.button !== 0) return;
    const { x, y } = this.place(event);
    const cut = this.cutAt(x, y);
    const beat = cut === null ? this.beatAt(x, y) : null;
    if (cut !== null) {
      this.focus = cut;
      this.dragging = { kind: "cut", cut, toS: cut.toS, fromX: x };
    } else if (beat !== null && event.shiftKey) {
      this.dragging = { kind: "beat", fromS: beat.time, toS: beat.time, downbeat: beat.downbeat, fromX: x };
    } else {
      this.dragging = { kind: "scroll", x, from: x, moved: false };
    }
    this.redraw();
  }

  private drag(event: MouseEvent): void {
    const dragging = this.dragging;
    if (dragging === null) return;
    const { x } = this.place(event);
    if (dragging.kind === "scroll") {
      dragging.moved ||= Math.abs(x - dragging.from) > CLICK_PX;
      if (!dragging.moved) return;
      const seconds = ((dragging.x - x) / this.span.width) * (this.span.endS - this.span.startS);
      dragging.x = x;
      this.show(scrolled(this.span, seconds, this.model.lengthS));
      return;
    }
    dragging.toS = Math.min(Math.max(0, this.snapped(x, event.altKey)), this.model.lengthS);
    this.redraw();
  }

  private release(event: MouseEvent): void {
    const dragging = this.dragging;
    if (dragging === null) return;
    this.dragging = null;
    const { x } = this.place(event);
    if (dragging.kind === "scroll") {
      if (!dragging.moved) this.actions.seek(Math.min(Math.max(0, timeAt(x, this.span)), this.model.lengthS));
    } else if (Math.abs(x - dragging.fromX) > CLICK_PX) {
      if (dragging.kind === "cut") this.put(dragging.cut, dragging.toS);
      else this.moveBeat(dragging.fromS, dragging.toS, dragging.downbeat);
    }
    this.redraw();
  }

  private put(cut: DrawnCut, toS: number): void {
    const frame = Math.round(toS / this.model.frameS);
    this.panel.state.set({ decisions: decided(this.state.decisions, cut.cut, frame) });
    this.actions.replan();
  }

  private moveBeat(fromS: number, toS: number, downbeat: boolean): void {
    const startS = this.model.music?.startS ?? 0;
    const offset = (this.state.snap.gridOffsetMs ?? 0) / 1000;
    const edits = movedBeat(this.state.musicEdits, fromS - startS - offset, toS - startS - offset, downbeat);
    this.panel.state.set({ musicEdits: edits });
    this.actions.corrected();
  }

  private double(event: MouseEvent): void {
    const { x, y } = this.place(event);
    const { analysis, music } = this.state;
    const inWave = y >= this.layout.wave && y < this.layout.wave + WAVE;
    if (!inWave || analysis === null || music === null) return;
    const beat = this.beatAt(x, y);
    const offset = (this.state.snap.gridOffsetMs ?? 0) / 1000;
    const songS = (beat?.time ?? timeAt(x, this.span)) - music.startS - offset;
    this.panel.state.set({ musicEdits: toggledBeat(this.state.musicEdits, analysis, songS) });
    this.actions.corrected();
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const { x } = this.place(event);
    if (event.ctrlKey || event.metaKey || (Math.abs(event.deltaY) > Math.abs(event.deltaX) && !event.shiftKey)) {
      this.show(zoomed(this.span, x, WHEEL_ZOOM ** event.deltaY, this.model.lengthS));
    } else {
      const pixels = event.deltaX !== 0 ? event.deltaX : event.deltaY;
      const seconds = (pixels / this.span.width) * (this.span.endS - this.span.startS);
      this.show(scrolled(this.span, seconds, this.model.lengthS));
    }
  }

  private key(event: KeyboardEvent): void {
    const length = this.span.endS - this.span.startS;
    const playhead = this.state.playheadS;
    const move = (seconds: number): void => {
      const time = Math.min(Math.max(0, playhead + seconds), this.model.lengthS);
      this.actions.seek(time);
      this.show(showing(this.span, time, this.model.lengthS));
    };
    const keys: Record<string, () => void> = {
      " ": () => this.actions.togglePlay(),
      "+": () => this.show(zoomed(this.span, xOf(playhead, this.span), 0.5, this.model.lengthS)),
      "=": () => this.show(zoomed(this.span, xOf(playhead, this.span), 0.5, this.model.lengthS)),
      "-": () => this.show(zoomed(this.span, xOf(playhead, this.span), 2, this.model.lengthS)),
      "0": () => this.show({ ...this.span, startS: 0, endS: this.model.lengthS }),
      ArrowLeft: () => move(event.shiftKey ? -1 : -this.model.frameS),
      ArrowRight: () => move(event.shiftKey ? 1 : this.model.frameS),
      PageUp: () => this.show(scrolled(this.span, -0.8 * length, this.model.lengthS)),
      PageDown: () => this.show(scrolled(this.span, 0.8 * length, this.model.lengthS)),
      Home: () => move(-playhead),
      End: () => move(this.model.lengthS - playhead),
    };
    const does = keys[event.key];
    if (does === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    does();
  }

  private cutAt(x: number, y: number): DrawnCut | null {
    if (this.model.cuts.length === 0 || y < this.layout.cuts) return null;
    const reach = (GRAB_PX / this.span.width) * (this.span.endS - this.span.startS);
    const time = timeAt(x, this.span);
    const near = this.model.cuts.filter((one) => Math.abs(one.toS - time) <= reach);
    near.sort((one, other) => Math.abs(one.toS - time) - Math.abs(other.toS - time));
    return near[0] ?? null;
  }

  private beatAt(x: number, y: number): { time: number; downbeat: boolean } | null {
    if (y < this.layout.wave || y >= this.layout.wave + WAVE) return null;
    const reach = (GRAB_PX / this.span.width) * (this.span.endS - this.span.startS);
    const placed = this.model.beats[nearestIndex(this.model.beatTimes, timeAt(x, this.span), reach)];
    return placed === undefined ? null : { time: placed.time, downbeat: placed.beat.beat === 1 };
  }

  /** A moment, drawn to the nearest beat unless the user holds Alt. */
  private snapped(x: number, free: boolean): number {
    const time = timeAt(x, this.span);
    if (free || this.dragging?.kind === "beat") return time;
    const reach = Math.max((SNAP_PX / this.span.width) * (this.span.endS - this.span.startS), LEAST_SPAN_S / 1e6);
    const index = nearestIndex(this.model.beatTimes, time, reach);
    return this.model.beats[index]?.time ?? time;
  }
}

function startFrameOf(timecodeText: string, rate: { numerator: number; denominator: number } | null): number {
  if (rate === null) return 0;
  return framesOf(timecodeText, rate) ?? 0;
}
