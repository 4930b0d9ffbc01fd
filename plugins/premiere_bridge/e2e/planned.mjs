// What is drawn as planned, lane by lane, picture and sound, is what the timeline is that is written then.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { Checks, clickSong, Engine, film, folder, openedPanel, py, root, shots, sleep } from "./support.mjs";

const checks = new Checks();
const dir = folder("planned");
const song = join(dir, "song.wav");
clickSong(song);
const video = film(join(dir, "film.mp4"));
const path = join(dir, "edit.otio");
py(`
import sys
import opentimelineio as otio
path, video, song = sys.argv[1:]
T = otio.opentime
def span(start, length): return T.TimeRange(T.RationalTime(start, 25), T.RationalTime(length, 25))
def clip(name, start, length, url=video, link=None, most=300):
    metadata = {"Resolve_OTIO": {"Link Group ID": link}} if link is not None else {}
    return otio.schema.Clip(name, otio.schema.ExternalReference(target_url=url, available_range=span(0, most)), span(start, length), metadata=metadata)
def gap(length): return otio.schema.Gap(source_range=span(0, length))
cuts = [0, 27, 49, 88, 120, 160]
starts = [100, 30, 60, 20, 110]
timeline = otio.schema.Timeline("Edit")
shots = [(n, start, last - first) for n, (first, last, start) in enumerate(zip(cuts, cuts[1:], starts))]
timeline.tracks.extend([
    otio.schema.Track("V1", kind="Video", children=[clip(f"shot {n}", start, length, link=n + 1) for n, start, length in shots]),
    otio.schema.Track("Own", kind="Audio", children=[clip(f"shot {n}", start, length, link=n + 1) for n, start, length in shots]),
    otio.schema.Track("Effects", kind="Audio", children=[gap(60), clip("hit", 0, 10), gap(60), clip("hiss", 10, 20)]),
    otio.schema.Track("Music", kind="Audio", children=[clip("song", 0, 500, song, most=750)]),
])
otio.adapters.write_to_file(timeline, path)
`, path, video, song);
const bundle = await build({ stdin: { contents: `export { lanesOf, frameSeconds } from "./src/ui/time/model"; export { plannedLanes } from "./src/ui/time/planned";`, resolveDir: root, loader: "ts" }, bundle: true, write: false, format: "esm" });
writeFileSync(join(dir, "planned.mjs"), bundle.outputFiles[0].text);
const { lanesOf, frameSeconds, plannedLanes } = await import(pathToFileURL(join(dir, "planned.mjs")).href);
const engine = await new Engine().start();

async function snapped(options, outputPath) {
  const request = { snap: { editPath: path, musicPath: song, options: { ...options, dryRun: outputPath === "" }, outputPath } };
  let job = await engine.call("Jobs/SubmitJob", { request, requestId: `planned-${options.mode}-${outputPath === ""}` });
  while (["JOB_STATE_QUEUED", "JOB_STATE_RUNNING"].includes(job.state)) {
    await sleep(100);
    job = await engine.call("Jobs/GetJob", { name: job.name });
  }
  if (job.result?.snap === undefined) throw new Error(JSON.stringify(job.error));
  return job.result.snap;
}

/** Each clip of each lane in frames, gaps left out; where it starts in its media, in frames. */
const lying = (lanes) => lanes.map((lane) => [lane.label, lane.items.map(({ startS, endS, item }) => [item.name, ...[startS, endS, item.sourceStartS].map((at) => Math.round(at * 25 * 10) / 10)])]);

const before = (await engine.call("Panel/OpenFile", { path })).edit;
for (const mode of ["ROLL", "RIPPLE", "SLIP", "RETIME"]) {
  const options = { mode: `SNAP_MODE_${mode}` };
  const plan = await snapped(options, "");
  const drawn = lying(plannedLanes(lanesOf(before), plan.syncMap, frameSeconds(before)));
  const output = join(dir, `${mode}.otio`);
  await snapped(options, output);
  const written = lying(lanesOf((await engine.call("Panel/OpenFile", { path: output })).edit));
  const differ = drawn.filter((lane, index) => JSON.stringify(lane) !== JSON.stringify(written[index]));
  const moved = drawn.filter((lane, index) => JSON.stringify(lane) !== JSON.stringify(lying(lanesOf(before))[index])).map(([label]) => label);
  checks.ok(`${mode}: as planned is as written, on ${drawn.length} lanes`, differ.length === 0, differ.length > 0 ? `${JSON.stringify(differ)} in ${JSON.stringify(written)}` : `changed: ${moved.join(", ") || "none"}`);
}

// And it is drawn: the lane of the effects begins elsewhere.
const { chromium, page } = await openedPanel(engine, path);
await page.getByLabel("Cuts", { exact: true }).selectOption("SNAP_MODE_RIPPLE");
await sleep(800);
await page.getByLabel("As planned").waitFor({ timeout: 30_000 });
await page.locator(".progress").waitFor({ state: "hidden", timeout: 30_000 });
/** Pixels at which sound begins or ends in the lane of the effects, right of its label. */
const edges = () => page.evaluate(() => {
  const canvas = document.querySelector("canvas.time");
  const row = canvas.getContext("2d").getImageData(0, 22 + 16 + 84 + 16 + 2 * 26 + 22, canvas.width, 1).data;
  const isSound = (x) => Math.abs(row[4 * x] - 0x3c) < 8 && Math.abs(row[4 * x + 1] - 0x6b) < 8;
  return Array.from({ length: canvas.width - 31 }, (_, x) => x + 30).filter((x) => isSound(x) !== isSound(x - 1));
});
const asItIs = await edges();
await page.getByLabel("As planned").check();
await sleep(300);
const asPlanned = await edges();
if (shots()) await page.screenshot({ path: join(shots(), "planned.png"), fullPage: true });
checks.ok("the sound of the plan is drawn", asItIs.length > 0 && JSON.stringify(asItIs) !== JSON.stringify(asPlanned), `${asItIs} to ${asPlanned}`);
await page.getByLabel("As planned").uncheck();
await sleep(300);
checks.ok("and as it is again", JSON.stringify(await edges()) === JSON.stringify(asItIs));
await chromium.close();
await engine.stop();
checks.end();
process.exit();
