/** Choosing a file in the page: the folders of the engine's machine, by keyboard or pointer. */

import type { Engine } from "../../engine/client";
import type { FileKind, Folder, FolderEntry } from "../../engine/contract";
import { fill, h } from "../../ui/dom";
import type { PickKind } from "../port";

const WANTED: Record<PickKind, readonly FileKind[]> = {
  sound: ["FILE_KIND_SOUND", "FILE_KIND_VIDEO"],
  video: ["FILE_KIND_VIDEO"],
  edit: ["FILE_KIND_EDIT"],
  result: ["FILE_KIND_RESULT"],
  any: ["FILE_KIND_EDIT", "FILE_KIND_SOUND", "FILE_KIND_VIDEO", "FILE_KIND_RESULT"],
};

/** Where the last choice was made; the next begins there. */
let lastFolder = "";

/** A path, or null where nothing was chosen. `kind` null: a folder. */
export function pick(engine: Engine, kind: PickKind | null, title: string): Promise<string | null> {
  return new Promise((done) => {
    const where = h("p", { class: "picker-path" });
    const list = h("ul", { class: "picker-list", "aria-label": "Files" });
    const problem = h("p", { class: "problem", role: "alert" });
    const here = h("button", { type: "button", class: "primary" }, "Choose this folder");
    const cancel = h("button", { type: "button", onclick: () => close(null) }, "Cancel");
    const dialog = h(
      "div",
      { class: "picker", role: "dialog", "aria-modal": "true", "aria-label": title, tabindex: "-1" },
      h("h2", {}, title),
      where,
      list,
      problem,
      h("div", { class: "row" }, kind === null && here, cancel),
    );
    const shade = h("div", { class: "shade" }, dialog);
    const before = document.activeElement;
    let folder: Folder | null = null;

    function close(path: string | null): void {
      shade.remove();
      document.removeEventListener("keydown", onKey, true);
      if (before instanceof HTMLElement) before.focus();
      done(path);
    }

    function onKey(event: KeyboardEvent): void {
      if (event.key === "Escape") close(null);
      else if (event.key === "Tab") keepInside(event, dialog);
      else return;
      event.stopPropagation();
    }

    async function go(path: string): Promise<void> {
      try {
        folder = await engine.call("Panel/ListFolder", { path });
        lastFolder = folder.path;
        problem.textContent = folder.truncated ? "Only the first 2,000 entries are shown." : "";
        show(folder);
      } catch (error) {
        problem.textContent = error instanceof Error ? error.message : String(error);
        if (folder === null && path !== "") await go("");
      }
    }

    function show(shown: Folder): void {
      where.textContent = shown.path;
      const up = shown.parent === "" ? [] : [entry("↑ Parent folder", () => go(shown.parent))];
      const wanted = kind === null ? [] : WANTED[kind];
      const rows = shown.entries
        .filter((one) => one.isFolder || wanted.includes(one.kind))
        .map((one) => entry(labelOf(one), () => (one.isFolder ? go(one.path) : close(one.path))));
      fill(list, ...up, ...rows);
      (list.querySelector("button") ?? dialog).focus();
    }

    here.addEventListener("click", () => close(folder?.path ?? null));
    document.addEventListener("keydown", onKey, true);
    document.body.append(shade);
    void go(lastFolder);
  });
}

function entry(label: string, chosen: () => unknown): HTMLLIElement {
  return h("li", {}, h("button", { type: "button", onclick: () => void chosen() }, label));
}

function labelOf(one: FolderEntry): string {
  return one.isFolder ? `${one.name}/` : one.name;
}

function keepInside(event: KeyboardEvent, dialog: HTMLElement): void {
  const stops = [...dialog.querySelectorAll<HTMLElement>("button")];
  const first = stops[0];
  const last = stops[stops.length - 1];
  if (first === undefined || last === undefined) return;
  const wraps = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!wraps) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
