/** Header, progress and messages: what stands around every tab. */

import { button } from "./controls";
import { fill, h, type View } from "./dom";
import type { Connection, Panel, Said } from "./state";
import { percent } from "./words/numbers";

export function header(panel: Panel, shut: () => void): View {
  const state = h("p", { class: "engine", role: "status" });
  const name = h("p", { class: "sequence" });
  const element = h("header", {}, h("h1", {}, "Backbeat"), name, state);
  const stop = panel.state.watch(["connection", "sequence", "media", "result"], (now) => {
    state.textContent = connectionSaid(now.connection);
    state.setAttribute("data-kind", now.connection.kind);
    name.textContent = now.sequence?.name ?? now.media?.path ?? now.result?.path ?? "Nothing is open";
  });
  void shut;
  return { element, dispose: stop };
}

export function connectionSaid(connection: Connection): string {
  switch (connection.kind) {
    case "searching":
      return "Looking for the engine…";
    case "absent":
      return "No engine";
    case "unpaired":
      return "Not paired";
    case "mismatch":
      return "Versions do not fit";
    case "ready":
      return `Engine ${connection.version}`;
  }
}

export function progressBar(panel: Panel): View {
  const words = h("p", {});
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Progress" });
  const cancel = button("Cancel", () => panel.state.now.running?.cancel());
  const element = h("div", { class: "progress", hidden: true, "aria-live": "polite" }, words, bar, cancel);
  const stop = panel.state.watch(["running"], ({ running }) => {
    element.hidden = running === null;
    if (running === null) return;
    bar.value = running.fraction;
    const step = running.step === "" ? "" : `: ${running.step}`;
    words.textContent = `${running.title}${step} (${percent(running.fraction)})`;
  });
  return { element, dispose: stop };
}

const SIGNS: Record<Said["kind"], string> = { done: "Done", warning: "Note", problem: "Problem" };

export function messages(panel: Panel): View {
  const list = h("ul", { class: "messages" });
  const element = h("div", { role: "log", "aria-live": "polite", "aria-label": "Messages" }, list);
  const stop = panel.state.watch(["said"], ({ said }) => {
    fill(list, ...said.map((one) => message(one, () => dismiss(one))));
  });
  function dismiss(gone: Said): void {
    panel.state.set({ said: panel.state.now.said.filter((one) => one !== gone) });
  }
  return { element, dispose: stop };
}

function message(said: Said, dismiss: () => void): HTMLLIElement {
  const hint = said.hint !== undefined && said.hint !== "" ? ` ${said.hint}` : "";
  return h(
    "li",
    { class: said.kind },
    h("strong", {}, `${SIGNS[said.kind]}: `),
    h("span", {}, said.text + hint),
    button("×", dismiss, { class: "small", "aria-label": "Dismiss this message" }),
  );
}
