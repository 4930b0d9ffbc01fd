// Every tab, dark and light: no serious fault by axe, nothing cut off at 300, 800 and 1,600 px, results shown.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { browser, Checks, clickSong, edit, Engine, film, folder, py, root, shots } from "./support.mjs";

const checks = new Checks();
const dir = folder("panel");
const song = join(dir, "song.wav");
clickSong(song, { seconds: 16 });
const video = film(join(dir, "film.mp4"));
const path = edit(join(dir, "edit.otio"), video, song, [0, 27, 49, 88, 120, 160, 210, 260, 300, 380]);
const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
const results = JSON.parse(py(
  `
import json, sys
from backbeat.jobs.run import run
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.loudness_pb2 import LoudnessRequest
folder, song = sys.argv[1:]
run(JobRequest(loudness=LoudnessRequest(path=song, output_path=folder + "/loud.json")))
print(json.dumps({"loudness": folder + "/loud.json"}))
`,
  dir, song,
));
const engine = await new Engine().start();
const chromium = await browser();
const TABS = ["Cut to Music", "Lip-sync", "Foley", "Master", "Check Sync", "Settings"];

/** What axe calls serious or critical. The page's policy forbids strangers' scripts, so it is lifted here. */
async function faultsOf(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes[0].target.join(" ")} ${one.nodes[0].failureSummary.split("\n")[1] ?? ""}`);
}

/** Elements that stick out of the page, or whose text does not fit them. */
function cutOff(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const bad = [];
    if (document.documentElement.scrollWidth > wide + 1) bad.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    for (const element of document.body.querySelectorAll("button, input, select, p, h1, h2, th, label, figure")) {
      if (element.closest(".rolls, [hidden]") || element.getClientRects().length === 0) continue;
      const box = element.getBoundingClientRect();
      if (box.left < -1 || box.right > wide + 1) bad.push(`${element.tagName} ${element.textContent.slice(0, 30)}`);
    }
    return bad;
  });
}

for (const colorScheme of ["dark", "light"]) {
  const context = await chromium.newContext({ viewport: { width: 800, height: 900 }, colorScheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(await engine.address(path));
  await page.getByText("BPM").first().waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Preview the cuts" }).click();
  await page.locator("tr[data-standing]").first().waitFor({ timeout: 30_000 });
  for (const tab of TABS) {
    await page.getByRole("tab", { name: tab }).click();
    await page.waitForTimeout(150);
    const faults = await faultsOf(page);
    checks.ok(`${colorScheme}, ${tab}: axe finds no serious fault`, faults.length === 0, faults.join("; "));
  }
  for (const width of [300, 800, 1600]) {
    await page.setViewportSize({ width, height: 900 });
    for (const tab of TABS) {
      await page.getByRole("tab", { name: tab }).click();
      await page.waitForTimeout(100);
      const bad = await cutOff(page);
      if (bad.length > 0) checks.ok(`${colorScheme}, ${width} px, ${tab}: nothing is cut off`, false, bad.slice(0, 3).join("; "));
      if (shots() && (tab === "Cut to Music" || width === 800)) {
        await page.screenshot({ path: join(shots(), `panel-${colorScheme}-${width}-${tab.replace(/ /g, "")}.png`), fullPage: true });
      }
    }
    checks.ok(`${colorScheme}, ${width} px: every tab was looked at`, true);
  }
  await context.close();
}

// By keyboard alone: tabs by arrows, the time area by its keys.
const page = await chromium.newPage();
await page.goto(await engine.address(path));
await page.getByText("BPM").first().waitFor({ timeout: 60_000 });
await page.getByRole("tab", { name: "Cut to Music" }).focus();
await page.keyboard.press("ArrowRight");
checks.ok("arrows move between tabs", (await page.getByRole("tab", { selected: true }).textContent()) === "Lip-sync");
await page.keyboard.press("ArrowLeft");
await page.locator("canvas.time").focus();
await page.keyboard.press("Shift+ArrowRight");
await page.keyboard.press("ArrowRight");
const timecode = await page.locator(".timecode").textContent();
checks.ok("arrows move the playhead by frames and seconds", /00:00:01[:;]01|01:00:01[:;]01/.test(timecode), timecode);

// A result is shown in its tab.
await page.goto(await engine.address(results.loudness));
await page.getByText("integrated", { exact: false }).first().waitFor({ timeout: 30_000 });
checks.ok("a loudness report is shown with its presets", (await page.getByRole("tab", { selected: true }).textContent()) === "Master" && (await page.getByText("youtube", { exact: true }).count()) > 0);

// A job from its tab, from the file that is open to the result.
await page.goto(await engine.address(song));
await page.getByText("BPM").first().waitFor({ timeout: 60_000 });
await page.getByRole("tab", { name: "Master" }).click();
await page.getByRole("button", { name: "Measure only" }).click();
await page.getByText("integrated", { exact: false }).first().waitFor({ timeout: 60_000 });
checks.ok("loudness is measured from the tab", true);
await chromium.close();
await engine.stop();
checks.end();
process.exit();
