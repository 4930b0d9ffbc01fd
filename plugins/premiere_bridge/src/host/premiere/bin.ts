/** Items of the project: found by their file, and brought into a bin of our own. */

import { HostProblem } from "../port";
import { type ClipProjectItem, type FolderItem, type Project, type ProjectItem, premiere } from "./adobe";
import { transact } from "./transactions";

export const BIN = "Backbeat";

/** The item whose media is this file; null where the project has none. */
export async function findByPath(project: Project, path: string): Promise<ClipProjectItem | null> {
  return search(await project.getRootItem(), path);
}

async function search(folder: FolderItem, path: string): Promise<ClipProjectItem | null> {
  for (const item of await folder.getItems()) {
    const inner = asFolder(item);
    if (inner !== null) {
      const found = await search(inner, path);
      if (found !== null) return found;
      continue;
    }
    const clip = asClip(item);
    if (clip !== null && !(await clip.isSequence()) && samePath(await clip.getMediaFilePath(), path)) return clip;
  }
  return null;
}

function asFolder(item: ProjectItem): FolderItem | null {
  const folder = quietly(() => premiere().FolderItem.cast(item) as FolderItem | null);
  return folder !== null && typeof folder.getItems === "function" ? folder : null;
}

function asClip(item: ProjectItem): ClipProjectItem | null {
  const clip = quietly(() => premiere().ClipProjectItem.cast(item) as ClipProjectItem | null);
  return clip !== null && typeof clip.getMediaFilePath === "function" ? clip : null;
}

/** A cast that does not fit may give nothing or throw; that is not stated. */
function quietly<T>(work: () => T | null | undefined): T | null {
  try {
    return work() ?? null;
  } catch {
    return null;
  }
}

/** Whether two paths name one file: Windows ignores case and the kind of slash, macOS normal forms. */
export function samePath(one: string, other: string): boolean {
  return comparable(one) === comparable(other);
}

/** The files of all that lies in our bin, so that they can be compared. */
export async function pathsOfOurs(project: Project): Promise<Set<string>> {
  const bin = await binNamed(project);
  const found = new Set<string>();
  for (const item of bin === null ? [] : await bin.getItems()) {
    const clip = asClip(item);
    if (clip !== null) found.add(comparable(await clip.getMediaFilePath()));
  }
  return found;
}

export function comparable(path: string): string {
  const plain = path.replace(/^\\\\\?\\/, "").normalize("NFC");
  const windows = /^[A-Za-z]:[\\/]/.test(plain) || plain.startsWith("\\\\");
  return windows ? plain.replace(/\\/g, "/").toLowerCase() : plain;
}

/** The bin of our own, made where it is missing. */
export async function ourBin(project: Project): Promise<FolderItem> {
  const found = await binNamed(project);
  if (found !== null) return found;
  const root = await project.getRootItem();
  transact(project, "Backbeat: bin", [() => root.createBinAction(BIN, false)]);
  const made = await binNamed(project);
  if (made === null) throw new HostProblem("Premiere did not make a bin.", "Make one called Backbeat.");
  return made;
}

async function binNamed(project: Project): Promise<FolderItem | null> {
  for (const item of await (await project.getRootItem()).getItems()) {
    if (item.name === BIN) {
      const folder = asFolder(item);
      if (folder !== null) return folder;
    }
  }
  return null;
}

/** Imports the files that the project does not have yet; gives the item of each. */
export async function imported(
  project: Project,
  paths: readonly string[],
): Promise<Map<string, ClipProjectItem>> {
  const bin = await ourBin(project);
  const missing: string[] = [];
  for (const path of new Set(paths)) {
    if ((await findByPath(project, path)) === null) missing.push(path);
  }
  if (missing.length > 0) await project.importFiles(missing, true, bin as unknown as ProjectItem, false);
  const found = new Map<string, ClipProjectItem>();
  for (const path of new Set(paths)) {
    const item = await findByPath(project, path);
    if (item !== null) found.set(path, item);
  }
  return found;
}
