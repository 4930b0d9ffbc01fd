/** The canvas of the time area: draws what is open, and takes the pointer, the wheel and the keys. */

import { movedBeat, toggledBeat } from "../../flows/corrections";
import type { Panel, State } from "../state";
import type { Store } from "../store";
import { counted } from "../words/numbers";
import { framesOf } from "../words/timecode";
import type { Chosen, CutActions } from "./chosen";
import { scheme } from "./colors";
import { draw } from "./drawing";
import { scrolled, showing, type Span, timeAt, within, xOf, zoomed } from "./geometry";
import { type Command, commandOf } from "./keys";
import { type Layout, layoutOf, WAVE } from "./layout";
import { type DrawnCut, type Model, modelOf } from "./model";
import { beatAt, cutAt, cutBeside, secondsOf, snapped } from "./pointer";
import { Tiles } from "./tiles";

const CLICK_PX = 3;
const WHEEL_ZOOM = 1.0015;

type Dragging =
  | { readonly kind: "scroll"; x: number; readonly from: number; moved: boolean }
  | { readonly kind: "cut"; readonly cut: DrawnCut; toS: number; readonly fromX: number; moved: boolean }
  | { readonly kind: "beat"; readonly fromS: number; toS: number; readonly downbeat: boolean; readonly fromX: number; moved: boolean };

/** What the area does beyond drawing: the panel gives these. */
export interface AreaActions {
  seek(seconds: number): void;
  togglePlay(): void;
  /** The user changed beats; listen again. */
  corrected(): void;
  /** The user decided about a cut; plan again. */
  replan(): void;
}

export class TimeCanvas {
  private model: Model;
  private layout: Layout;
  private tiles: Tiles | null = null;
  private span: Span = { startS: 0, endS: 60, width: 600 };
  private dragging: Dragging | null = null;
  private asked = 0;
  private readonly stops: (() => void)[] = [];

  constructor(
    private readonly panel: Panel,
    private readonly actions: AreaActions,
    private readonly canvas: HTMLCanvasElement,
    private readonly element: HTMLElement,
    private readonly chosen: Store<Chosen>,
    private readonly cuts: CutActions,
  ) {
    this.model = modelOf(panel.state.now);
    this.layout = layoutOf([], false);
    this.listen();
    this.stops.push(
      panel.state.watch(
        ["edit", "media", "music", "analysis", "snap", "decisions", "plan", "showsPlan"],
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

  private remodel(): void {
    const before = this.model.lengthS;
    this.model = modelOf(this.state);
    this.layout = layoutOf(this.model.lanes, this.model.music !== null);
    const path = this.state.music?.path ?? null;
    if (path !== (this.tiles?.path ?? null)) {
      this.tiles?.dispose();
      this.tiles = path === null ? null : new Tiles(() => this.panel.engine(), path, () => this.redraw());
    }
    const same = this.chosen.now.cut?.cut;
    const cut = this.model.cuts.find((one) => one.cut.track === same?.track && one.cut.index === same.index) ?? null;
    this.chosen.set({ cut, frameS: this.model.frameS });
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
      focus: this.chosen.now.cut,
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
    const cut = cutAt(x, y, this.model, this.layout, this.span);
    const beat = cut === null ? beatAt(x, y, this.model, this.layout, this.span) : null;
    if (cut !== null) {
      this.dragging = { kind: "cut", cut, toS: cut.toS, fromX: x, moved: false };
    } else if (beat !== null && event.shiftKey) {
      this.dragging = { kind: "beat", fromS: beat.time, toS: beat.time, downbeat: beat.downbeat, fromX: x, moved: false };
    } else {
      this.dragging = { kind: "scroll", x, from: x, moved: false };
    }
    this.chosen.set({ cut, dragS: null });
    this.redraw();
  }

  private drag(event: MouseEvent): void {
    const dragging = this.dragging;
    const { x, y } = this.place(event);
    if (dragging === null) {
      if (event.target === this.canvas) this.point(x, y, event.shiftKey);
      return;
    }
    if (dragging.kind === "scroll") {
      dragging.moved ||= Math.abs(x - dragging.from) > CLICK_PX;
      if (!dragging.moved) return;
      const seconds = secondsOf(dragging.x - x, this.span);
      dragging.x = x;
      this.show(scrolled(this.span, seconds, this.model.lengthS));
      return;
    }
    dragging.moved ||= Math.abs(x - dragging.fromX) > CLICK_PX;
    if (!dragging.moved) return;
    const free = event.altKey || dragging.kind === "beat";
    dragging.toS = Math.min(Math.max(0, snapped(x, this.model, this.span, free)), this.model.lengthS);
    if (dragging.kind === "cut") this.chosen.set({ dragS: dragging.toS });
    this.redraw();
  }

  /** The pointer says what can be dragged. */
  private point(x: number, y: number, shift: boolean): void {
    const overCut = cutAt(x, y, this.model, this.layout, this.span) !== null;
    const overBeat = shift && beatAt(x, y, this.model, this.layout, this.span) !== null;
    this.canvas.style.cursor = overCut || overBeat ? "ew-resize" : "default";
  }

  private release(event: MouseEvent): void {
    const dragging = this.dragging;
    if (dragging === null) return;
    this.dragging = null;
    const { x } = this.place(event);
    if (dragging.kind === "scroll") {
      if (!dragging.moved) this.actions.seek(Math.min(Math.max(0, timeAt(x, this.span)), this.model.lengthS));
    } else if (dragging.moved) {
      if (dragging.kind === "cut") this.cuts.put(dragging.cut, Math.round(dragging.toS / this.model.frameS));
      else this.moveBeat(dragging.fromS, dragging.toS, dragging.downbeat);
    }
    this.chosen.set({ dragS: null });
    this.redraw();
  }

  private moveBeat(fromS: number, toS: number, downbeat: boolean): void {
    const zero = this.songZeroS();
    const edits = movedBeat(this.state.musicEdits, fromS - zero, toS - zero, downbeat);
    this.panel.state.set({ musicEdits: edits });
    this.actions.corrected();
  }

  /** Where the song's own clock begins, as its beats are drawn. */
  private songZeroS(): number {
    return (this.model.music?.startS ?? 0) + (this.state.snap.gridOffsetMs ?? 0) / 1000;
  }

  private double(event: MouseEvent): void {
    const { x, y } = this.place(event);
    const { analysis, music } = this.state;
    const inWave = y >= this.layout.wave && y < this.layout.wave + WAVE;
    if (!inWave || analysis === null || music === null) return;
    const beat = beatAt(x, y, this.model, this.layout, this.span);
    const songS = (beat?.time ?? timeAt(x, this.span)) - this.songZeroS();
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
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    this.does(command);
  }

  private does(command: Command): void {
    const { cut } = this.chosen.now;
    const playhead = this.state.playheadS;
    switch (command.kind) {
      case "play":
        return this.actions.togglePlay();
      case "zoom":
        return this.zoom(command.by);
      case "fit":
        return this.fit();
      case "page":
        return this.show(scrolled(this.span, command.by * (this.span.endS - this.span.startS), this.model.lengthS));
      case "frames":
        return this.go(playhead + command.by * this.model.frameS);
      case "seconds":
        return this.go(playhead + command.by);
      case "start":
        return this.go(0);
      case "end":
        return this.go(this.model.lengthS);
      case "cut": {
        const next = cutBeside(this.model.cuts, cut, playhead, command.by);
        if (next === null) return;
        this.chosen.set({ cut: next });
        return this.go(next.toS);
      }
      case "nudge":
        return cut === null ? undefined : this.cuts.nudge(cut, command.by);
      case "pin":
        return cut === null ? undefined : this.cuts.pin(cut);
      case "refuse":
        return cut === null ? undefined : this.cuts.refuse(cut);
      case "reset":
        return cut === null ? undefined : this.cuts.reset(cut);
      case "none":
        this.chosen.set({ cut: null });
        return this.redraw();
    }
  }

  private go(seconds: number): void {
    const time = Math.min(Math.max(0, seconds), this.model.lengthS);
    this.actions.seek(time);
    this.show(showing(this.span, time, this.model.lengthS));
  }

  /** Zooms about the playhead where it is seen, about the middle where it is not. */
  zoom(by: number): void {
    const x = xOf(this.state.playheadS, this.span);
    const about = x >= 0 && x <= this.span.width ? x : this.span.width / 2;
    this.show(zoomed(this.span, about, by, this.model.lengthS));
  }

  fit(): void {
    this.show({ ...this.span, startS: 0, endS: this.model.lengthS });
  }
}

function startFrameOf(timecodeText: string, rate: { numerator: number; denominator: number } | null): number {
  if (rate === null) return 0;
  return framesOf(timecodeText, rate) ?? 0;
}
