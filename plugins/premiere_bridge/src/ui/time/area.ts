/** The time area: the canvas, what is chosen on it, and the tools below, with undo and redo. */

import { button } from "../controls";
import { h, type View } from "../dom";
import { History } from "../history";
import type { Panel } from "../state";
import { Store } from "../store";
import { type AreaActions, TimeCanvas } from "./canvas";
import { type Chosen, CutActions, cutBar } from "./chosen";

const KEY_ZOOM = 2;

export function timeArea(panel: Panel, actions: AreaActions): View {
  const canvas = h("canvas", { class: "time", tabindex: "0", role: "img" });
  const frame = h("div", { class: "time-frame" }, canvas);
  const chosen = new Store<Chosen>({ cut: null, dragS: null, frameS: 1 / 25 });
  const cuts = new CutActions(panel, () => actions.replan());
  const area = new TimeCanvas(panel, actions, canvas, frame, chosen, cuts);
  const bar = cutBar(chosen, cuts);
  const undo = button("Undo", () => history.undo(), { title: "Ctrl+Z" });
  const redo = button("Redo", () => history.redo(), { title: "Ctrl+Shift+Z" });
  const again = { listen: () => actions.corrected(), plan: () => actions.replan() };
  const history: History = new History(panel.state, again, ({ canUndo, canRedo }) => {
    undo.disabled = !canUndo;
    redo.disabled = !canRedo;
  });
  const onKey = (event: KeyboardEvent): void => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    if (typing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) history.redo();
    else history.undo();
  };
  document.addEventListener("keydown", onKey);
  const tools = h(
    "div",
    { class: "row time-tools" },
    button("−", () => area.zoom(KEY_ZOOM), { "aria-label": "Zoom out", title: "-" }),
    button("+", () => area.zoom(1 / KEY_ZOOM), { "aria-label": "Zoom in", title: "+" }),
    button("All", () => area.fit(), { "aria-label": "Show all of it", title: "0" }),
    undo,
    redo,
  );
  const element = h("div", { class: "time-area" }, frame, bar.element, tools);
  const stop = panel.state.watch(["edit", "media", "music", "analysis"], (now) => {
    element.hidden = now.edit === null && now.media === null && now.music === null && now.analysis === null;
  });
  return {
    element,
    dispose: () => {
      stop();
      document.removeEventListener("keydown", onKey);
      history.dispose();
      bar.dispose();
      area.dispose();
    },
  };
}
