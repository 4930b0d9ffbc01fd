/** Settings, paired panels, shortcuts, versions. */

import type { App } from "../app";
import type { EngineInfo } from "../engine/contract";
import { button, checkBox, numberField, section, table } from "./controls";
import { fill, h, type View } from "./dom";

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ["Space", "Play or stop"],
  ["J, K, L", "Back five seconds, stop, play"],
  ["← →", "One frame; with Shift one second"],
  ["Home, End", "To the start, to the end"],
  ["+ −, 0", "Zoom, show all"],
  ["Page Up, Page Down", "Scroll"],
  ["T", "Tap tempo"],
  ["B", "This is beat one"],
  ["Double-click on the waveform", "Add or remove a beat"],
  ["Shift-drag a beat", "Move it"],
  ["Drag a cut", "Move it; Alt: not drawn to beats"],
];

export const COLORED = "marker-colors";
/** Kept under this name by the host as well. */
const BATCH = "batch";
const DEFAULT_BATCH = 50;

export function settings(app: App, info: EngineInfo | null): View {
  const panels = h("div", {});
  const colored = h("div", {});
  const element = h(
    "div",
    {},
    section("Paired panels", panels),
    app.host.features().markers && section("Markers", colored),
    app.host.selfTest !== undefined &&
      section(
        "Self-test",
        h("p", { class: "quiet" }, "Asks Premiere what is not known of it, on a sequence that is taken away again, and saves a report."),
        button("Run the self-test", () => test()),
      ),
    section("Keys", table("Keys", ["Key", "Does"], SHORTCUTS)),
    section(
      "About",
      h("p", {}, info === null ? "" : `Backbeat ${info.version}, on this machine only. Apache License 2.0.`),
      h("p", { class: "quiet" }, info === null ? "" : `Runs on ${info.executionProviders.join(", ")}.`),
      ...app.host.features().why.map((text) => h("p", { class: "quiet" }, text)),
    ),
  );

  /** Premiere is not known to take any number of changes at once; more are tried where all landed. */
  function batchField(batch: string | null): HTMLElement {
    const keep = (size: number): void => void app.host.memory.write(BATCH, size > 0 ? String(Math.round(size)) : null);
    return numberField("Changes at once, where not all land", Number(batch ?? DEFAULT_BATCH), keep, { min: "1", step: "1" });
  }

  async function test(): Promise<void> {
    const said = await app.run("Testing this Premiere", async () => app.host.selfTest?.(app.engine()) ?? "");
    if (said !== null) app.say({ kind: "done", text: said });
  }

  async function list(): Promise<void> {
    const answer = await app.engine().call("Pairing/ListPaired", {});
    const rows = answer.panels.map((panel) => [
      panel.client,
      (panel.lastUseTime ?? "").slice(0, 10),
      button("Unpair", () => forget(panel.name), { "aria-label": `Unpair ${panel.client}` }),
    ]);
    fill(panels, rows.length > 0 ? table("Paired panels", ["Panel", "Last used", ""], rows) : h("p", { class: "quiet" }, "No panel is paired. `backbeat pair` shows a code for one."));
  }

  async function forget(name: string): Promise<void> {
    try {
      await app.engine().call("Pairing/Unpair", { name });
      await list();
    } catch (error) {
      app.fail(error);
    }
  }

  void list().catch((error: unknown) => app.fail(error));
  void Promise.all([app.host.memory.read(COLORED), app.host.memory.read(BATCH)]).then(([value, batch]) => {
    fill(colored, batchField(batch), checkBox("Colour beat markers (a second undo step)", value === "yes", (on) => void app.host.memory.write(COLORED, on ? "yes" : null)));
  });
  return { element, dispose: () => {} };
}
