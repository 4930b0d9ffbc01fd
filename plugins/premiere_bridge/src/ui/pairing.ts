/** What is shown instead of the tabs until an engine is there and this panel may call it. */

import { button } from "./controls";
import { fill, h, type View } from "./dom";
import type { Panel } from "./state";

export function pairing(panel: Panel, actions: { connect(): Promise<void>; pair(code: string): Promise<void> }): View {
  const element = h("div", { class: "pairing" });
  const stop = panel.state.watch(["connection"], ({ connection }) => {
    element.hidden = connection.kind === "ready";
    if (connection.kind === "absent") {
      fill(
        element,
        h("h2", {}, "The engine is not running"),
        h("p", {}, connection.message),
        h("p", {}, "Start it in a terminal, and leave it open:"),
        h("p", {}, h("code", {}, "backbeat serve")),
        h("p", {}, "The panel looks again every few seconds."),
        button("Look again now", () => actions.connect()),
      );
    } else if (connection.kind === "unpaired") fill(element, ...codeForm(panel, (code) => actions.pair(code)));
    else if (connection.kind === "mismatch") {
      fill(element, h("h2", {}, "Panel and engine do not fit"), h("p", {}, connection.message));
    } else fill(element, h("p", {}, "Looking for the engine…"));
  });
  return { element, dispose: stop };
}

function codeForm(panel: Panel, pair: (code: string) => Promise<void>): HTMLElement[] {
  if (panel.host.name === "browser") {
    return [
      h("h2", {}, "This page is over"),
      h("p", {}, "Its address works once. Open it anew from a terminal:"),
      h("p", {}, h("code", {}, "backbeat open")),
    ];
  }
  const input = h("input", { type: "text", "aria-label": "Pairing code", placeholder: "K7WM-3PXT", maxlength: 12, class: "code" });
  const problem = h("p", { class: "problem", role: "alert" });
  const send = async (): Promise<void> => {
    problem.textContent = "";
    try {
      await pair(input.value);
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") void send();
  });
  return [
    h("h2", {}, "Pair this panel with the engine"),
    h("p", {}, "So that no other program on this machine can use it. In a terminal:"),
    h("p", {}, h("code", {}, "backbeat pair")),
    h("p", {}, "Type the code that it shows. It works for two minutes."),
    h("div", { class: "row" }, input, button("Pair", send, { class: "primary" })),
    problem,
  ];
}
