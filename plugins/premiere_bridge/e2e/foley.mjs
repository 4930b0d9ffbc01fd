// Foley in Premiere, through a whole job: a sequence with markers, the engine's sounds in the Backbeat bin and on
// tracks of their own, to the tick; a second run; and off the tracks again.
import { join } from "node:path";
import { doubled } from "./double.mjs";
import { Checks, clickSong, folder, py, shots } from "./support.mjs";

const checks = new Checks();
const dir = folder("foley");
const song = join(dir, "song.wav");
clickSong(song, { seconds: 5 });
const voice = join(dir, "voice.wav");
clickSong(voice, { seconds: 6 });
const prepared = join(dir, "prepared.otio");
py(`
import sys
import opentimelineio as otio
from pathlib import Path
from tests.material import write_knocks
path, folder = sys.argv[1:]
video = write_knocks(Path(folder) / "scene.mov", 4, [0.5, 1.3])
T = otio.opentime
def span(start, length): return T.TimeRange(T.RationalTime(start, 25), T.RationalTime(length, 25))
timeline = otio.schema.Timeline("Edit", global_start_time=T.RationalTime(90000, 25))
media = otio.schema.ExternalReference(target_url=str(video), available_range=span(0, 100))
timeline.tracks.append(otio.schema.Track("V1", kind="Video", children=[otio.schema.Clip("scene", media, span(0, 100))]))
for frame, name in ((12, "footstep gravel [FOLEY]"), (17, "footstep gravel [FOLEY]"), (32, "door slam [HARD FX]")):
    timeline.tracks.markers.append(otio.schema.Marker(name, span(frame, 1)))
otio.adapters.write_to_file(timeline, path)
`, prepared, dir);
const premiere = await doubled({ prepared, project: join(dir, "show.prproj"), song, seconds: 5, voice });
const { engine, faults } = premiere;
const page = await premiere.opened();
await page.getByLabel("Pairing code").fill(premiere.code());
await page.getByRole("button", { name: "Pair", exact: true }).click();

/** What lies on the sound tracks: track, file, and ticks of start, end and source. */
const onTracks = () => page.evaluate(() => window.world.project.active.audio.map((track) => ({
  name: track.name,
  items: track.items.map((item) => ({ path: item.clip.path, start: String(item.start), end: String(item.end), source: String(item.source) })),
})));
const before = await onTracks();

await page.getByRole("tab", { name: "Foley" }).click();
await page.getByLabel("No ambience beds").check();
await page.getByRole("button", { name: "Place foley" }).click();
await page.getByText(/sounds? (is|are) on the tracks/).first().waitFor({ timeout: 120_000 });
await page.getByText("3 sounds placed").waitFor({ timeout: 10_000 });
checks.ok("what the user filled in stays", await page.getByLabel("No ambience beds").isChecked());
if (shots()) {
  for (const colorScheme of ["dark", "light"]) {
    for (const width of [300, 800]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: join(shots(), `foley-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}

// What the job itself says, asked of the engine.
const { jobs } = await engine.call("Jobs/ListJobs", {});
const { result } = await engine.call("Jobs/GetJob", { name: jobs.find((job) => job.kind === "foley").name });
const placed = result.foley.cues.filter((cue) => cue.placed);
checks.ok("the job placed what the markers ask for", placed.length === 3, placed.map((cue) => `${cue.layer} ${cue.timeS}`).join(", "));

const SECOND = 254016000000n;
/** Whole frames of 25 a second are whole ticks. */
const ticks = (seconds) => String(BigInt(Math.round(seconds * 25)) * (SECOND / 25n));
const tracks = await onTracks();
const lying = (cue) => tracks.filter((track) => track.name.startsWith(cue.layer)).flatMap((track) => track.items).filter((item) => item.path === cue.sound.renderedPath);
checks.ok(
  "each lies on a track of its layer, at the tick that the job says",
  placed.every((cue) => {
    const [item] = lying(cue);
    return item?.start === ticks(cue.clipStartS) && item.end === ticks(cue.clipEndS) && item.source === ticks(cue.fileStartS);
  }),
  placed.map((cue) => JSON.stringify(lying(cue)[0])).join(" "),
);

// The hit, by the samples of the file that lies there: on the marker's frame.
const heard = JSON.parse(py(`
import json, sys
import numpy as np
from backbeat.media.decode import read_audio
print(json.dumps([float(np.argmax(np.abs(read_audio(path, 48000).samples).max(axis=1) > 0.002)) / 48000 for path in sys.argv[1:]]))
`, ...placed.map((cue) => cue.sound.renderedPath)));
const off = placed.map((cue, index) => {
  const [item] = lying(cue);
  return Number(item.start) / Number(SECOND) + heard[index] - Number(item.source) / Number(SECOND) - cue.timeS;
});
checks.ok("the first that is heard of each is at its cue", off.every((late) => Math.abs(late) < 0.02), off.map((late) => `${(1000 * late).toFixed(1)} ms`).join(", "));
checks.ok("nothing that was there is touched", before.every((track) => track.items.every((item) => tracks.some((now) => now.items.some((one) => JSON.stringify(one) === JSON.stringify(item))))));
const bin = () => page.evaluate(() => window.world.project.root.items.find((item) => item.name === "Backbeat")?.items.map((item) => item.path).sort());
checks.ok("the sounds are in the Backbeat bin", JSON.stringify(await bin()) === JSON.stringify(placed.map((cue) => cue.sound.renderedPath).sort()));

// Again: the same sounds, none of them twice.
await page.getByRole("button", { name: "Place foley" }).click();
await page.waitForFunction(() => [...document.querySelectorAll(".messages span")].filter((one) => /on the tracks/.test(one.textContent)).length === 2, null, { timeout: 120_000 });
checks.ok("a second run puts nothing there twice", JSON.stringify(await onTracks()) === JSON.stringify(tracks));

await page.getByRole("button", { name: "Remove ours from the tracks" }).click();
await page.getByText("3 sounds of Backbeat's were taken off the tracks.").waitFor({ timeout: 20_000 });
const items = (all) => JSON.stringify(all.flatMap((track) => track.items));
checks.ok("ours are taken away, and nothing else", items(await onTracks()) === items(before));
await page.evaluate(() => window.world.undo());
checks.ok("undo brings them back", JSON.stringify(await onTracks()) === JSON.stringify(tracks));

checks.ok("no uncaught error, which could crash Premiere", faults.length === 0, faults[0] ?? "");
await premiere.closed();
checks.end();
process.exit();
