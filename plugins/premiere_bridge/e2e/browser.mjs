// The panel in a browser against a real engine: song in, beats drawn, cuts previewed, dragged,
// refused and saved, corrections kept, the engine stopped and started.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Checks, clickSong, edit, Engine, film, folder, openedPanel, py, shots, sleep } from "./support.mjs";

const checks = new Checks();
const dir = folder("browser");
const song = join(dir, "song.wav");
const times = clickSong(song);
const video = film(join(dir, "film.mp4"));
const path = edit(join(dir, "edit.otio"), video, song);
const before = readFileSync(path, "utf8");
const engine = await new Engine().start();
const { chromium, page, faults } = await openedPanel(engine, path, { console: true });
checks.ok("the code is gone from the address", !page.url().includes("code"));
const bpm = Number((await page.locator(".big strong").first().textContent()).split(" ")[0]);
checks.ok("the tempo is the song's", Math.abs(bpm - 120) < 0.1, `${bpm} BPM`);

// Drawn: a line of the beat's colour stands at every beat.
const lines = await page.evaluate((beats) => {
  const canvas = document.querySelector("canvas.time");
  const context = canvas.getContext("2d");
  const row = context.getImageData(0, 116, canvas.width, 1).data;
  const total = 500 / 25;
  return beats.filter((time) => time < total - 0.2).map((time) => {
    const x = Math.round((time / total) * canvas.width);
    return [-1, 0, 1].some((off) => {
      const at = 4 * Math.min(canvas.width - 1, Math.max(0, x + off));
      const [red, green, blue] = row.slice(at, at + 3);
      return (red > 200 && green < 160) || (green > 150 && blue > 150 && red < 140);
    });
  });
}, times);
checks.ok("beats are drawn where they are", lines.length > 30 && lines.every(Boolean), `${lines.filter(Boolean).length} of ${lines.length}`);

// Previewed, and a picture beside the lanes.
await page.getByRole("button", { name: "Preview the cuts" }).click();
await page.getByText("cuts move").waitFor({ timeout: 30_000 });
checks.ok("the picture at the playhead is shown", await page.locator("img.picture").evaluate((image) => image.naturalWidth > 100));
const planned = await page.locator("tr[data-standing]").count();
checks.ok("planned cuts are listed", planned >= 3, `${planned}`);

/** Waits until a plan that was asked for is there. */
async function plannedAgain() {
  await sleep(800);
  await page.locator(".progress").waitFor({ state: "hidden", timeout: 30_000 });
}

// One cut is dragged: by the mouse, on the canvas.
const cuts = async () => {
  const rows = await page.locator("tr[data-standing]").evaluateAll((all) => all.map((row) => [row.dataset.standing, row.children[0].textContent, row.children[1].textContent]));
  return rows;
};
await page.evaluate(() => scrollTo(0, 0));
let box = await page.locator("canvas.time").boundingBox();
const xAt = (frame) => box.x + (frame / 500) * box.width;
const first = (await cuts())[0];
const from = Number(first[2].split(":")[2]) * 25 + Number(first[2].split(":")[3]);
await page.mouse.move(xAt(from), box.y + 160);
await page.mouse.down();
await page.mouse.move(xAt(from + 8), box.y + 160, { steps: 4 });
await page.keyboard.down("Alt");
await page.mouse.move(xAt(from + 9), box.y + 160, { steps: 2 });
await page.mouse.up();
await page.keyboard.up("Alt");
await page.locator('tr[data-standing="pinned"]').waitFor({ timeout: 20_000 });
await plannedAgain();
checks.ok("a cut that is dragged is placed by the user", (await cuts())[0][0] === "pinned");

// One is refused, by its button.
await page.getByRole("button", { name: /^Refuse cut V1 3/ }).click();
await page.locator('tr[data-standing="refused"]').waitFor({ timeout: 20_000 });
await plannedAgain();
const wanted = await cuts();
if (shots()) await page.screenshot({ path: join(shots(), "browser-planned.png"), fullPage: true });

// Saved as a new timeline, whose cuts are read back by another program.
await page.getByRole("button", { name: "New sequence on the beat" }).click();
await page.getByText("edit.on-beat.otio").first().waitFor({ timeout: 60_000 });
const saved = JSON.parse(py(`
import json, sys
import opentimelineio as otio
timeline = otio.adapters.read_from_file(sys.argv[1])
track = timeline.video_tracks()[0]
print(json.dumps([round(track.range_of_child(clip).start_time.value) for clip in track.find_clips()][1:]))
`, join(dir, "edit.on-beat.otio")));
const frames = wanted.map(([, , timecode]) => {
  const [, , seconds, frame] = timecode.split(":").map(Number);
  return seconds * 25 + frame;
});
checks.ok("the new timeline has its cuts where they were put", frames.every((frame) => saved.includes(frame)), `${frames} in ${saved}`);
checks.ok("the timeline that was opened is untouched", readFileSync(path, "utf8") === before);

// Corrections: a beat more, saved, and read by the command line.
await page.locator("canvas.time").scrollIntoViewIfNeeded();
await page.evaluate(() => scrollTo(0, 0));
box = await page.locator("canvas.time").boundingBox();
await page.mouse.dblclick(xAt(6.5 * 25 + 6), box.y + 70);
await page.getByRole("button", { name: "Save corrections" }).waitFor({ timeout: 30_000 });
await page.getByRole("button", { name: "Save corrections" }).click();
await page.getByText("song.wav.edits.json").first().waitFor({ timeout: 10_000 });
const edits = JSON.parse(readFileSync(`${song}.edits.json`, "utf8"));
checks.ok("corrections are saved as music edits", edits.beats.length + edits.removedBeatsS.length === 1, JSON.stringify(edits.beats));

// The engine goes and comes back.
await engine.stop();
await page.getByText("The engine is not running").waitFor({ timeout: 20_000 });
checks.ok("an engine that stopped is said", true);
const again = new Engine(engine.home, engine.http_port);
await again.start();
await page.getByText("This page is over").waitFor({ timeout: 30_000 });
checks.ok("after a restart the page says how to go on", true);
await page.goto(await again.address(path));
await page.getByText("BPM").first().waitFor({ timeout: 60_000 });
checks.ok("a new address opens the same again", true);

// Nothing without a code; a code works once.
const address = await again.address();
const other = await chromium.newContext();
const stranger = await other.newPage();
await stranger.goto(`${again.base}/#code=wrong`);
await stranger.getByText("This page is over").waitFor({ timeout: 20_000 });
// The page begins anew when its address changes; the first to come with a code has it.
await Promise.all([stranger.waitForEvent("load"), stranger.goto(address)]);
await stranger.getByText("Nothing is open").waitFor({ timeout: 30_000 });
const third = await (await chromium.newContext()).newPage();
await third.goto(address);
await third.getByText("This page is over").waitFor({ timeout: 20_000 });
checks.ok("a wrong code and a used code open nothing", true);

const known = faults.filter((text) => !text.includes("401") && !text.includes("403") && !text.includes("ERR_CONNECTION"));
checks.ok("no error on the page", known.length === 0, known[0] ?? "");
await chromium.close();
await again.stop();
checks.end();
process.exit();
