// The panel that Premiere loads (dist/uxp), in Chromium on the double of Premiere, against a real engine.
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { doubled } from "./double.mjs";
import { impostorOn } from "./impostor.mjs";
import { Checks, clickSong, edit, film, folder, python, shots, sleep } from "./support.mjs";

const checks = new Checks();
const dir = folder("premiere");
const song = join(dir, "song.wav");
const times = clickSong(song, { seconds: 20 });
const voice = join(dir, "voice.wav");
clickSong(voice, { bpm: 90, seconds: 6 });
const prepared = edit(join(dir, "prepared.otio"), film(join(dir, "film.mp4")), song);
const premiere = await doubled({ prepared, project: join(dir, "show.prproj"), song, seconds: 20, voice });
const { engine, faults } = premiere;
const page = await premiere.opened();
await page.getByText("Pair this panel with the engine").waitFor({ timeout: 30_000 });
checks.ok("a panel that is not paired says how to pair it", true);

const input = page.getByLabel("Pairing code");
await input.fill("AAAA-AAAA");
await page.getByRole("button", { name: "Pair", exact: true }).click();
await page.getByText("The code is wrong").waitFor({ timeout: 8000 }).catch(async (e) => { console.log(await page.locator("body").innerText()); throw e; });
checks.ok("a wrong code is said", true);
const code = premiere.code();
checks.ok("backbeat pair prints a code", /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/.test(code), code);
await input.fill(code.toLowerCase());
await page.getByRole("button", { name: "Pair", exact: true }).click();
await page.getByText("A guess: its track or file is called music.").waitFor({ timeout: 30_000 });
checks.ok("the code pairs, and the sequence's music is a guess that is said", true);

const row = (title) => page.getByRole("button", { name: `Take the music from ${title}` });
checks.ok("the sound tracks are listed", (await page.locator(".tracks button").allTextContents()).join("; ") === "A1 · 2 clips, the longest is voice.wav; A2 Music · 1 clip, song.wav");
await row("A2 Music").focus();
await page.keyboard.press("ArrowUp");
await page.keyboard.press("Enter");
await page.getByText("BPM").first().waitFor({ timeout: 60_000 });
checks.ok("a track is chosen by the keyboard", (await row("A1").getAttribute("aria-pressed")) === "true" && (await row("A2 Music").getAttribute("aria-pressed")) === "false");
await page.evaluate(() => window.world.fire("selection changed"));
await sleep(300);
checks.ok("and stays while nothing else is selected", (await row("A1").getAttribute("aria-pressed")) === "true");
await row("A2 Music").click();
await page.getByText("119.", { exact: false }).or(page.getByText("120.", { exact: false })).first().waitFor({ timeout: 60_000 });
await page.getByText("BPM").first().waitFor({ timeout: 60_000 });
const world = (work) => page.evaluate(work);
await page.getByRole("button", { name: "Markers on the sequence" }).click();
await page.getByText(/beat markers are on the sequence/).first().waitFor({ timeout: 20_000 });
let notes = await world(() => window.world.project.active.notes.map((note) => [Number(note.start) / 254016000000, note.comments]));
const near = notes.every(([at]) => times.some((time) => Math.abs(time - at) < 0.02));
checks.ok("a marker lies on every beat, in one undo step", notes.length >= 36 && near && (await world(() => window.world.undoStack.length)) === 1, `${notes.length}`);
await page.getByLabel("Use").selectOption("bar");
await page.getByRole("button", { name: "Markers on the sequence" }).click();
await page.getByText(/of an earlier run were replaced/).first().waitFor({ timeout: 20_000 });
const bars = await world(() => window.world.project.active.notes.length);
checks.ok("a second run replaces and does not double", bars < notes.length / 3, `${bars}`);
await world(() => window.world.project.active.notes.push({ name: "mine", start: "0", comments: "mine", color: 0 }));
await page.getByRole("button", { name: "Remove ours" }).click();
await page.getByText(/were removed/).waitFor({ timeout: 20_000 });
checks.ok("only ours are removed", (await world(() => window.world.project.active.notes.map((note) => note.name).join())) === "mine");
await world(() => window.world.undo());
checks.ok("undo brings them back", (await world(() => window.world.project.active.notes.length)) === bars + 1);
if (shots()) await page.screenshot({ path: join(shots(), "premiere.png"), fullPage: true });

await page.getByRole("button", { name: "New sequence on the beat" }).click();
await page.getByText(/“Edit.backbeat.on-beat|“Edit”:/).first().waitFor({ timeout: 60_000 });
const made = await world(() => ({ count: window.world.project.sequences.length, clips: window.world.project.active.video[0].items.length }));
checks.ok("cut to music makes a new sequence and opens it", made.count === 2 && made.clips === 5, JSON.stringify(made));

// The engine stops and comes back, with the same folder: the panel is still paired.
await engine.stop();
await page.getByRole("button", { name: "Find the beats" }).click().catch(() => {});
await page.getByRole("button", { name: "½ tempo" }).click().catch(() => {});
await page.getByText("The engine is not running").waitFor({ timeout: 120_000 });

// Meanwhile another program takes its port, and answers Hello as it does.
const impostor = await impostorOn(engine.http_port);
await page.getByText("cannot show that it is this panel's engine").waitFor({ timeout: 30_000 });
await page.getByRole("button", { name: "Look again now" }).click();
await impostor.asked("/proof/", 2);
checks.ok("who took the engine's port is said, and gets no token", impostor.tokens.length === 0, impostor.tokens.join());
await impostor.closed();
await premiere.restarted();
await page.locator(".work").waitFor({ state: "visible", timeout: 30_000 });
checks.ok("after a restart the panel is still paired", true);

// Unpaired from outside: the token works no longer.
spawnSync(python, ["-m", "backbeat.cli.main", "pair", "--list", "--home", engine.home], { encoding: "utf8" })
  .stdout.split("\n").filter(Boolean)
  .forEach((line) => spawnSync(python, ["-m", "backbeat.cli.main", "pair", "--forget", line.split(" ")[0], "--home", engine.home]));
await page.getByRole("tab", { name: "Settings" }).click();
await page.getByText("Pair this panel with the engine").waitFor({ timeout: 30_000 });
checks.ok("a panel that was unpaired has to be paired again", true);
await sleep(200);
checks.ok("no uncaught error, which could crash Premiere", faults.length === 0, faults[0] ?? "");
await premiere.closed();
checks.end();
process.exit();
