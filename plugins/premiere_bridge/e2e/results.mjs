// Results and films opened in the browser: loudness, sync and foley in their tabs, a video with its picture.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { browser, Checks, clickSong, Engine, film, folder, python, root, shots, sleep } from "./support.mjs";

const checks = new Checks();
const dir = folder("results");
const song = join(dir, "song.wav");
clickSong(song, { seconds: 12 });
const video = film(join(dir, "film.mp4"), { seconds: 6 });

/** Runs the command line with `--json`, and keeps what it printed. */
function said(name, ...args) {
  const file = join(dir, name);
  const command = [python, "-m", "backbeat.cli.main", ...args, "--json"];
  try {
    writeFileSync(file, execFileSync(command[0], command.slice(1), { encoding: "utf8", cwd: join(root, "../.."), stdio: ["ignore", "pipe", "pipe"] }));
  } catch (error) {
    // 1: done and said, but what was asked for is not met.
    if (error.status !== 1) throw new Error(`${args[0]}: ${error.stderr}`);
    writeFileSync(file, error.stdout);
  }
  return file;
}

const loudness = said("loudness.json", "loudness", song);
const sync = said("sync.json", "synccheck", video, "--sfx");
const cues = join(dir, "cues.srt");
writeFileSync(cues, "1\n00:00:01,000 --> 00:00:02,000\n[door slams]\n\n2\n00:00:03,000 --> 00:00:04,000\n[footsteps on gravel]\n");
const foley = said("foley.json", "foley", video, "--cues", cues, "-o", join(dir, "foley.otio"), "--no-beds");

const engine = await new Engine().start();
const chromium = await browser();
const faults = [];

async function opened(file) {
  const page = await chromium.newPage({ viewport: { width: 900, height: 1000 }, colorScheme: "dark" });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(await engine.address(file));
  return page;
}

async function shown(name, file, tab, words) {
  const page = await opened(file);
  await page.getByRole("tab", { name: tab, selected: true }).waitFor({ timeout: 20_000 });
  const body = page.getByRole("tabpanel");
  await body.getByText(words).first().waitFor({ timeout: 10_000 }).catch(() => {});
  const text = await body.innerText();
  checks.ok(`a result of ${name} is shown in its tab`, words.test(text), words.test(text) ? "" : text.slice(0, 400));
  if (shots()) await page.screenshot({ path: join(shots(), `result-${name}.png`), fullPage: true });
  await page.close();
}

await shown("loudness", loudness, "Master", /LUFS/);
await shown("sync", sync, "Check Sync", /% sure/);
await shown("foley", foley, "Foley", /door/i);

// A film: its picture where the playhead is, and another one elsewhere.
const page = await opened(video);
await page.locator("img.picture").waitFor({ timeout: 20_000 });
const pixels = () => page.locator("img.picture").evaluate(async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return [...context.getImageData(0, 0, canvas.width, canvas.height).data];
});
await page.locator("canvas.time").focus();
await sleep(500);
const first = await pixels();
for (let turn = 0; turn < 3; turn += 1) await page.keyboard.press("Shift+ArrowRight");
await page.waitForResponse((response) => response.url().includes("/picture?at=3.0"), { timeout: 10_000 }).catch(() => {});
await sleep(1000);
const later = await pixels();
const differing = later.filter((value, index) => Math.abs(value - (first[index] ?? 0)) > 40).length / later.length;
checks.ok("a film shows the picture at its playhead", differing > 0.01 && /^00:00:03:00/.test(await page.locator(".timecode").textContent()), `${(100 * differing).toFixed(1)} % differ`);
await page.keyboard.press("Space");
await page.getByRole("button", { name: "Stop" }).waitFor({ timeout: 10_000 });
await sleep(1500);
await page.keyboard.press("Space");
const place = await page.locator(".timecode").textContent();
checks.ok("and plays", /^00:00:0[45]/.test(place), place);
if (shots()) await page.screenshot({ path: join(shots(), "result-film.png"), fullPage: true });

// Each job's tab runs on what is open: loudness of the film.
await page.getByRole("tab", { name: "Master" }).click();
await page.getByRole("button", { name: /Measure/ }).first().click();
await page.getByText(/LUFS/).first().waitFor({ timeout: 60_000 });
checks.ok("its loudness is measured in the panel", true);

checks.ok("no error on the page", faults.length === 0, faults[0] ?? "");
await chromium.close();
await engine.stop();
checks.end();
process.exit();
