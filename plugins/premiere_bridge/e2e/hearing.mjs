// What is heard in the browser, recorded on the sound's own thread: the song and the clicks apart. Where the
// engine hears a beat is its own affair; the click must lie there, on the song's own clock.
import { join } from "node:path";
import { beatsOf, browser, Checks, clickSong, edit, Engine, film, folder, onsets, recorded, sleep } from "./support.mjs";

const checks = new Checks();
const dir = folder("hearing");
const song = join(dir, "song.wav");
const times = clickSong(song, { bpm: 117, seconds: 40, start: 0.4 });
const beats = beatsOf(song).map((beat) => beat.time);
const path = edit(join(dir, "edit.otio"), film(join(dir, "film.mp4")), song, [0, 27, 49, 88, 120, 160]);
const engine = await new Engine().start();
const chromium = await browser();

/** A page that is recorded, with a file opened in it and its beats found. */
async function opened(file) {
  const page = await chromium.newPage({ viewport: { width: 1000, height: 900 }, bypassCSP: true });
  await recorded(page);
  await page.goto(await engine.address(file));
  await page.getByText("BPM").first().waitFor({ timeout: 60_000 });
  await page.evaluate(() => window.recorderReady);
  await page.locator("canvas.time").focus();
  return page;
}

/** Waits until so many seconds of the song are played. */
async function played(page, seconds) {
  await page.waitForFunction((least) => {
    const parts = document.querySelector(".timecode").textContent.split(":").map(Number);
    return parts.reduce((sum, part) => 60 * sum + part, 0) >= least;
  }, seconds, { timeout: 60_000 });
}

/**
 * Where the song's zero lies in a recording of playing it from its beginning, by the first of its own clicks
 * that is heard; and how far the worst of the others is off its place, in milliseconds.
 */
function aligned(heard) {
  const zero = heard[0] - times[0];
  const off = heard.map((time) => Math.min(...times.map((own) => Math.abs(time - zero - own))) * 1000);
  return { zero, worst: Math.max(...off) };
}

/** How far each click lies from the nearest beat, in milliseconds, at most. */
function clickError(clicks, zero) {
  return Math.max(...clicks.map((time) => Math.min(...beats.map((beat) => Math.abs(time - zero - beat))) * 1000));
}

// A song by itself.
let page, music, clicks, lost;
// A machine that is busy with other things loses blocks of the recording, whoever plays: then it is recorded again.
for (let turn = 0; turn < 4 && lost !== 0; turn += 1) {
  await page?.close();
  page = await opened(song);
  await page.keyboard.press("Space");
  await played(page, 9.5);
  await page.keyboard.press("Space");
  ({ lines: [music, clicks], lost } = await onsets(page));
}
let { zero, worst } = aligned(music);
checks.ok("nothing of the recording is lost", lost === 0, `${lost}`);
checks.ok("stretches of sound butt together to the sample", music.length >= 16 && worst < 0.03, `${music.length} onsets, at most ${worst.toFixed(3)} ms`);
checks.ok("clicks are heard within 5 ms of the beat", clicks.length >= 16 && clickError(clicks, zero) <= 5, `${clicks.length} clicks, at most ${clickError(clicks, zero).toFixed(2)} ms`);
await page.close();

// Stretches that come late, one of them much too late, and a page that is held up: time goes on all the same.
page = await opened(song);
let asked = 0;
await page.route("**/sound?**", async (route) => {
  asked += 1;
  await sleep(asked === 2 ? 5500 : 300);
  await route.continue();
});
await page.keyboard.press("Space");
for (let turn = 0; turn < 8; turn += 1) {
  await page.evaluate(() => { for (const until = performance.now() + 350; performance.now() < until; ); });
  await sleep(1000);
}
await played(page, 9.5);
await page.keyboard.press("Space");
({ lines: [music, clicks], lost } = await onsets(page));
({ zero, worst } = aligned(music));
const gap = Math.max(...music.slice(1).map((time, index) => time - music[index]));
checks.ok("a stretch that comes late is a gap", gap > 1, `${gap.toFixed(2)} s`);
checks.ok("and shifts nothing that comes after it", music.length >= 10 && worst < 0.03, `${music.length} onsets, at most ${worst.toFixed(3)} ms`);
checks.ok("nor any click", clicks.length >= 14 && clickError(clicks, zero) <= 5, `${clicks.length} clicks, at most ${clickError(clicks, zero).toFixed(2)} ms`);
await page.close();

// An edit over the song: from the middle, and a loop.
page = await opened(path);
for (let step = 0; step < 3; step += 1) await page.keyboard.press("Shift+ArrowRight");
await page.keyboard.press("i");
for (let step = 0; step < 2; step += 1) await page.keyboard.press("Shift+ArrowRight");
await page.keyboard.press("o");
await page.getByText("Loop: 01:00:03:00 to 01:00:05:00").waitFor({ timeout: 5000 });
for (let step = 0; step < 2; step += 1) await page.keyboard.press("Shift+ArrowLeft");
await page.keyboard.press("Space");
await page.getByRole("button", { name: "Stop" }).waitFor({ timeout: 20_000 });
await sleep(6500);
await page.keyboard.press("Space");
({ lines: [music, clicks], lost } = await onsets(page));
const inside = times.filter((time) => time >= 3 && time < 5).length;
const shown = await page.locator(".timecode").textContent();
checks.ok("a loop is played again and again", music.length >= 2 * inside && /^01:00:0[345]:/.test(shown), `${music.length} onsets of ${inside}, ends at ${shown}`);
// Beside each click of the song that is heard lies that of its beat, as far off as the engine hears it.
const places = times.map((time) => Math.min(...beats.map((beat) => Math.abs(beat - time))) * 1000);
const beside = clicks.map((click) => Math.min(...music.map((time) => Math.abs(time - click))) * 1000);
const most = Math.max(...places) + 5;
checks.ok("and clicks with it", clicks.length >= 2 * inside - 1 && Math.max(...beside) <= most, `${clicks.length} clicks, at most ${Math.max(...beside).toFixed(2)} ms from the song's own`);
await page.close();

await chromium.close();
await engine.stop();
checks.end();
process.exit();
