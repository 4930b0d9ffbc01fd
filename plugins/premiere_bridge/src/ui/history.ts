/** Undo and redo of what the user corrected: tempo, beats, and decisions about cuts. */

import type { State } from "./state";
import type { Store } from "./store";

export type Corrected = Pick<State, "beats" | "musicEdits" | "decisions">;

const MOST_STEPS = 200;

/** Keeps the steps of one song in one edit; another one begins anew. */
export class History {
  private past: Corrected[] = [];
  private future: Corrected[] = [];
  private now: Corrected;
  private place: string;
  private stepping = false;
  private readonly stop: () => void;

  /**
   * @param stepped what has to be done after a step: listen again, or plan again.
   * @param changed called when there are more or fewer steps.
   */
  constructor(
    private readonly state: Store<State>,
    private readonly stepped: { listen(): void; plan(): void },
    private readonly changed: () => void = () => {},
  ) {
    this.now = corrected(state.now);
    this.place = placeOf(state.now);
    this.stop = state.watch(["beats", "musicEdits", "decisions", "music", "editPath"], (now) => this.note(now));
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  undo(): void {
    this.step(this.past, this.future);
  }

  redo(): void {
    this.step(this.future, this.past);
  }

  dispose(): void {
    this.stop();
  }

  private note(state: State): void {
    const before = this.now;
    this.now = corrected(state);
    const place = placeOf(state);
    if (place !== this.place || state.analysis === null) {
      // What was opened, or saved before, is where the steps begin.
      [this.past, this.future, this.place] = [[], [], place];
    } else if (!this.stepping && !same(before, this.now)) {
      this.past = [...this.past, before].slice(-MOST_STEPS);
      this.future = [];
    }
    this.changed();
  }

  private step(from: Corrected[], to: Corrected[]): void {
    const wanted = from.pop();
    if (wanted === undefined) return;
    const before = this.now;
    to.push(before);
    this.stepping = true;
    this.state.set(wanted);
    this.stepping = false;
    this.changed();
    if (wanted.beats !== before.beats || wanted.musicEdits !== before.musicEdits) this.stepped.listen();
    else this.stepped.plan();
  }
}

function corrected({ beats, musicEdits, decisions }: State): Corrected {
  return { beats, musicEdits, decisions };
}

function same(one: Corrected, other: Corrected): boolean {
  return one.beats === other.beats && one.musicEdits === other.musicEdits && one.decisions === other.decisions;
}

function placeOf(state: State): string {
  return `${state.editPath}\n${state.music?.path ?? ""}`;
}
