/** The whole panel: header, time area, tabs, progress and messages. */

import type { App } from "../app";
import type { EngineInfo } from "../engine/contract";
import { fill, h, type View } from "./dom";
import { foleyTab, lipSyncTab, masterTab, syncTab } from "./jobs/tabs";
import { musicChoice } from "./music/choice";
import { gridControls } from "./music/grid";
import { markerButtons } from "./music/markers";
import { planTable } from "./music/plan";
import { tempoControls } from "./music/tempo";
import { pairing } from "./pairing";
import { settings } from "./settings";
import { header, messages, progressBar } from "./shell";
import type { Tab } from "./state";
import { timeArea } from "./time/area";
import type { AreaActions } from "./time/canvas";

const TABS: readonly { tab: Tab; label: string }[] = [
  { tab: "music", label: "Cut to Music" },
  { tab: "lipsync", label: "Lip-sync" },
  { tab: "foley", label: "Foley" },
  { tab: "master", label: "Master" },
  { tab: "sync", label: "Check Sync" },
  { tab: "settings", label: "Settings" },
];

/** Tabs that show what the engine has, which is known only a moment later. */
const TELL_OF_ENGINE: readonly Tab[] = ["lipsync", "master", "settings"];

/** What only some hosts have: playing, and a way to open a file. */
export interface Extras {
  readonly player?: View;
  seek(seconds: number): void;
  togglePlay(): void;
}

export function panelView(app: App, extras: Extras): View {
  const parts: View[] = [];
  const kept = <V extends View>(view: V): V => {
    parts.push(view);
    return view;
  };
  const actions: AreaActions = {
    seek: (seconds) => extras.seek(seconds),
    togglePlay: () => extras.togglePlay(),
    corrected: () => void app.listen(),
    replan: () => app.replan(),
  };
  const tabs = h("div", { role: "tablist", "aria-label": "Jobs", class: "tabs" });
  const body = h("div", { role: "tabpanel", class: "body", tabindex: "-1" });
  const area = kept(timeArea(app, actions));
  const work = h("div", { class: "work" }, area.element, extras.player?.element, tabs, body);
  const element = h(
    "div",
    { class: "panel" },
    kept(header(app, () => {})).element,
    kept(progressBar(app)).element,
    kept(messages(app)).element,
    kept(pairing(app, app)).element,
    work,
  );
  let info: EngineInfo | null = null;
  let shown: View[] = [];
  let touched = false;
  for (const event of ["input", "click"]) body.addEventListener(event, () => { touched = true; });

  function views(tab: Tab): View[] {
    switch (tab) {
      case "music":
        return [musicChoice(app), tempoControls(app), gridControls(app), markerButtons(app), planTable(app, extras.seek)];
      case "lipsync":
        return [lipSyncTab(app, info?.lipSyncBackends ?? [])];
      case "foley":
        return [foleyTab(app)];
      case "master":
        return [masterTab(app, info?.loudnessPresets ?? [])];
      case "sync":
        return [syncTab(app)];
      case "settings":
        return [settings(app, info)];
    }
  }

  function show(tab: Tab): void {
    for (const view of shown) view.dispose();
    shown = views(tab);
    touched = false;
    fill(body, ...shown.map((view) => view.element));
    body.setAttribute("aria-label", TABS.find((one) => one.tab === tab)?.label ?? "");
    for (const [index, one] of TABS.entries()) {
      const own = tabs.children[index];
      own?.setAttribute("aria-selected", String(one.tab === tab));
      own?.setAttribute("tabindex", one.tab === tab ? "0" : "-1");
    }
  }

  for (const { tab, label } of TABS) {
    tabs.append(
      h("button", { type: "button", role: "tab", onclick: () => app.state.set({ tab }), onkeydown: (event) => move(event as KeyboardEvent) }, label),
    );
  }

  function move(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const now = TABS.findIndex((one) => one.tab === app.state.now.tab);
    const next = TABS[(now + step + TABS.length) % TABS.length];
    if (next === undefined) return;
    app.state.set({ tab: next.tab });
    const own = tabs.children[TABS.indexOf(next)];
    if (own instanceof HTMLElement) own.focus();
  }

  const stops = [
    app.state.watch(["connection"], ({ connection }) => {
      work.hidden = connection.kind !== "ready";
      if (connection.kind !== "ready" || info !== null) return;
      app.engine().call("Engine/GetInfo", {}, 150_000).then(
        (found) => {
          info = found;
          // What the user has filled in there meanwhile is not thrown away for it.
          if (TELL_OF_ENGINE.includes(app.state.now.tab) && !touched) show(app.state.now.tab);
        },
        (error: unknown) => app.fail(error),
      );
    }),
    app.state.watch(["tab"], ({ tab }) => show(tab)),
  ];
  return {
    element,
    dispose: () => {
      for (const stop of stops) stop();
      for (const view of [...parts, ...shown]) view.dispose();
      extras.player?.dispose();
    },
  };
}
