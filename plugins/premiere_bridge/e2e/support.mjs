// What the end-to-end tests share: a real engine with a home of its own, material, and Chromium.
import { spawn, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const project = join(root, "../..");
export const python = process.env.BACKBEAT_PYTHON ?? join(project, ".venv/bin/python");

/** A folder that goes when the process ends. */
export function folder(name) {
  const made = mkdtempSync(join(tmpdir(), `backbeat-${name}-`));
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Runs a few lines of Python with the project's packages; returns what they print. */
export function py(code, ...args) {
  return execFileSync(python, ["-c", code, ...args], { encoding: "utf8", cwd: project });
}

/** A song of clicks (downbeats higher) at 48 kHz: the first click at `start`, one each 60/bpm s. */
export function clickSong(path, { bpm = 120, seconds = 30, start = 0.5 } = {}) {
  const rate = 48000;
  const samples = new Int16Array(Math.round(seconds * rate));
  const times = [];
  for (let beat = 0; start + (beat * 60) / bpm < seconds - 0.1; beat += 1) {
    const at = start + (beat * 60) / bpm;
    times.push(at);
    const first = Math.round(at * rate);
    const hertz = beat % 4 === 0 ? 1500 : 1000;
    for (let n = 0; n < rate / 50 && first + n < samples.length; n += 1) {
      const t = n / rate;
      samples[first + n] = Math.round(22000 * Math.sin(2 * Math.PI * hertz * t) * Math.exp(-200 * t));
    }
  }
  writeFileSync(path, wave(samples, rate));
  return times;
}

/** Ten people clapping, each when it pleases them: the same at each call. */
export function applause(path, { seconds = 30 } = {}) {
  const rate = 48000;
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const samples = new Int16Array(seconds * rate);
  for (let clap = 0; clap < 40 * seconds; clap += 1) {
    const first = Math.floor(random() * (samples.length - 2000));
    const loud = 3000 * (0.3 + random());
    for (let n = 0; n < 2000; n += 1) samples[first + n] += Math.round(loud * (random() - 0.5) * Math.exp(-n / 200));
  }
  writeFileSync(path, wave(samples, rate));
}

function wave(samples, rate) {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(2 * rate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

/** Beats of a song as the engine hears them: time in seconds, bar, and beat of the bar. */
export function beatsOf(path) {
  return JSON.parse(py(`
import json, sys
from backbeat.jobs.run import run
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.music_pb2 import BeatsRequest
found = run(JobRequest(beats=BeatsRequest(path=sys.argv[1]))).beats.beats
print(json.dumps([{"time": beat.time_s, "bar": beat.bar, "beat": beat.beat} for beat in found]))
`, path));
}

/** A short film with moving picture, made by ffmpeg. */
export function film(path, { seconds = 12, rate = 25, size = "320x180" } = {}) {
  execFileSync("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`,
    "-f", "lavfi", "-i", `sine=frequency=300:duration=${seconds}`, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", path]);
  return path;
}

/** An edit of clips of one film over a song, at 25 frames a second; cuts at these frames. */
export function edit(path, video, song, cuts = [0, 27, 49, 88, 120, 160], markers = 0) {
  py(
    `
import json, sys
import opentimelineio as otio
path, video, song, cuts, markers = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4]), int(sys.argv[5])
T = otio.opentime
def span(start, length): return T.TimeRange(T.RationalTime(start, 25), T.RationalTime(length, 25))
timeline = otio.schema.Timeline("Edit", global_start_time=T.RationalTime(90000, 25))
picture = otio.schema.Track("V1", kind="Video")
sound = otio.schema.Track("Music", kind="Audio")
for first, last in zip(cuts, cuts[1:]):
    media = otio.schema.ExternalReference(target_url=video, available_range=span(0, 300))
    picture.append(otio.schema.Clip(f"shot {first}", media, span(40 + first % 40, last - first)))
media = otio.schema.ExternalReference(target_url=song, available_range=span(0, 750))
sound.append(otio.schema.Clip("song", media, span(0, max(cuts[-1], 500))))
timeline.tracks.extend([picture, sound])
for n in range(markers):
    timeline.tracks.markers.append(otio.schema.Marker(f"m{n}", span(n * 3, 1)))
otio.adapters.write_to_file(timeline, path)
`,
    path, video, song, JSON.stringify(cuts), String(markers),
  );
  return path;
}

/** A real engine in a process of its own. */
export class Engine {
  constructor(home = folder("home"), port = 0, more = []) {
    this.home = home;
    this.port = port;
    this.more = more;
  }

  async start() {
    const began = Date.now();
    this.process = spawn(python, ["-m", "backbeat.cli.main", "serve", "--http-port", String(this.port), "--home", this.home, "--workers", "1", ...this.more],
      { cwd: project, stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, BACKBEAT_HOME: this.home } });
    let said = "";
    this.process.stderr.on("data", (data) => { said += data; });
    const file = join(this.home, "engine.json");
    while (!existsSync(file)) {
      if (this.process.exitCode !== null || Date.now() - began > 60_000) throw new Error(`no engine: ${said}`);
      await sleep(100);
    }
    Object.assign(this, JSON.parse(readFileSync(file, "utf8")));
    this.base = `http://127.0.0.1:${this.http_port}`;
    process.on("exit", () => this.process.kill("SIGKILL"));
    return this;
  }

  async stop() {
    const over = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGTERM");
    await over;
  }

  async call(method, message) {
    const answer = await fetch(`${this.base}/backbeat.v1.${method}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.token}` },
      body: JSON.stringify(message),
    });
    return answer.json();
  }

  /** The address that `backbeat open` would open. */
  async address(path = "") {
    const { code } = await this.call("Pairing/NewCode", { client: "browser", forPage: true });
    return `${this.base}/#code=${code}${path === "" ? "" : `&open=${encodeURIComponent(path)}`}`;
  }
}

export async function browser(options = {}) {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
    ...options,
  });
}

/**
 * Chromium with a file opened in the panel, once its beats are found.
 *
 * @param console whether what the page prints as an error counts among its faults.
 */
export async function openedPanel(engine, path, { console = false } = {}) {
  const chromium = await browser();
  const page = await chromium.newPage({ viewport: { width: 1000, height: 1000 }, colorScheme: "dark" });
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  if (console) page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(await engine.address(path));
  await page.getByText("BPM").first().waitFor({ timeout: 60_000 });
  return { chromium, page, faults };
}

/**
 * Records what goes to the loudspeaker, each line that is led there by itself, on the sound's own thread:
 * a recorder on the page's thread loses stretches while the page is busy. The page must be one that is
 * opened with `bypassCSP`: the panel's own policy lets no such recorder in.
 */
export async function recorded(page) {
  await page.addInitScript((recorder) => { window.recorderSource = recorder; }, `registerProcessor("recorder", class extends AudioWorkletProcessor {
      kept = [[], []]; first = -1; next = -1; lost = 0; sounded = false;
      constructor() {
        super();
        this.port.onmessage = () => this.port.postMessage({ kept: this.kept, first: this.first, lost: this.lost });
      }
      process([input]) {
        if (this.first < 0) this.first = currentFrame;
        else if (currentFrame !== this.next && this.sounded) this.lost += 1;
        this.sounded ||= input[0]?.some((sample) => sample !== 0) ?? false;
        this.next = currentFrame + 128;
        for (const line of [0, 1]) this.kept[line].push(input[line]?.slice() ?? new Float32Array(128));
        return true;
      }
    });`);
  await page.addInitScript(() => {
    const connect = AudioNode.prototype.connect;
    const Context = window.AudioContext;
    let merger = null;
    let lines = 0;
    window.AudioContext = class extends Context {
      constructor(...options) {
        super(...options);
        window.recorderReady = this.audioWorklet.addModule(
          URL.createObjectURL(new Blob([window.recorderSource], { type: "text/javascript" })));
        window.recorderReady.then(() => {
          merger = new ChannelMergerNode(this, { numberOfInputs: 2 });
          window.recorder = new AudioWorkletNode(this, "recorder", { numberOfOutputs: 1 });
          connect.call(merger, window.recorder);
          connect.call(window.recorder, this.destination);
        });
      }
    };
    AudioNode.prototype.connect = function (to, ...rest) {
      if (to instanceof AudioDestinationNode && this instanceof GainNode && merger !== null) {
        connect.call(this, merger, 0, lines % 2);
        lines += 1;
      }
      return connect.call(this, to, ...rest);
    };
  });
}

/** Where each of the two lines that were recorded begins to sound, in seconds, and how many blocks were lost. */
export function onsets(page, floor = 0.05, pauseS = 0.1) {
  return page.evaluate(async ([least, pause]) => {
    const { kept, lost } = await new Promise((done) => {
      window.recorder.port.onmessage = (event) => done(event.data);
      window.recorder.port.postMessage("all");
    });
    const lines = kept.map((blocks) => {
      const found = [];
      let quiet = Number.POSITIVE_INFINITY;
      let at = 0;
      for (const block of blocks) {
        for (const sample of block) {
          if (Math.abs(sample) > least) {
            if (quiet > pause * 48000) found.push(at / 48000);
            quiet = 0;
          } else quiet += 1;
          at += 1;
        }
      }
      return found;
    });
    return { lines, lost };
  }, [floor, pauseS]);
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Named checks, each told; the process fails if one does. */
export class Checks {
  failed = 0;
  ok(name, good, detail = "") {
    console.log(`${good ? "ok  " : "FAIL"} ${name}${detail === "" ? "" : ` (${detail})`}`);
    if (!good) this.failed += 1;
  }
  end() {
    if (this.failed > 0) process.exitCode = 1;
  }
}

/** Where screenshots go when they are asked for. */
export function shots() {
  const where = process.env.SCREENSHOTS;
  if (where) mkdirSync(where, { recursive: true });
  return where ?? "";
}
