/** The double must offer nothing that Adobe's declarations lack. */

import { readFileSync } from "fs";
import { join } from "path";
import ts from "typescript";
import { expect, test } from "vitest";
import * as fakes from "./double/premiere";

const source = ts.createSourceFile(
  "premierepro.d.ts",
  readFileSync(join(import.meta.dirname, "../node_modules/@adobe/premierepro/src/premierepro.d.ts"), "utf8"),
  ts.ScriptTarget.Latest,
  true,
);

/** Members of each declared type, with the most parameters that a method takes. */
const declared = new Map<string, Map<string, number>>();
source.forEachChild((node) => {
  if (!ts.isTypeAliasDeclaration(node) || !ts.isTypeLiteralNode(node.type)) return;
  const members = new Map<string, number>();
  for (const member of node.type.members) {
    if (member.name === undefined) continue;
    members.set(member.name.getText(), ts.isMethodSignature(member) ? member.parameters.length : -1);
  }
  declared.set(node.name.text, members);
});

const ADOBE: readonly [string, () => object, readonly string[]][] = (() => {
  const world = new fakes.World();
  const project = new fakes.FakeProject(world, "/p.prproj");
  const clip = new fakes.FakeClip(world, "c", "/c.wav");
  const track = new fakes.FakeTrack(world, "A1");
  const sequence = new fakes.FakeSequence(world, "S", [], [track]);
  // What belongs to the double alone, for setting it up and looking into it.
  return [
    ["Project", () => project, ["root", "sequences", "active", "imports", "world", "snapshot", "sequenceFrom"]],
    ["Sequence", () => sequence, ["notes", "video", "audio", "playhead", "addTrack", "world", "timebase"]],
    ["AudioTrack", () => track, ["items", "overwrite", "world"]],
    ["AudioClipTrackItem", () => new fakes.FakeItem(clip, 0n, 1n), ["clip", "start", "end", "source", "facts"]],
    ["ClipProjectItem", () => clip, ["notes", "path", "facts", "stretch", "world"]],
    ["FolderItem", () => project.root, ["items", "world"]],
  ];
})();

function members(thing: object): Map<string, number> {
  const found = new Map<string, number>();
  for (let at: object | null = thing; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const value = Object.getOwnPropertyDescriptor(at, name)?.value as unknown;
      if (name !== "constructor" && !found.has(name)) found.set(name, typeof value === "function" ? value.length : -1);
    }
  }
  return found;
}

test.each(ADOBE)("%s offers only what Adobe declares", (name, make, own) => {
  const adobe = declared.get(name);
  expect(adobe, `${name} is gone from Adobe's declarations`).toBeDefined();
  for (const [member, parameters] of members(make())) {
    if (own.includes(member)) continue;
    expect([...(adobe?.keys() ?? [])], `${name}.${member}`).toContain(member);
    expect(parameters, `${name}.${member} takes more than Adobe's`).toBeLessThanOrEqual(Math.max(adobe?.get(member) ?? 0, parameters < 0 ? parameters : 0));
  }
});

test("the module and its statics are Adobe's", () => {
  const module = fakes.fakeModule(new fakes.World());
  const adobe = declared.get("premierepro");
  for (const [name, statics] of Object.entries(module)) {
    expect([...(adobe?.keys() ?? [])], name).toContain(name);
    if (name === "Constants") continue;
    const own = declared.get(`${name}Static`);
    for (const member of Object.keys(statics as object)) {
      expect([...(own?.keys() ?? [])], `${name}.${member}`).toContain(member);
    }
  }
});

test("every constant of the double is one of Adobe's", () => {
  const text = source.getFullText();
  const constants = (fakes.fakeModule(new fakes.World()) as { Constants: Record<string, Record<string, unknown>> }).Constants;
  for (const [group, values] of Object.entries(constants)) {
    const found = new RegExp(`enum ${group} \\{([^}]*)\\}`).exec(text);
    expect(found, group).not.toBeNull();
    for (const value of Object.keys(values)) expect(found?.[1], `${group}.${value}`).toMatch(new RegExp(`\\b${value}\\b`));
  }
});

test("what Adobe took away is not called", () => {
  const gone = ["importFromOpenTimelineIO", "createRazorAction", "getAudioTracks"];
  for (const name of gone) expect(source.getFullText()).not.toContain(`${name}(`);
});
