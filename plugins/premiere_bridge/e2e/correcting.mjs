// Every correction by real keys and clicks: what it makes of the timeline that is saved, and that undo takes
// it back, there as well.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beatsOf, Checks, clickSong, edit, Engine, film, folder, openedPanel, py, shots, sleep } from "./support.mjs";

const checks = new Checks();
const dir = folder("correcting");
const song = join(dir, "song.wav");
clickSong(song);
const path = edit(join(dir, "edit.otio"), film(join(dir, "film.mp4")), song);
const before = readFileSync(path, "utf8");
const engine = await new Engine().start();
const { chromium, page, faults } = await openedPanel(engine, path);

/** Waits until what was changed has been listened to and planned again. */
async function settled() {
  await sleep(700);
  await page.locator(".progress").waitFor({ state: "hidden", timeout: 30_000 });
}

/** The cuts of the plan, as they are listed: how each stands, and its frame. */
async function planned() {
  await settled();
  const rows = await page.locator("tr[data-standing]").evaluateAll((all) => all.map((row) => [row.dataset.standing, row.children[1].textContent]));
  return rows.map(([standing, timecode]) => {
    const [, , seconds, frame] = timecode.split(":").map(Number);
    return { standing, frame: 25 * seconds + frame };
  });
}

const output = join(dir, "edit.on-beat.otio");
const writtenAt = () => (existsSync(output) ? statSync(output).mtimeMs : 0);
/** Saves the new timeline, and reads its cuts with another program; the first of all is none, but a through edit. */
async function saved() {
  const earlier = writtenAt();
  await page.getByRole("button", { name: "New sequence on the beat" }).click();
  for (let turn = 0; turn < 300 && writtenAt() === earlier; turn += 1) await sleep(100);
  await settled();
  return JSON.parse(py(`
import json, sys
import opentimelineio as otio
timeline = otio.adapters.read_from_file(sys.argv[1])
track = timeline.video_tracks()[0]
print(json.dumps([round(track.range_of_child(clip).start_time.value) for clip in track.find_clips()][2:]))
`, output));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const focus = () => page.locator("canvas.time").focus();

// The first plan, which every undo has to lead back to.
await page.getByRole("button", { name: "Preview the cuts" }).click();
await page.getByText("cuts move").waitFor({ timeout: 30_000 });
const first = await planned();
const asPlanned = await saved();
checks.ok("the plan is what is saved", same(first.map((cut) => cut.frame), asPlanned), `${asPlanned}`);

// Pinned: the cut that the arrow goes to, by Enter.
await focus();
await page.keyboard.press("ArrowDown");
await page.keyboard.press("ArrowDown");
await page.keyboard.press("Enter");
let now = await planned();
checks.ok("Enter pins the cut that is chosen", now[1].standing === "pinned" && now[1].frame === first[1].frame, JSON.stringify(now[1]));

// Nudged: three frames later, one of them by its button.
await page.keyboard.press("Alt+ArrowRight");
await page.keyboard.press("Alt+ArrowRight");
await page.getByRole("button", { name: "Put the cut one frame later" }).click();
now = await planned();
const nudged = asPlanned.map((frame, index) => (index === 1 ? frame + 3 : frame));
checks.ok("three nudges put it three frames later, and move no other", same(now.map((cut) => cut.frame), nudged), `${now.map((cut) => cut.frame)}`);
const savedNudged = await saved();
checks.ok("and so it is saved", same(savedNudged, nudged), `${savedNudged}`);

// Undone: one step for each, by keys and by the button, to where it was.
await focus();
await page.keyboard.press("Control+z");
now = await planned();
checks.ok("one undo takes one nudge back", now[1].frame === nudged[1] - 1 && now[1].standing === "pinned", JSON.stringify(now[1]));
await page.keyboard.press("Control+Shift+z");
checks.ok("redo puts it again", (await planned())[1].frame === nudged[1]);
await page.keyboard.press("Control+z");
await page.keyboard.press("Control+z");
await page.keyboard.press("Control+z");
await page.getByRole("button", { name: "Undo", exact: true }).click();
now = await planned();
checks.ok("four undos leave it to the plan", now[1].standing === first[1].standing, now[1].standing);
checks.ok("and nothing is left to undo", await page.getByRole("button", { name: "Undo", exact: true }).isDisabled());
checks.ok("the timeline saved then is the first again", same(await saved(), asPlanned));

// Refused by its key, saved where it was, and undone.
await focus();
await page.keyboard.press("Delete");
now = await planned();
const original = [49, 88, 120];
checks.ok("Delete leaves the cut where it was", now[1].standing === "refused" && (await saved())[1] === original[1], JSON.stringify(now[1]));
await focus();
await page.keyboard.press("r");
checks.ok("R leaves it to the plan", (await planned())[1].standing === first[1].standing);
await page.keyboard.press("Control+z");
checks.ok("undo refuses it again", (await planned())[1].standing === "refused");
await page.keyboard.press("Control+z");
checks.ok("and once more does not", same((await planned()).map((cut) => cut.frame), asPlanned));

// The first beat of the bar, by its key; the beats are heard again, and undo brings them back.
const bars = () => page.locator(".big").textContent();
const heard = await bars();
const ones = () => page.evaluate(() => {
  const canvas = document.querySelector("canvas.time");
  const { data } = canvas.getContext("2d").getImageData(0, 116, canvas.width, 1);
  return Array.from({ length: canvas.width }, (_, x) => x).filter((x) => data[4 * x] > 200 && data[4 * x + 1] < 160 && data[4 * x + 2] < 140);
});
await focus();
await page.keyboard.press("0");
await page.keyboard.press("Home");
for (let step = 0; step < 38; step += 1) await page.keyboard.press("ArrowRight");
await settled();
const before1 = await ones();
await page.keyboard.press("b");
await settled();
const moved1 = await ones();
checks.ok("B moves the first beat of the bar to the playhead", !same(before1, moved1) && moved1.length > 5, `${before1.slice(0, 3)} to ${moved1.slice(0, 3)}`);
await page.keyboard.press("Control+z");
await settled();
checks.ok("undo moves it back", same(await ones(), before1) && (await bars()) === heard);

// Every 2nd bar, and then the other bars, by the keyboard alone.
await page.getByRole("button", { name: "Preview the cuts" }).click();
await page.locator("tr[data-standing]").first().waitFor({ timeout: 30_000 });
const later = page.getByRole("button", { name: "Count every Nth from a bar later" });
checks.ok("a shift by a bar is offered only where it does something", await later.isDisabled());
await page.getByLabel("Use", { exact: true }).selectOption("2 bars");
const even = (await planned()).filter((cut) => cut.standing === "moved").map((cut) => cut.frame);
await later.focus();
await page.keyboard.press("Enter");
const odd = (await planned()).filter((cut) => cut.standing === "moved").map((cut) => cut.frame);
const barAt = beatsOf(song).filter((beat) => beat.beat === 1);
const onBars = (frames, parity) => frames.length > 0 && frames.every((frame) => barAt.some(({ bar, time }) => bar % 2 === parity && Math.abs(25 * time - frame) <= 1));
checks.ok("every 2nd bar takes bars 1, 3, 5", onBars(even, 1), `${even}`);
checks.ok("a bar later it takes bars 2, 4, 6", onBars(odd, 0), `${odd}`);
checks.ok("the bar that it counts from is shown", (await page.getByLabel("Counted from bar").inputValue()) === "2");
checks.ok("the button keeps the focus", await later.evaluate((one) => one === document.activeElement));
const shifted = await saved();
checks.ok("and so it is saved", odd.every((frame) => shifted.includes(frame)), `${shifted}`);
if (shots()) {
  for (const colorScheme of ["dark", "light"]) {
    for (const width of [300, 800, 1600]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 1000 });
      await settled();
      await page.screenshot({ path: join(shots(), `correcting-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}
await later.focus();
await page.keyboard.press("Space");
checks.ok("round again it is as before", same((await planned()).filter((cut) => cut.standing === "moved").map((cut) => cut.frame), even));

// Tab and click go where they go, though the fields are put anew.
const active = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
await page.getByLabel("Offset (ms)").fill("5");
await page.keyboard.press("Tab");
await sleep(100);
checks.ok("Tab goes on from a field that was changed", (await active()) === "Offset (frames)", await active());
await page.getByLabel("Offset (ms)").fill("7");
await page.getByLabel("Farthest move (frames, 0: automatic)").click();
await sleep(100);
checks.ok("a field that is clicked then has the focus", (await active()) === "Farthest move (frames, 0: automatic)", await active());
await page.getByLabel("Offset (ms)").fill("0");
await page.locator(".toggles button").first().click();
await sleep(100);
checks.ok("a button that is clicked then is pressed", (await page.locator(".toggles button").first().getAttribute("aria-pressed")) === "true");
await page.locator(".toggles button").first().click();
await settled();
await page.getByLabel("Offset (ms)").fill("40");
await page.getByRole("button", { name: /^Preview/ }).click();
await page.locator("tr[data-standing]").first().waitFor({ timeout: 20_000 });
const offset = await planned();
await page.getByLabel("Offset (ms)").fill("0");
await page.keyboard.press("Tab");
checks.ok("what was typed last counts for the button that is clicked then", offset.at(-1).frame === (await planned()).at(-1).frame + 1, `${offset.map((cut) => cut.frame)}`);

// A range: what lies outside of it stays, in the plan and in what is saved.
await page.getByLabel("Use", { exact: true }).selectOption("1");
await page.getByRole("button", { name: "Only cuts from the playhead" }).waitFor();
const before3 = await planned();
await page.getByLabel("Only cuts from", { exact: true }).fill("01:00:03:00");
await page.keyboard.press("Tab");
const ranged = await planned();
checks.ok("before the range cuts stay", ranged[0].standing === "skipped" && ranged[0].frame === original[0] && before3[0].standing === "moved", JSON.stringify(ranged));
checks.ok("in it they move as before", same(ranged.slice(1), before3.slice(1)));
checks.ok("and so it is saved", same(await saved(), ranged.map((cut) => cut.frame)));
await focus();
await page.keyboard.press("Home");
for (let step = 0; step < 4; step += 1) await page.keyboard.press("Shift+ArrowRight");
await page.getByRole("button", { name: "Only cuts before the playhead" }).click();
const both = await planned();
checks.ok("the playhead gives an end", (await page.getByLabel("Only cuts before", { exact: true }).inputValue()) === "01:00:04:00" && both[2].standing === "skipped", JSON.stringify(both));
if (shots()) {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 800, height: 1000 });
  await page.screenshot({ path: join(shots(), "range.png"), fullPage: true });
}
await page.getByLabel("Only cuts from", { exact: true }).fill("nonsense");
await page.keyboard.press("Tab");
await page.locator(".messages .problem").first().waitFor({ timeout: 20_000 });
const problem = await page.locator(".messages .problem").first().textContent();
checks.ok("what is no time is said", /nonsense/.test(problem), problem);

checks.ok("the timeline that was opened is untouched", readFileSync(path, "utf8") === before);
checks.ok("no error on the page", faults.length === 0, faults[0] ?? "");
await chromium.close();
await engine.stop();
checks.end();
process.exit();
