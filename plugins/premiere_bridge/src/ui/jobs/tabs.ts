/** The tabs of the other jobs: what to work on, a few choices, the button, and what came out. */

import type { App } from "../../app";
import type { Sent } from "../../engine/client";
import type {
  FoleyRequest,
  FoleyResult,
  JobResult,
  LipSyncRequest,
  LipSyncResult,
  LoudnessReport,
  MasterRequest,
  MasterResult,
  SyncCheckRequest,
  SyncReport,
} from "../../engine/contract";
import { runJob } from "../../engine/jobs";
import { land, removeLanded } from "../../flows/landing";
import { HostProblem } from "../../host/port";
import { button, checkBox, numberField, pathField, section, select, textField } from "../controls";
import { fill, h, type View } from "../dom";
import { deliveredView, loudnessView } from "../results/loudness";
import { foleyView } from "../results/foley";
import { lipSyncView } from "../results/lipsync";
import { syncView } from "../results/sync";
import { fileName, folderOf, joined, stem } from "../words/numbers";

/** A tab: fields above, result below. A result file that was opened is shown in the same place. */
function tab(
  app: App,
  title: string,
  fields: readonly HTMLElement[],
  label: string,
  work: () => Promise<HTMLElement | null>,
  opened: (result: JobResult) => HTMLElement | null,
): View {
  const result = h("div", {});
  const go = async (): Promise<void> => {
    const shown = await work();
    if (shown !== null) fill(result, shown);
  };
  const element = section(title, h("div", { class: "fields" }, ...fields), h("div", { class: "row" }, button(label, go, { class: "primary" })), result);
  const stop = app.state.watch(["result"], (now) => {
    const shown = now.result === null ? null : opened(now.result.result);
    if (shown !== null) fill(result, shown);
  });
  return { element, dispose: stop };
}

/** The file that a tab begins with: what is open. */
function openPath(app: App): string {
  return app.state.now.media?.path ?? app.state.now.editPath;
}

/** A path field that follows what is open until the user chooses another. */
function source(app: App, label: string, kind: "video" | "sound" | "any", changed: (path: string) => void): HTMLElement {
  const box = h("div", {});
  let own = false;
  app.state.watch(["media", "editPath"], () => {
    if (own) return;
    const path = openPath(app);
    changed(path);
    fill(
      box,
      pathField(label, path, () => app.host.pickFile(kind, label), (chosen) => {
        own = true;
        changed(chosen);
      }),
    );
  });
  return box;
}

export function lipSyncTab(app: App, backends: readonly string[]): View {
  const request: Sent<LipSyncRequest> = {};
  const fields = [
    source(app, "Video with the face", "video", (path) => { request.path = path; }),
    pathField("New speech", "", () => app.host.pickFile("sound", "New speech"), (path) => { request.speechPath = path; }),
    select("Backend", [{ value: "", label: "the best that is here" }, ...backends.map((value) => ({ value, label: value }))], "", (value) => { request.backend = value; }),
    textField("The new words (optional)", "", (value) => { request.newText = value; }),
    checkBox("Change only what differs", false, (value) => { request.onlyChanges = value; }),
    textField("Who agreed to this (written into the file)", "", (value) => { request.consent = value; }),
  ];
  return tab(app, "Lip-sync", fields, "Fit the mouth", async () => {
    need(request.path, "Choose the video first.");
    need(request.speechPath, "Choose the new speech first.");
    const outputPath = output(request.path ?? "", "lipsync", ".mp4");
    return shown<LipSyncResult>(app, "Fitting the mouth", "lipsync", { ...request, outputPath }, lipSyncView);
  }, (result) => (result.lipsync === undefined ? null : lipSyncView(result.lipsync)));
}

export function foleyTab(app: App): View {
  const request: Sent<FoleyRequest> = { libraryPaths: [], seed: 1 };
  let mix = false;
  const fields = [
    source(app, "Timeline or video", "any", (path) => { request.path = path; }),
    pathField("Library folder (optional)", "", () => app.host.pickFolder("Library folder"), (path) => { request.libraryPaths = path === "" ? [] : [path]; }),
    numberField("Place sounds from (sure, %)", 0, (value) => { request.placeFrom = value / 100; }, { min: "0", max: "100" }),
    textField("Floor under the steps (gravel, wood …)", "", (value) => { request.surface = value; }),
    checkBox("Only sounds that may be used commercially", false, (value) => { request.commercial = value; }),
    checkBox("Find cues only, place nothing", false, (value) => { request.spotOnly = value; }),
    checkBox("No ambience beds", false, (value) => { request.noBeds = value; }),
    checkBox("Render the mix as well", false, (value) => { mix = value; }),
  ];
  const view = tab(app, "Foley", fields, "Place foley", async () => {
    if (app.host.features().placeClips && (request.path ?? "") === "") request.path = await app.host.exportEdit();
    need(request.path, "Choose a timeline or a video first.");
    const path = request.path ?? "";
    const sent: Sent<FoleyRequest> = { ...request, outputPath: output(path, "foley", ".otio") };
    if (mix) sent.mixPath = output(path, "foley mix", ".wav");
    return shown<FoleyResult>(app, "Placing foley", "foley", sent, foleyView, async (result) => {
      for (const text of await land(app.host, result)) app.say({ kind: "done", text });
    });
  }, (result) => (result.foley === undefined ? null : foleyView(result.foley)));
  if (app.host.features().placeClips) {
    view.element.querySelector(".row")?.append(button("Remove ours from the tracks", async () => {
      const said = await app.run("Removing sounds", () => removeLanded(app.host));
      if (said !== null) app.say({ kind: "done", text: said });
    }));
  }
  return view;
}

export function masterTab(app: App, presets: readonly string[]): View {
  const request: Sent<MasterRequest> = {};
  let preset = presets[0] ?? "youtube";
  const fields = [
    source(app, "Sound or video", "any", (path) => { request.path = path; }),
    select("Preset", presets.map((value) => ({ value, label: value })), preset, (value) => { preset = value; }),
    checkBox("Repair clicks and offset first", false, (value) => { request.repair = value; }),
  ];
  const measure = button("Measure only", async () => {
    const done = await shown<LoudnessReport>(app, "Measuring loudness", "loudness", { path: request.path }, loudnessView);
    if (done !== null) view.element.append(done);
  });
  const view = tab(app, "Master", fields, "Master", async () => {
    if ((request.path ?? "") === "" && app.host.features().exportSound) request.path = await app.host.exportSound();
    need(request.path, "Choose sound or a video first.");
    const path = request.path ?? "";
    const ending = /\.(mp4|mov|mkv|m4v|wav|flac)$/i.exec(path)?.[0] ?? ".wav";
    const sent = { ...request, deliveries: [{ preset, outputPath: output(path, preset, ending) }] };
    return shown<MasterResult>(app, `Mastering for ${preset}`, "master", sent, (result) =>
      h("div", {}, ...result.delivered.map(deliveredView)),
    );
  }, (result) => {
    if (result.loudness !== undefined) return loudnessView(result.loudness);
    return result.master === undefined ? null : h("div", {}, ...result.master.delivered.map(deliveredView));
  });
  view.element.querySelector(".row")?.append(measure);
  return view;
}

export function syncTab(app: App): View {
  const request: Sent<SyncCheckRequest> = {};
  const fields = [
    source(app, "Video", "video", (path) => { request.path = path; }),
    checkBox("By impact sounds instead of lips", false, (value) => { request.sfx = value; }),
  ];
  return tab(app, "Check Sync", fields, "Check sync", async () => {
    need(request.path, "Choose a video first.");
    return shown<SyncReport>(app, "Checking sync", "synccheck", request, syncView);
  }, (result) => (result.synccheck === undefined ? null : syncView(result.synccheck)));
}

async function shown<R extends object>(
  app: App,
  title: string,
  kind: "lipsync" | "foley" | "master" | "loudness" | "synccheck",
  request: unknown,
  view: (result: R) => HTMLElement,
  then?: (result: R) => Promise<void>,
): Promise<HTMLElement | null> {
  const result = await app.run(title, (report, signal) =>
    runJob(app.engine(), kind, request as never, report, signal),
  );
  if (result === null) return null;
  try {
    await then?.(result as R);
  } catch (error) {
    app.fail(error);
  }
  return view(result as R);
}

/** Beside the source, told apart by a word. */
export function output(path: string, word: string, ending: string): string {
  return joined(folderOf(path), `${stem(fileName(path))}.${word.replace(/ /g, "-")}${ending}`);
}

function need(value: string | undefined, otherwise: string): void {
  if (value === undefined || value === "") throw new HostProblem(otherwise);
}
