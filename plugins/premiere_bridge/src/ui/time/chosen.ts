/** The cut that is chosen in the time area: what it does, in words, and buttons for it. */

import { decided, decisionOf, STANDINGS, undecided } from "../../flows/decisions";
import { button } from "../controls";
import { fill, h, type View } from "../dom";
import type { Panel } from "../state";
import type { Store } from "../store";
import type { DrawnCut } from "./model";
import { moveWords } from "./moves";

export interface Chosen {
  readonly cut: DrawnCut | null;
  /** Where it is being dragged to, in seconds; null while it is not. */
  readonly dragS: number | null;
  readonly frameS: number;
}

/** What can be done with a cut. */
export class CutActions {
  constructor(
    private readonly panel: Panel,
    private readonly replan: () => void,
  ) {}

  put({ cut }: DrawnCut, frame: number): void {
    this.panel.state.set({ decisions: decided(this.panel.state.now.decisions, cut, frame) });
    this.replan();
  }

  pin(drawn: DrawnCut): void {
    this.put(drawn, drawn.cut.toFrame);
  }

  refuse({ cut }: DrawnCut): void {
    this.panel.state.set({ decisions: decided(this.panel.state.now.decisions, cut, undefined) });
    this.replan();
  }

  reset({ cut }: DrawnCut): void {
    const { decisions } = this.panel.state.now;
    if (decisionOf(decisions, cut) === undefined) return;
    this.panel.state.set({ decisions: undecided(decisions, cut) });
    this.replan();
  }

  /** One frame earlier or later than where it is to go. */
  nudge(drawn: DrawnCut, frames: number): void {
    const frame = decisionOf(this.panel.state.now.decisions, drawn.cut)?.toFrame ?? drawn.cut.toFrame;
    this.put(drawn, Math.round(frame) + frames);
  }
}

export function cutBar(chosen: Store<Chosen>, actions: CutActions): View {
  const words = h("span", { class: "chosen-words", role: "status" });
  const buttons = h("span", { class: "chosen-buttons" });
  const element = h("div", { class: "row chosen" }, words, buttons);
  let named = "";

  const stop = chosen.watch(["cut", "dragS", "frameS"], ({ cut, dragS, frameS }) => {
    element.hidden = cut === null;
    if (cut === null) {
      named = "";
      return;
    }
    words.textContent = cutWords(cut, dragS ?? cut.toS, frameS, dragS !== null);
    const name = `${cut.cut.track}/${cut.cut.index}/${cut.standing}`;
    if (name === named) return;
    named = name;
    const own = cut.standing === "pinned" || cut.standing === "refused";
    const now = (does: (cut: DrawnCut) => void) => () => {
      const current = chosen.now.cut;
      if (current !== null) does(current);
    };
    fill(
      buttons,
      button("◀ frame", now((one) => actions.nudge(one, -1)), { "aria-label": "Put the cut one frame earlier", title: "Alt+←" }),
      button("frame ▶", now((one) => actions.nudge(one, 1)), { "aria-label": "Put the cut one frame later", title: "Alt+→" }),
      cut.standing !== "pinned" && button("Pin it here", now((one) => actions.pin(one)), { title: "Enter" }),
      cut.standing !== "refused" && button("Leave it where it was", now((one) => actions.refuse(one)), { title: "Delete" }),
      own && button("Leave it to the plan", now((one) => actions.reset(one)), { title: "R" }),
    );
  });
  return { element, dispose: stop };
}

/** "Cut V1 3 moves +4 fr (+160 ms)". */
export function cutWords(drawn: DrawnCut, toS: number, frameS: number, isDragged: boolean): string {
  const standing = isDragged ? "goes" : STANDINGS[drawn.standing];
  return `Cut ${drawn.cut.track} ${drawn.cut.index + 1} ${standing}${moveWords(drawn.fromS, toS, frameS)}`;
}
