// The music is chosen from the sound tracks of a timeline, by the keyboard, and is there again when the
// timeline is opened again.
import { join } from "node:path";
import { browser, Checks, clickSong, Engine, folder, py, shots } from "./support.mjs";

const checks = new Checks();
const dir = folder("choosing");
clickSong(join(dir, "fast.wav"), { bpm: 140, seconds: 20 });
clickSong(join(dir, "slow.wav"), { bpm: 100, seconds: 20 });
const path = join(dir, "edit.otio");
py(`
import sys
import opentimelineio as otio
path, folder = sys.argv[1:]
T = otio.opentime
def span(start, length): return T.TimeRange(T.RationalTime(start, 25), T.RationalTime(length, 25))
def clip(name, start, length):
    return otio.schema.Clip(name, otio.schema.ExternalReference(target_url=f"{folder}/{name}.wav", available_range=span(0, 500)), span(start, length))
timeline = otio.schema.Timeline("Edit")
music = otio.schema.Track("Music", kind="Audio", children=[clip("fast", 0, 400)])
other = otio.schema.Track("Alternatives", kind="Audio", children=[clip("fast", 0, 25), otio.schema.Gap(source_range=span(0, 10)), clip("slow", 50, 300)])
lost = otio.schema.Track("", kind="Audio", children=[clip("lost", 0, 50)])
empty = otio.schema.Track("Empty", kind="Audio")
timeline.tracks.extend([music, other, lost, empty])
otio.adapters.write_to_file(timeline, path)
`, path, dir);
const engine = await new Engine().start();
const chromium = await browser();
const context = await chromium.newContext({ viewport: { width: 800, height: 900 } });
const page = await context.newPage();
const faults = [];
page.on("pageerror", (error) => faults.push(error.message));
const tempo = async () => Number((await page.locator(".big strong").first().textContent({ timeout: 60_000 })).split(" ")[0]);
const row = (title) => page.getByRole("button", { name: `Take the music from ${title}` });

await page.goto(await engine.address(path));
checks.ok("the track called music is the guess", Math.abs((await tempo()) - 140) < 0.5, `${await tempo()} BPM`);
const rows = await page.locator(".tracks button").allTextContents();
checks.ok(
  "the tracks are listed with their clips and the longest",
  rows.join("; ") === "A1 Music · 1 clip, fast; A2 Alternatives · 2 clips, the longest is slow; A3 · 1 clip, lost: its media is offline",
  rows.join("; "),
);
checks.ok("what cannot be the music cannot be chosen", await row("A3").isDisabled());

await row("A1 Music").focus();
await page.keyboard.press("ArrowDown");
await page.keyboard.press("Enter");
await page.waitForFunction(() => /^(99|100)/.test(document.querySelector(".big strong")?.textContent ?? ""), null, { timeout: 60_000 });
checks.ok("another track is chosen by the keyboard, and keeps the focus", await row("A2").evaluate((one) => one === document.activeElement && one.getAttribute("aria-pressed") === "true"), `${await tempo()} BPM`);
checks.ok("a choice is no guess", (await page.getByText("A guess").count()) === 0);
if (shots()) {
  for (const colorScheme of ["dark", "light"]) {
    for (const width of [300, 800, 1600]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: join(shots(), `choosing-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}

const again = await context.newPage();
await again.goto(await engine.address(path));
await again.getByText("BPM").first().waitFor({ timeout: 60_000 });
const found = await again.locator(".big strong").first().textContent();
const pressed = await again.locator('.tracks button[aria-pressed="true"]').textContent();
checks.ok("it is there again when the timeline is opened again", /^(99|100)/.test(found) && pressed.startsWith("A2 Alternatives"), `${found}, ${pressed}`);

checks.ok("no error on the page", faults.length === 0, faults[0] ?? "");
await chromium.close();
await engine.stop();
checks.end();
process.exit();
