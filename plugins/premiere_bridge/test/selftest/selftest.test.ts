import { expect, test } from "vitest";
import type { Engine } from "../../src/engine/client";
import { uxp } from "../../src/host/premiere/adobe";
import { PremiereHost } from "../../src/host/premiere/host";
import { asked } from "../../src/selftest/probes";
import { setting } from "../host/setting";

const engine = { call: async () => ({}) } as unknown as Engine;

function page(): void {
  Object.assign(globalThis, {
    document: { createElement: () => ({ getContext: () => ({ fillText: () => {} }) }) },
    requestAnimationFrame: () => 0,
  });
}

test("a host that does what it is taken to do answers so, and nothing is left behind", async () => {
  page();
  const { project } = setting();
  const before = project.sequences.length;
  const answers = await asked(engine);
  expect(answers.filter((one) => !one.good)).toEqual([]);
  expect(answers.map((one) => one.answer)).toEqual(expect.arrayContaining(["10", "50", "200", "1000", "otio"]));
  expect(project.sequences).toHaveLength(before);
});

test("a host that takes 50 actions, drops others and cannot export says exactly that", async () => {
  page();
  setting({ cap: 50, otio: false, xml: false });
  const answers = await asked(engine);
  const byQuestion = new Map(answers.map((one) => [one.question, one]));
  expect(byQuestion.get("How many of 50 actions of one transaction land?")).toMatchObject({ answer: "50", good: true });
  expect(byQuestion.get("How many of 200 actions of one transaction land?")).toMatchObject({ answer: "50", good: false });
  expect(byQuestion.get("How can a panel export a sequence?")).toMatchObject({ answer: "none", good: false });
});

test("the report is a file where the user wants it", async () => {
  page();
  setting();
  let written = "";
  Object.assign(uxp().storage.localFileSystem, {
    getFileForSaving: async () => ({ nativePath: "/home/me/report.json", isFile: true, write: async (text: string) => (written = text).length }),
  });
  const said = await new PremiereHost().selfTest(engine);
  expect(said).toContain("saved as /home/me/report.json");
  expect(JSON.parse(written)).toMatchObject({ host: "Premiere 26.3.0" });
  expect(JSON.parse(written).answers.length).toBeGreaterThan(8);
});
