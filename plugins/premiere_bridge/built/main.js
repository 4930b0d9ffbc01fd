"use strict";
var __defProp = Object.defineProperty;
var __defNormalProp = (obj, key2, value) => key2 in obj ? __defProp(obj, key2, { enumerable: true, configurable: true, writable: true, value }) : obj[key2] = value;
var __publicField = (obj, key2, value) => __defNormalProp(obj, typeof key2 !== "symbol" ? key2 + "" : key2, value);

// src/engine/client.ts
var PORTS = [47613, 47614, 47615];
var PROTOCOL = 1;
var CALL_LIMIT_MS = 3e4;
var HELLO_LIMIT_MS = 1500;
var PROVEN_MS = 1e3;
var UNPAIRED = "unauthenticated";
var EngineProblem = class extends Error {
  constructor(code, message2, hint = "", retryAfterS = 0) {
    super(message2);
    __publicField(this, "code", code);
    __publicField(this, "hint", hint);
    __publicField(this, "retryAfterS", retryAfterS);
    this.name = "EngineProblem";
  }
};
function ports(prover) {
  return { bases: PORTS.map((port) => `http://127.0.0.1:${port}`), prover };
}
var Engine = class _Engine {
  constructor(base, token = "", prover = null) {
    __publicField(this, "base", base);
    __publicField(this, "token", token);
    __publicField(this, "prover", prover);
    __publicField(this, "answeredAt", Number.NEGATIVE_INFINITY);
  }
  withToken(token) {
    return new _Engine(this.base, token, this.prover);
  }
  async call(method, request = {}, limitMs = CALL_LIMIT_MS) {
    await this.prove(limitMs);
    const headers = new Headers({ "Content-Type": "application/json" });
    if (this.token !== "") headers.set("Authorization", `Bearer ${this.token}`);
    let response;
    let body;
    try {
      response = await within(
        limitMs,
        fetch(`${this.base}/backbeat.v1.${method}`, {
          method: "POST",
          headers,
          body: JSON.stringify(request)
        })
      );
      body = await within(limitMs, response.json());
    } catch {
      this.answeredAt = Number.NEGATIVE_INFINITY;
      throw silent();
    }
    this.answeredAt = Date.now();
    if (!response.ok) throw problem(body, response);
    return body;
  }
  /**
   * Has who answers prove to be the engine, before it gets the token: an engine may have ended since it was
   * last heard, and another program have got its port.
   */
  async prove(limitMs) {
    if (this.prover === null || this.token === "") return;
    const ago = Date.now() - this.answeredAt;
    if (ago >= 0 && ago < PROVEN_MS) return;
    const proven = await within(limitMs, this.prover(this.base, this.token)).catch(() => {
      throw silent();
    });
    if (proven === "unknown") throw new EngineProblem(UNPAIRED, "The engine has not paired this panel.", "Run `backbeat pair`.");
    if (proven === "foreign") throw foreign(this.base);
  }
};
async function findEngine(who, token, { bases, prover }) {
  let other2 = null;
  let doubtful = null;
  for (const limit of [HELLO_LIMIT_MS, 4 * HELLO_LIMIT_MS]) {
    for (const base of bases) {
      const stranger = await greeted(new Engine(base), who, limit);
      if (!(stranger instanceof EngineProblem)) {
        const unpaired = { engine: new Engine(base, "", prover), hello: stranger };
        if (token === "") return unpaired;
        const engine = new Engine(base, token, prover);
        const hello = await greeted(engine, who, limit);
        if (!(hello instanceof EngineProblem)) return { engine, hello };
        if (hello.code === UNPAIRED) other2 ?? (other2 = unpaired);
        else doubtful = hello;
      }
    }
  }
  if (other2 !== null) return other2;
  if (doubtful !== null) throw doubtful;
  throw new EngineProblem(
    "unreachable",
    "No Backbeat engine is running on this machine.",
    "Start it with `backbeat serve`."
  );
}
async function greeted(engine, who, limitMs) {
  try {
    const hello = await engine.call(
      "Pairing/Hello",
      { protocol: PROTOCOL, client: who.client, clientVersion: who.version, host: who.host },
      limitMs
    );
    return hello.product === "backbeat" ? hello : silent();
  } catch (error) {
    return error instanceof EngineProblem ? error : silent();
  }
}
function silent() {
  return new EngineProblem("unreachable", "The engine does not answer.", "Start it with `backbeat serve`.");
}
function foreign(base) {
  const port = base.slice(base.lastIndexOf(":") + 1);
  return new EngineProblem(
    "unreachable",
    `What answers on port ${port} cannot show that it is this panel's engine, and is told nothing: end that program, or update that Backbeat.`,
    "Then start `backbeat serve`."
  );
}
function problem(body, response) {
  const said2 = typeof body === "object" && body !== null ? body : {};
  const code = typeof said2.code === "string" ? said2.code : "unknown";
  const message2 = typeof said2.message === "string" ? said2.message : `The engine answered ${response.status}.`;
  const after = Number(response.headers.get("Retry-After") ?? "");
  return new EngineProblem(code, message2, "", Number.isFinite(after) ? after : 0);
}
function within(limitMs, work) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error("too late")), limitMs);
    work.then(done, failed).finally(() => clearTimeout(timer));
  });
}

// src/engine/jobs.ts
var POLL_MS = 250;
var PATIENCE_MS = 6e4;
var Cancelled = class extends Error {
  constructor() {
    super("Cancelled.");
    this.name = "Cancelled";
  }
};
async function runJob(engine, kind, request, report = () => {
}, signal) {
  const wanted = { request: { [kind]: request }, requestId: `panel-${newId()}` };
  let job = await patiently(
    () => engine.call("Jobs/SubmitJob", wanted),
    (step2) => report({ fraction: 0, step: step2 }),
    signal
  );
  let asked3 = false;
  while (!ended(job)) {
    if (signal?.aborted === true && !asked3) {
      asked3 = true;
      job = await engine.call("Jobs/CancelJob", { name: job.name });
      continue;
    }
    report({ fraction: job.fraction, step: job.step });
    await pause(POLL_MS, signal);
    const { name, fraction } = job;
    job = await patiently(
      () => engine.call("Jobs/GetJob", { name }),
      (step2) => report({ fraction, step: step2 }),
      signal
    );
  }
  return outcome(job, kind);
}
function ended(job) {
  return job.state !== "JOB_STATE_QUEUED" && job.state !== "JOB_STATE_RUNNING";
}
function outcome(job, kind) {
  if (job.state === "JOB_STATE_CANCELLED") throw new Cancelled();
  const result = job.result?.[kind];
  if (job.state === "JOB_STATE_SUCCEEDED" && result !== void 0 && result !== null) {
    return result;
  }
  const error = job.error;
  throw new EngineProblem(error?.code ?? "internal", error?.message ?? "The job failed.", error?.hint);
}
async function patiently(call, says, signal) {
  const until = Date.now() + PATIENCE_MS;
  for (; ; ) {
    try {
      return await call();
    } catch (error) {
      const waitMs = error instanceof EngineProblem ? waitOf(error) : 0;
      if (waitMs === 0 || Date.now() + waitMs > until || signal?.aborted === true) throw error;
      if (error instanceof EngineProblem && error.retryAfterS > 0) {
        says(`${firstSentence(error.message)}; asking again in ${error.retryAfterS} s`);
      }
      await pause(waitMs, signal);
    }
  }
}
function waitOf(problem2) {
  if (problem2.code === "resource_exhausted") return problem2.retryAfterS * 1e3;
  return problem2.code === "unreachable" ? 4 * POLL_MS : 0;
}
function firstSentence(message2) {
  return message2.split(". ", 1)[0]?.replace(/\.$/, "") ?? message2;
}
function pause(ms, signal) {
  return new Promise((done) => {
    let stop;
    const timer = setTimeout(finish, ms);
    function finish() {
      clearTimeout(timer);
      stop?.();
      done();
    }
    if (signal?.aborted !== true) stop = signal?.listen(finish);
  });
}
function newId() {
  const parts = Array.from({ length: 4 }, () => Math.floor(Math.random() * 2 ** 32));
  return parts.map((part) => part.toString(16).padStart(8, "0")).join("");
}

// src/engine/stop.ts
var Stop = class {
  constructor() {
    __publicField(this, "asked", false);
    __publicField(this, "listeners", /* @__PURE__ */ new Set());
  }
  get aborted() {
    return this.asked;
  }
  abort() {
    this.asked = true;
    for (const listener of [...this.listeners]) listener();
  }
  /** Calls back when it is asked for. Returns how to stop listening. */
  listen(heard) {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }
};

// src/flows/listening.ts
function beatOptions(options, edits) {
  const corrected2 = Object.values(edits).some((list) => Array.isArray(list) && list.length > 0);
  return corrected2 ? { ...options, edits } : options;
}
function listen(engine, path, options, report, signal) {
  return runJob(engine, "beats", { path, options }, report, signal);
}

// src/host/ticks.ts
var TICKS_PER_SECOND = 254016000000n;
function ticksPerFrame(rate) {
  const whole = TICKS_PER_SECOND * BigInt(rate.denominator);
  if (rate.numerator <= 0 || whole % BigInt(rate.numerator) !== 0n) {
    throw new RangeError(`${rate.numerator}/${rate.denominator} frames a second have no whole ticks`);
  }
  return whole / BigInt(rate.numerator);
}
function rateOf(ticks) {
  if (ticks <= 0n) throw new RangeError(`a frame of ${ticks} ticks`);
  const common = divisor(TICKS_PER_SECOND, ticks);
  return { numerator: Number(TICKS_PER_SECOND / common), denominator: Number(ticks / common) };
}
function ticksOf(seconds) {
  const whole = Math.floor(seconds);
  const rest = Math.round((seconds - whole) * Number(TICKS_PER_SECOND));
  return BigInt(whole) * TICKS_PER_SECOND + BigInt(rest);
}
function secondsOf(ticks) {
  const whole = ticks / TICKS_PER_SECOND;
  return Number(whole) + Number(ticks - whole * TICKS_PER_SECOND) / Number(TICKS_PER_SECOND);
}
function nearestFrame(ticks, frame) {
  const twice = 2n * ticks + frame;
  const quotient = twice / (2n * frame);
  return twice < 0n && twice % (2n * frame) !== 0n ? quotient - 1n : quotient;
}
function divisor(a, b) {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

// src/ui/words/numbers.ts
function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
function signed(value, digits, unit) {
  const rounded = Number(value.toFixed(digits));
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
  return `${sign}${Math.abs(rounded).toFixed(digits)} ${unit}`;
}
function tempo(bpm) {
  return bpm > 0 ? `${bpm.toFixed(2)} BPM` : "–";
}
function percent(share) {
  return `${Math.round(100 * share)} %`;
}
function clock(seconds, digits = 2) {
  const scale = 10 ** digits;
  const total = Math.round(Math.abs(seconds) * scale);
  const whole = Math.floor(total / scale);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const fraction = digits > 0 ? `.${String(total % scale).padStart(digits, "0")}` : "";
  const small = `${String(rest).padStart(2, "0")}${fraction}`;
  const sign = seconds < 0 && total > 0 ? "−" : "";
  return hours > 0 ? `${sign}${hours}:${String(minutes).padStart(2, "0")}:${small}` : `${sign}${minutes}:${small}`;
}
function fileName(path) {
  return path.split(/[\\/]/).pop() || path;
}
function folderOf(path) {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return cut <= 0 ? path.slice(0, cut + 1) : path.slice(0, cut);
}
function joined(folder, name) {
  const separator = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}
function stem(name) {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

// src/flows/placing.ts
var HEARD = 0.5;
var ONSET_NEAR_S = 0.05;
function placedBeats(analysis, place, options) {
  const offset = (options.gridOffsetMs ?? 0) / 1e3;
  const from = place.fromS ?? 0;
  const to = place.toS ?? Number.POSITIVE_INFINITY;
  return analysis.beats.filter((beat) => beat.timeS >= from && beat.timeS < to).map((beat) => ({
    time: place.startS + beat.timeS + offset,
    beat,
    chosen: isChosen(beat, Math.max(1, analysis.beatsPerBar), options) && (options.drum !== "DRUM_ONSET" || hasOnset(analysis.onsets, beat.timeS))
  }));
}
function hasOnset(onsets, timeS) {
  let low = 0;
  let high = onsets.length;
  while (low < high) {
    const middle = low + high >> 1;
    if ((onsets[middle]?.timeS ?? 0) < timeS - ONSET_NEAR_S) low = middle + 1;
    else high = middle;
  }
  return (onsets[low]?.timeS ?? Number.POSITIVE_INFINITY) <= timeS + ONSET_NEAR_S;
}
function isChosen(beat, metre, options) {
  const ofBar = options.beatsOfBar ?? [];
  if (ofBar.length > 0 && !ofBar.includes(beat.beat)) return false;
  if (options.drum === "DRUM_KICK" && beat.kick < HEARD) return false;
  if (options.drum === "DRUM_SNARE" && beat.snare < HEARD) return false;
  const fromFirst = beat.bar - firstBarOf(options);
  const bars = options.everyBars ?? 0;
  if (bars > 0) return beat.beat === 1 && modulo(fromFirst, bars) === 0;
  const beats = options.everyBeats ?? 0;
  if (beats > 0) return modulo(fromFirst * metre + beat.beat - 1, beats) === 0;
  return true;
}
function firstBarOf(options) {
  return Math.max(1, options.firstBar ?? 0);
}
function barsOfChoice(options, metre) {
  const bars = options.everyBars ?? 0;
  if (bars > 0) return bars;
  const beats = options.everyBeats ?? 0;
  return beats > 0 ? beats / divisor2(beats, metre) : 1;
}
function shiftedBars(options, metre, by) {
  const first = modulo(firstBarOf(options) - 1 + by, barsOfChoice(options, metre)) + 1;
  return { ...options, firstBar: first === 1 ? 0 : first };
}
function beatName(beat) {
  return `B${beat.bar}.${beat.beat}`;
}
function divisor2(one, other2) {
  return other2 === 0 ? one : divisor2(other2, one % other2);
}
function modulo(value, by) {
  return (value % by + by) % by;
}

// src/flows/cutting.ts
var MARK = "Backbeat";
var DOWNBEAT_COLOR = "red";
var BEAT_COLOR = "cyan";
function snapRequest(wanted) {
  const options = { ...wanted.options, decisions: [...wanted.decisions] };
  if (wanted.musicStartS !== void 0) options.musicStartS = wanted.musicStartS;
  return { editPath: wanted.editPath, musicPath: wanted.musicPath, beats: wanted.beats, options };
}
function plan(engine, wanted, report, signal) {
  const request = snapRequest(wanted);
  return runJob(
    engine,
    "snap",
    { ...request, options: { ...request.options, dryRun: true } },
    report,
    signal
  );
}
async function newSequence(engine, host, wanted, report, signal) {
  const folder = await host.outputFolder();
  const name = `${stem(fileName(wanted.editPath))}.on-beat`;
  const ending = host.features().newSequence === "xml" ? ".xml" : ".otio";
  const outputPath = joined(folder, name + ending);
  const request = snapRequest(wanted);
  const forEditor = host.name.startsWith("Premiere") ? "EDITOR_PREMIERE" : "EDITOR_UNSPECIFIED";
  const result = await runJob(
    engine,
    "snap",
    { ...request, outputPath, forEditor },
    ({ fraction, step: step2 }) => report({ fraction: 0.9 * fraction, step: step2 }),
    signal
  );
  report({ fraction: 0.95, step: "Opening the new sequence" });
  const landed = await host.openEdit(result.path, name);
  return [
    `“${landed.name}”: ${counted(result.moved, "cut")} moved, ${result.kept} already on a beat, ${result.skipped} left; ${counted(landed.clips, "clip")} and ${counted(landed.markers, "marker")} are there.`,
    ...saidOf(result),
    ...landed.notes
  ];
}
function saidOf({ missed, warnings }) {
  return [.../* @__PURE__ */ new Set([missed, ...warnings])].filter((text) => text !== "");
}
function beatMarkers(beats, colored2) {
  return beats.filter((one) => one.chosen && one.time >= 0).map((one) => {
    const downbeat = one.beat.beat === 1;
    const sure = Math.round(100 * one.beat.confidence);
    const marker = {
      name: beatName(one.beat),
      comment: `${MARK}: ${downbeat ? "downbeat" : "beat"}, ${sure} % sure`,
      at: ticksOf(one.time)
    };
    return colored2 ? { ...marker, color: downbeat ? DOWNBEAT_COLOR : BEAT_COLOR } : marker;
  });
}
async function putBeatMarkers(host, markers, on) {
  const landed = await host.putMarkers(markers, on, "Backbeat: beat markers");
  return [markersSaid(landed, markers.length, on), ...landed.notes];
}
function markersSaid(landed, wanted, on) {
  const where = on.kind === "sequence" ? "on the sequence" : `on ${fileName(on.path)}`;
  const are = landed.there === 1 ? "is" : "are";
  const lost = landed.there < wanted ? `, of ${wanted} that were asked for` : "";
  const replaced = landed.replaced > 0 ? `; ${landed.replaced} of an earlier run were replaced` : "";
  const undo = landed.undoSteps > 1 ? ` Undo takes ${landed.undoSteps} steps.` : "";
  return `${counted(landed.there, "beat marker")} ${are} ${where}${lost}${replaced}.${undo}`;
}
async function removeOurs(host, on) {
  const gone = await host.removeMarkers(on);
  if (gone === 0) return "There were no markers of Backbeat's.";
  return `${counted(gone, "marker")} of Backbeat's ${gone === 1 ? "was" : "were"} removed.`;
}

// src/flows/choosing.ts
var NAMED = /music|song|score|musik|musique|bgm/i;
function musicOf(sequence) {
  const all = sequence.soundTracks.flatMap((track) => track.clips.map((clip) => ({ track, clip })));
  const usable = all.filter(({ clip }) => clip.refused === "");
  const selected = usable.find(({ clip }) => clip.selected);
  if (selected !== void 0) return { music: music(selected.clip, ""), chosen: true };
  const named2 = usable.filter(({ track, clip }) => NAMED.test(`${track.name} ${clip.name}`));
  const best = longest(named2) ?? longest(usable);
  if (best === null) return null;
  const reason = named2.length > 0 ? "its track or file is called music" : "it sounds longest";
  return { music: music(best.clip, reason), chosen: false };
}
function tracksOffered(sequence) {
  return sequence.soundTracks.filter((track) => track.clips.length > 0).map((track) => {
    const all = track.clips.map((clip) => ({ track, clip }));
    const usable = longest(all.filter(({ clip }) => clip.refused === ""));
    const shown2 = (usable ?? longest(all))?.clip;
    return {
      title: track.name === "" || track.name === track.label ? track.label : `${track.label} ${track.name}`,
      clips: all.length,
      longest: shown2?.name ?? "",
      music: usable === null ? null : music(usable.clip, ""),
      refused: usable === null ? shown2?.refused ?? "" : ""
    };
  });
}
function musicWithPath(sequence, path) {
  const all = sequence.soundTracks.flatMap((track) => track.clips.map((clip) => ({ track, clip })));
  const best = longest(all.filter(({ clip }) => clip.refused === "" && clip.path === path));
  return best === null ? null : music(best.clip, "");
}
function musicToTake(before, sequence, takenPath, rememberedPath) {
  const found = musicOf(sequence);
  const selectedBefore = before?.id === sequence.id ? musicOf(before) : null;
  const stillSelected = selectedBefore?.chosen === true && selectedBefore.music.path === found?.music.path;
  if (found?.chosen === true && !stillSelected) return other(found.music, takenPath);
  if (before?.id === sequence.id && takenPath !== "") return null;
  const remembered = rememberedPath === "" ? null : musicWithPath(sequence, rememberedPath);
  return other(remembered ?? found?.music ?? null, takenPath);
}
function other(music2, takenPath) {
  return music2?.path === takenPath ? null : music2;
}
function music(clip, reason) {
  const length = clip.end - clip.start;
  return {
    path: clip.path,
    name: clip.name,
    reason,
    startS: secondsOf(clip.start - clip.source),
    fromS: secondsOf(clip.source),
    toS: secondsOf(clip.source + length)
  };
}
function longest(found) {
  let best = null;
  for (const one of found) {
    if (best === null || one.clip.end - one.clip.start > best.clip.end - best.clip.start) best = one;
  }
  return best;
}

// src/flows/remembering.ts
var KEY = "music-of-timelines";
var MOST = 100;
async function rememberMusic(memory, timeline, path) {
  const others2 = (await kept(memory)).filter(([known]) => known !== timeline);
  await memory.write(KEY, JSON.stringify([[timeline, path], ...others2].slice(0, MOST)));
}
async function musicRemembered(memory, timeline) {
  return (await kept(memory)).find(([known]) => known === timeline)?.[1] ?? "";
}
async function kept(memory) {
  const text = await memory.read(KEY);
  if (text === null) return [];
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}

// src/host/port.ts
var HostProblem = class extends Error {
  constructor(message2, hint = "") {
    super(message2);
    __publicField(this, "hint", hint);
    this.name = "HostProblem";
  }
};

// src/ui/store.ts
var Store = class {
  constructor(state) {
    __publicField(this, "state", state);
    __publicField(this, "listeners", /* @__PURE__ */ new Set());
  }
  get now() {
    return this.state;
  }
  /** Changes some of it, and tells whoever listens. */
  set(change) {
    const before = this.state;
    this.state = { ...before, ...change };
    for (const listener of [...this.listeners]) listener(this.state, before);
  }
  /** Calls back when one of the keys has changed, and once at the beginning. Returns how to stop. */
  watch(keys, changed) {
    const listener = (now, before) => {
      if (keys.some((key2) => now[key2] !== before[key2])) changed(now);
    };
    this.listeners.add(listener);
    changed(this.state);
    return () => this.listeners.delete(listener);
  }
};

// src/app.ts
var PANEL_VERSION = "0.1.0";
var TOKEN = "token";
var SEARCH_AGAIN_MS = 3e3;
var MOST_SAID = 6;
var PAUSE_MS = 350;
var CHECK_MS = 4e3;
var FIRST = {
  connection: { kind: "searching" },
  sequence: null,
  edit: null,
  editPath: "",
  media: null,
  result: null,
  music: null,
  analysis: null,
  beats: {},
  musicEdits: {},
  snap: {},
  decisions: [],
  plan: null,
  playheadS: 0,
  playing: false,
  clicks: true,
  loop: {},
  showsPlan: false,
  view: { startS: 0, endS: 60 },
  running: null,
  said: [],
  tab: "music"
};
var App = class {
  constructor(host, where) {
    __publicField(this, "host", host);
    __publicField(this, "where", where);
    __publicField(this, "state", new Store(FIRST));
    __publicField(this, "found", null);
    __publicField(this, "searching", null);
    __publicField(this, "replanning", null);
    __publicField(this, "over", false);
    __publicField(this, "current", null);
  }
  engine() {
    if (this.found === null) throw new EngineProblem("unreachable", "No engine is connected.");
    return this.found;
  }
  dispose() {
    this.over = true;
    if (this.searching !== null) clearTimeout(this.searching);
    this.state.now.running?.cancel();
  }
  get who() {
    const inPremiere = this.host.name.startsWith("Premiere");
    return {
      client: inPremiere ? "Premiere panel" : "browser",
      version: PANEL_VERSION,
      host: inPremiere ? this.host.name : ""
    };
  }
  /** Looks for the engine until one is there. */
  async connect() {
    if (this.searching !== null) clearTimeout(this.searching);
    const token = await this.host.memory.readSecret(TOKEN) ?? "";
    try {
      const { engine, hello } = await findEngine(this.who, token, this.where);
      this.found = engine;
      if (hello.mismatch !== "") {
        this.state.set({ connection: { kind: "mismatch", message: hello.mismatch } });
      } else if (hello.paired) {
        this.state.set({ connection: { kind: "ready", version: hello.version } });
      } else {
        if (this.state.now.connection.kind !== "unpaired") this.state.set({ connection: { kind: "unpaired" } });
        if (token !== "" && engine.token === "") this.searchAgain();
      }
    } catch (error) {
      this.found = null;
      const problem2 = error;
      this.state.set({
        connection: { kind: "absent", message: problem2.message, hint: problem2.hint ?? "" }
      });
      this.searchAgain();
    }
  }
  searchAgain() {
    if (!this.over) this.searching = setTimeout(() => void this.connect(), SEARCH_AGAIN_MS);
  }
  /** Notices that the engine has gone. */
  async check() {
    try {
      const hello = await this.engine().call("Pairing/Hello", { protocol: PROTOCOL, client: this.who.client }, CHECK_MS);
      if (!hello.paired) await this.connect();
    } catch {
      await this.connect();
    }
  }
  /** Trades a code for a token that stays. */
  async pair(code) {
    const answer = await this.engine().call("Pairing/Pair", { code, client: this.who.client });
    await this.host.memory.writeSecret(TOKEN, answer.token);
    this.found = this.engine().withToken(answer.token);
    await this.connect();
  }
  say(said2) {
    this.state.set({ said: [said2, ...this.state.now.said].slice(0, MOST_SAID) });
  }
  /** Tells of an error in a sentence, whatever it was. */
  fail(error) {
    if (error instanceof Cancelled) {
      this.say({ kind: "warning", text: "Cancelled; nothing was written." });
      return;
    }
    const hint = error instanceof EngineProblem || error instanceof HostProblem ? error.hint : "";
    const text = error instanceof Error ? error.message : String(error);
    this.say({ kind: "problem", text, hint });
    const lost = error instanceof EngineProblem && ["unreachable", "unauthenticated"].includes(error.code);
    if (lost) void this.connect();
  }
  /**
   * Runs one piece of work with progress and cancel; null where it failed, which was said.
   *
   * @param givesWay whether other work may end it: what can be done again at any time.
   */
  async run(title, work, givesWay = false) {
    while (this.current !== null) {
      if (!this.current.givesWay) {
        this.say({ kind: "warning", text: `“${this.current.title}” still runs: cancel it first.` });
        return null;
      }
      this.current.superseded = true;
      this.current.stop.abort();
      await this.current.over;
    }
    const stop = new Stop();
    let ended2 = () => {
    };
    const current = { title, stop, givesWay, superseded: false, over: new Promise((done) => ended2 = done) };
    this.current = current;
    const report = ({ fraction, step: step2 }) => this.state.set({ running: { title, fraction, step: step2, cancel: () => stop.abort() } });
    report({ fraction: 0, step: "" });
    try {
      return await work(report, stop);
    } catch (error) {
      if (!current.superseded) this.fail(error);
      return null;
    } finally {
      this.current = null;
      this.state.set({ running: null });
      ended2();
    }
  }
  /** Opens a file, in a browser. */
  async open(path) {
    try {
      const opened = await this.engine().call("Panel/OpenFile", { path });
      for (const text of opened.warnings) this.say({ kind: "warning", text });
      const none = { edit: null, editPath: "", media: null, result: null, plan: null, decisions: [], loop: {}, showsPlan: false };
      if (opened.edit !== void 0) {
        this.state.set({ ...none, edit: opened.edit, editPath: opened.path, playheadS: 0, tab: "music" });
        const sequence = await this.host.sequence();
        this.state.set({ sequence });
        const remembered = sequence === null ? "" : await musicRemembered(this.host.memory, sequence.id);
        const candidates = opened.edit.music;
        const known = candidates.find((one) => one.path === remembered);
        const onTrack = sequence === null || remembered === "" ? null : musicWithPath(sequence, remembered);
        const guess = candidates[0];
        if (known !== void 0) await this.chooseMusic({ ...musicOfCandidate(known), reason: "" });
        else if (onTrack !== null) await this.chooseMusic(onTrack);
        else if (guess !== void 0) await this.chooseMusic(musicOfCandidate(guess));
      } else if (opened.media !== void 0) {
        const isVideo = opened.media.picture !== void 0;
        this.state.set({ ...none, media: { path: opened.path, view: opened.media }, playheadS: 0, tab: isVideo ? "sync" : "music", sequence: null });
        if (opened.media.sound !== void 0) {
          await this.chooseMusic({ path: opened.path, name: opened.name, startS: 0, reason: "" }, !isVideo);
        }
      } else if (opened.result !== void 0) {
        const tab2 = tabOf(opened.result);
        this.state.set({ ...none, result: { path: opened.path, result: opened.result }, tab: tab2, sequence: null });
        const analysis = opened.result.beats;
        if (analysis !== void 0) this.state.set({ analysis });
        if (opened.result.snap !== void 0) this.state.set({ plan: opened.result.snap });
      }
    } catch (error) {
      this.fail(error);
    }
  }
  /** Takes this music, with the corrections that were saved beside it, and listens to it. */
  async chooseMusic(music2, listenNow = true) {
    this.state.set({ music: music2, analysis: null, musicEdits: {}, plan: null, beats: {} });
    try {
      const saved = await this.engine().call("Panel/LoadMusicEdits", { path: music2.path });
      if (saved.edits !== void 0 && saved.path !== "") this.state.set({ musicEdits: saved.edits });
    } catch (error) {
      this.fail(error);
    }
    if (listenNow) await this.listen();
  }
  /** Takes the music that the user chose, and remembers it for this timeline. */
  async keepMusic(music2) {
    const { sequence, edit } = this.state.now;
    if (sequence !== null) await rememberMusic(this.host.memory, sequence.id, music2.path);
    const known = edit?.music.find((one) => one.path === music2.path);
    await this.chooseMusic(known === void 0 ? music2 : { ...musicOfCandidate(known), reason: "" });
  }
  /** Listens to the music, with what was corrected. */
  async listen() {
    const { music: music2, beats, musicEdits } = this.state.now;
    if (music2 === null) return;
    const analysis = await this.run(
      "Listening to the music",
      (report, signal) => listen(this.engine(), music2.path, beatOptions(beats, musicEdits), report, signal),
      true
    );
    if (analysis === null) return;
    this.state.set({ analysis, plan: null });
    for (const text of analysis.warnings) this.say({ kind: "warning", text });
  }
  /** What a snap is asked for now. Throws where something is missing. */
  async wanted() {
    const { music: music2, beats, musicEdits, snap, decisions, edit } = this.state.now;
    if (music2 === null) throw new HostProblem("No music is chosen.", "Choose it first.");
    const known = edit?.music.some((one) => one.path === music2.path) === true;
    const wanted = {
      editPath: await this.host.exportEdit(),
      musicPath: music2.path,
      beats: beatOptions(beats, musicEdits),
      options: snap,
      decisions
    };
    return known ? wanted : { ...wanted, musicStartS: music2.startS };
  }
  /** Shows which cuts would move. */
  async plan() {
    const plan2 = await this.run(
      "Planning the cuts",
      async (report, signal) => plan(this.engine(), await this.wanted(), report, signal),
      true
    );
    if (plan2 === null) return;
    this.state.set({ plan: plan2 });
    for (const text of saidOf(plan2)) this.say({ kind: "warning", text });
  }
  /** Plans again a moment later: of several changes in a row, once. */
  replan() {
    if (this.replanning !== null) clearTimeout(this.replanning);
    this.replanning = setTimeout(() => {
      if (this.current !== null && !this.current.givesWay) this.replan();
      else void this.plan();
    }, PAUSE_MS);
  }
  /** Other beats to cut to: what was planned with those before is planned again. */
  chooseBeats(snap) {
    this.state.set({ snap: { ...this.state.now.snap, ...snap }, plan: null });
    if (this.state.now.edit !== null && this.state.now.analysis !== null) this.replan();
  }
  async newSequence() {
    if (this.replanning !== null) clearTimeout(this.replanning);
    const said2 = await this.run(
      "Cutting to the music",
      async (report, signal) => newSequence(this.engine(), this.host, await this.wanted(), report, signal)
    );
    if (said2 === null) return;
    const [first, ...others2] = said2;
    for (const text of others2.reverse()) this.say({ kind: "warning", text });
    if (first !== void 0) this.say({ kind: "done", text: first });
  }
  /** Keeps corrections beside the song. */
  async saveEdits() {
    const { music: music2, musicEdits } = this.state.now;
    if (music2 === null) return;
    try {
      const saved = await this.engine().call("Panel/SaveMusicEdits", { path: music2.path, edits: musicEdits });
      this.say({ kind: "done", text: `The corrections are saved as ${saved.path}.` });
    } catch (error) {
      this.fail(error);
    }
  }
};
function musicOfCandidate({ path, name, startS, reason }) {
  return { path, name, startS, reason };
}
function tabOf(result) {
  if (result.loudness !== void 0 || result.master !== void 0) return "master";
  if (result.synccheck !== void 0) return "sync";
  if (result.foley !== void 0) return "foley";
  if (result.lipsync !== void 0) return "lipsync";
  return "music";
}

// node_modules/@noble/hashes/utils.js
function isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abytes(value, length, title = "") {
  if (isBytes(value) && (length === void 0 || value.length === length))
    return value;
  if (length !== void 0)
    anumber(length, "length");
  const bytes = isBytes(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
  const message2 = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message2);
  throw new RangeError(message2);
}
function ahash(h2) {
  if (typeof h2 !== "function" || typeof h2.create !== "function")
    throw new TypeError("expected hash wrapped by utils.createHasher");
  anumber(h2.outputLen);
  anumber(h2.blockLen);
  if (h2.outputLen < 1 || h2.blockLen < 1)
    throw new Error("hash blockLen / outputLen must be >= 1");
}
var aobject = (value, label) => {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
var aopts = (value, label) => {
  aobject(value, label);
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++) {
    arrays[i].fill(0);
  }
}
function createView(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word, shift) {
  return word << 32 - shift | word >>> shift;
}
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}
var oidNist = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});

// node_modules/@noble/hashes/hmac.js
var _HMAC = class {
  constructor(hash, key2) {
    __publicField(this, "oHash");
    __publicField(this, "iHash");
    __publicField(this, "blockLen");
    __publicField(this, "outputLen");
    __publicField(this, "canXOF", false);
    __publicField(this, "finished", false);
    __publicField(this, "destroyed", false);
    ahash(hash);
    abytes(key2, void 0, "key");
    this.iHash = hash.create();
    if (typeof this.iHash.update !== "function")
      throw new Error("expected Hash instance");
    this.blockLen = this.iHash.blockLen;
    this.outputLen = this.iHash.outputLen;
    const blockLen = this.blockLen;
    const pad = new Uint8Array(blockLen);
    pad.set(key2.length > blockLen ? hash.create().update(key2).digest() : key2);
    for (let i = 0; i < pad.length; i++)
      pad[i] ^= 54;
    this.iHash.update(pad);
    this.oHash = hash.create();
    for (let i = 0; i < pad.length; i++)
      pad[i] ^= 54 ^ 92;
    this.oHash.update(pad);
    clean(pad);
  }
  update(buf) {
    aexists(this);
    this.iHash.update(buf);
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    this.finished = true;
    const buf = out.subarray(0, this.outputLen);
    this.iHash.digestInto(buf);
    this.oHash.update(buf);
    this.oHash.digestInto(buf);
    this.destroy();
  }
  digest() {
    const out = new Uint8Array(this.oHash.outputLen);
    this.digestInto(out);
    return out;
  }
  _cloneInto(to) {
    to || (to = Object.create(Object.getPrototypeOf(this), {}));
    const { oHash, iHash, finished, destroyed, blockLen, outputLen, canXOF } = this;
    to = to;
    to.finished = finished;
    to.destroyed = destroyed;
    to.blockLen = blockLen;
    to.outputLen = outputLen;
    to.canXOF = canXOF;
    to.oHash = oHash._cloneInto(to.oHash);
    to.iHash = iHash._cloneInto(to.iHash);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
  destroy() {
    this.destroyed = true;
    this.oHash.destroy();
    this.iHash.destroy();
  }
};
var hmac = /* @__PURE__ */ (() => {
  const hmac_ = ((hash, key2, message2) => new _HMAC(hash, key2).update(message2).digest());
  hmac_.create = (hash, key2) => new _HMAC(hash, key2);
  return hmac_;
})();

// node_modules/@noble/hashes/_u64.js
var fromNumH = (n) => n / 2 ** 32 | 0;
var fromNumL = (n) => n >>> 0;
function setU64FromNum(view, byteOffset, n, isLE) {
  const h2 = fromNumH(n);
  const l = fromNumL(n);
  view.setUint32(byteOffset, isLE ? l : h2, isLE);
  view.setUint32(byteOffset + 4, isLE ? h2 : l, isLE);
}

// node_modules/@noble/hashes/_md.js
function Chi(a, b, c) {
  return a & b ^ ~a & c;
}
function Maj(a, b, c) {
  return a & b ^ a & c ^ b & c;
}
var HashMD = class {
  constructor(blockLen, outputLen, padOffset, isLE) {
    __publicField(this, "blockLen");
    __publicField(this, "outputLen");
    __publicField(this, "canXOF", false);
    __publicField(this, "padOffset");
    __publicField(this, "isLE");
    // For partial updates less than block size
    __publicField(this, "buffer");
    __publicField(this, "view");
    __publicField(this, "finished", false);
    __publicField(this, "length", 0);
    __publicField(this, "pos", 0);
    __publicField(this, "destroyed", false);
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.padOffset = padOffset;
    this.isLE = isLE;
    this.buffer = new Uint8Array(blockLen);
    this.view = createView(this.buffer);
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { view, buffer, blockLen } = this;
    const len = data.length;
    let processed = false;
    for (let pos = 0; pos < len; ) {
      const take = Math.min(blockLen - this.pos, len - pos);
      if (take === blockLen) {
        const dataView = createView(data);
        for (; blockLen <= len - pos; pos += blockLen)
          this.process(dataView, pos);
        processed = true;
        continue;
      }
      buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
      this.pos += take;
      pos += take;
      if (this.pos === blockLen) {
        this.process(view, 0);
        this.pos = 0;
        processed = true;
      }
    }
    this.length += data.length;
    if (processed)
      this.roundClean();
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    this.finished = true;
    const { buffer, view, blockLen, isLE } = this;
    let { pos } = this;
    buffer[pos++] = 128;
    buffer.fill(0, pos);
    if (this.padOffset > blockLen - pos) {
      this.process(view, 0);
      buffer.fill(0);
    }
    setU64FromNum(view, blockLen - 8, this.length * 8, isLE);
    this.process(view, 0);
    this.roundClean();
    const oview = out === buffer ? view : createView(out);
    const len = this.outputLen;
    const outLen = len / 4;
    const state = this.get();
    if (len % 4 || outLen > state.length)
      throw new Error("invalid outputLen");
    for (let i = 0; i < outLen; i++)
      oview.setUint32(4 * i, state[i], isLE);
  }
  digest() {
    const { buffer, outputLen } = this;
    this.digestInto(buffer);
    const res = buffer.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneIntoMeta(to) {
    const { buffer, length, finished, destroyed, pos } = this;
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    if (pos)
      to.buffer.set(buffer);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
var SHA256_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);

// node_modules/@noble/hashes/sha2.js
var SHA256_K = /* @__PURE__ */ Uint32Array.from([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]);
var SHA256_W = /* @__PURE__ */ new Uint32Array(64);
var SHA2_32B = class extends HashMD {
  constructor(outputLen, IV) {
    super(64, outputLen, 8, false);
    // We cannot use array here since array allows indexing by variable
    // which means optimizer/compiler cannot use registers.
    // Numeric initializers matter: starting the fields as `undefined` changes
    // V8's field representation and makes sha256 3x slower (measured).
    __publicField(this, "A", 0);
    __publicField(this, "B", 0);
    __publicField(this, "C", 0);
    __publicField(this, "D", 0);
    __publicField(this, "E", 0);
    __publicField(this, "F", 0);
    __publicField(this, "G", 0);
    __publicField(this, "H", 0);
    this.A = IV[0] | 0;
    this.B = IV[1] | 0;
    this.C = IV[2] | 0;
    this.D = IV[3] | 0;
    this.E = IV[4] | 0;
    this.F = IV[5] | 0;
    this.G = IV[6] | 0;
    this.H = IV[7] | 0;
  }
  get() {
    const { A, B, C, D, E, F, G, H } = this;
    return [A, B, C, D, E, F, G, H];
  }
  // prettier-ignore
  set(A, B, C, D, E, F, G, H) {
    this.A = A | 0;
    this.B = B | 0;
    this.C = C | 0;
    this.D = D | 0;
    this.E = E | 0;
    this.F = F | 0;
    this.G = G | 0;
    this.H = H | 0;
  }
  _cloneInto(to) {
    (to || (to = new this.constructor())).set(...this.get());
    return this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA256_W[i] = view.getUint32(offset, false);
    for (let i = 16; i < 64; i++) {
      const W15 = SHA256_W[i - 15];
      const W2 = SHA256_W[i - 2];
      const s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3;
      const s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
      SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
    }
    let { A, B, C, D, E, F, G, H } = this;
    for (let i = 0; i < 64; i++) {
      const sigma1 = rotr(E, 6) ^ rotr(E, 11) ^ rotr(E, 25);
      const T1 = H + sigma1 + Chi(E, F, G) + SHA256_K[i] + SHA256_W[i] | 0;
      const sigma0 = rotr(A, 2) ^ rotr(A, 13) ^ rotr(A, 22);
      const T2 = sigma0 + Maj(A, B, C) | 0;
      H = G;
      G = F;
      F = E;
      E = D + T1 | 0;
      D = C;
      C = B;
      B = A;
      A = T1 + T2 | 0;
    }
    A = A + this.A | 0;
    B = B + this.B | 0;
    C = C + this.C | 0;
    D = D + this.D | 0;
    E = E + this.E | 0;
    F = F + this.F | 0;
    G = G + this.G | 0;
    H = H + this.H | 0;
    this.set(A, B, C, D, E, F, G, H);
  }
  roundClean() {
    clean(SHA256_W);
  }
  destroy() {
    this.destroyed = true;
    this.set(0, 0, 0, 0, 0, 0, 0, 0);
    clean(this.buffer);
  }
};
var _SHA256 = class extends SHA2_32B {
  constructor() {
    super(32, SHA256_IV);
  }
};
var sha256 = /* @__PURE__ */ createHasher(
  () => new _SHA256(),
  /* @__PURE__ */ oidNist(1)
);

// src/engine/proof.ts
var ID_DIGITS = 32;
var asked = 0;
var provesToPanel = async (base, token) => {
  const digest = hexadecimal(sha256(bytesOf(token)));
  const challenge = challengeFor(token);
  const response = await fetch(`${base}/proof/${challenge}/${panelId(digest)}`);
  if (response.status === 404) return "unknown";
  const answer = await response.text();
  return response.ok && answer === panelProof(digest, portOf(base), challenge) ? "proven" : "foreign";
};
function panelId(digest) {
  return keyed(digest, "backbeat panel id 1").slice(0, ID_DIGITS);
}
function panelProof(digest, port, challenge) {
  return keyed(digest, `backbeat panel proof 1:${port}:${challenge}`);
}
function challengeFor(token) {
  asked += 1;
  return keyed(token, `challenge:${Date.now()}:${asked}:${Math.random()}`);
}
function portOf(base) {
  return base.slice(base.lastIndexOf(":") + 1);
}
function keyed(key2, said2) {
  return hexadecimal(hmac(sha256, bytesOf(key2), bytesOf(said2)));
}
function bytesOf(ascii) {
  return Uint8Array.from(ascii, (letter) => letter.charCodeAt(0));
}
function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// src/host/premiere/adobe.ts
var loaded = null;
var uxpLoaded = null;
function premiere() {
  loaded ?? (loaded = require("premierepro"));
  return loaded;
}
function uxp() {
  uxpLoaded ?? (uxpLoaded = require("uxp"));
  return uxpLoaded;
}

// src/host/premiere/active.ts
async function openProject() {
  const project = await premiere().Project.getActiveProject();
  if (project === null || project === void 0) {
    throw new HostProblem("No project is open.", "Open one.");
  }
  return project;
}
async function openSequence(project) {
  const sequence = await project.getActiveSequence();
  if (sequence === null || sequence === void 0) {
    throw new HostProblem("No sequence is open.", "Open one in a timeline.");
  }
  return sequence;
}
async function described(sequence) {
  const count = await sequence.getAudioTrackCount();
  const tracks = [];
  for (let index = 0; index < count; index += 1) tracks.push(await soundTrack(sequence, index));
  return {
    id: sequence.guid.toString(),
    name: sequence.name,
    rate: rateOf(BigInt(await sequence.getTimebase())),
    zero: BigInt((await sequence.getZeroPoint()).ticks),
    length: BigInt((await sequence.getEndTime()).ticks),
    soundTracks: tracks
  };
}
async function soundTrack(sequence, index) {
  const track = await sequence.getAudioTrack(index);
  const items = track.getTrackItems(premiere().Constants.TrackItemType.CLIP, false);
  const clips = [];
  for (const item of items) clips.push(await soundClip(item));
  return { label: `A${index + 1}`, name: track.name, clips };
}
async function soundClip(item) {
  const media = await mediaOf(item);
  return {
    name: await item.getName(),
    path: media.path,
    start: BigInt((await item.getStartTime()).ticks),
    end: BigInt((await item.getEndTime()).ticks),
    source: BigInt((await item.getInPoint()).ticks),
    selected: await item.getIsSelected(),
    refused: media.refused
  };
}
async function mediaOf(item) {
  const found = await item.getProjectItem();
  const clip = found === null ? null : premiere().ClipProjectItem.cast(found);
  if (clip === null) return { path: "", refused: "it has no media" };
  if (await clip.isSequence()) return { path: "", refused: "it is a nested sequence" };
  if (await clip.isMulticamClip()) return { path: "", refused: "it is a multicam clip" };
  if (await clip.isMergedClip()) return { path: "", refused: "it is a merged clip" };
  const path = await clip.getMediaFilePath();
  if (await clip.isOffline()) return { path, refused: "its media is offline" };
  if (Boolean(await item.isSpeedReversed())) return { path, refused: "it plays in reverse" };
  if (Math.abs(await item.getSpeed() - 1) > 1e-9) return { path, refused: "its speed is changed" };
  return { path, refused: path === "" ? "it has no file" : "" };
}

// src/host/premiere/exchange.ts
function exchange() {
  const converter = premiere().ProjectConverter;
  if (typeof converter?.exportAsOpenTimelineIO === "function") return "otio";
  return typeof converter?.exportAsFinalCutProXML === "function" ? "xml" : "none";
}
async function projectFolder() {
  const project = await openProject();
  if (project.path === "") {
    throw new HostProblem("The project is not saved yet.", "Save it, so that results have a place beside it.");
  }
  return folderOf(project.path);
}
async function exportEdit() {
  const kind = exchange();
  if (kind === "none") {
    throw new HostProblem(
      "This Premiere cannot export a sequence to a panel.",
      "Export OpenTimelineIO or Final Cut Pro XML by hand, or use Premiere 26.2 or later."
    );
  }
  const project = await openProject();
  const sequence = await openSequence(project);
  const name = sequence.name.replace(/[\\/:*?"<>|]/g, "_");
  const path = joined(await projectFolder(), `${name}.backbeat.${kind}`);
  const { ProjectConverter } = premiere();
  const done = kind === "otio" ? await ProjectConverter.exportAsOpenTimelineIO(sequence, path, true) : await ProjectConverter.exportAsFinalCutProXML(sequence, path, true);
  if (!done) throw new HostProblem(`Premiere could not export ${sequence.name}.`, "Save the project and try again.");
  return path;
}
async function openEdit(path, name) {
  const project = await openProject();
  const before = new Set((await project.getSequences()).map((one) => one.guid.toString()));
  await project.importFiles([path], true);
  const fresh = (await project.getSequences()).filter((one) => !before.has(one.guid.toString()));
  const made = fresh.find((one) => one.name === name || one.name === stem(fileName(path))) ?? fresh[0];
  if (made === void 0) {
    throw new HostProblem(
      `Premiere made no sequence of ${fileName(path)}.`,
      "Import it by hand: File > Import."
    );
  }
  const notes = fresh.length > 1 ? [`Premiere made ${fresh.length} sequences of it.`] : [];
  if (!await project.setActiveSequence(made)) notes.push("Open it from the project panel.");
  return { name: made.name, clips: await clipsOf(made), markers: await markersOf(project, made), notes };
}
async function clipsOf(sequence) {
  const clip = premiere().Constants.TrackItemType.CLIP;
  let count = 0;
  for (let index = 0; index < await sequence.getVideoTrackCount(); index += 1) {
    count += (await sequence.getVideoTrack(index)).getTrackItems(clip, false).length;
  }
  for (let index = 0; index < await sequence.getAudioTrackCount(); index += 1) {
    count += (await sequence.getAudioTrack(index)).getTrackItems(clip, false).length;
  }
  return count;
}
async function markersOf(project, sequence) {
  void project;
  return (await premiere().Markers.getMarkers(sequence)).getMarkers().length;
}

// src/host/premiere/transactions.ts
function transact(project, label, making) {
  if (making.length === 0) return true;
  let done = false;
  project.lockedAccess(() => {
    done = project.executeTransaction((compound) => {
      for (const make of making) compound.addAction(make());
    }, label);
  });
  return done;
}
async function transactAll(project, label, making, missing, most) {
  if (making.length === 0) return 0;
  transact(project, label, making);
  let steps = 1;
  let left = await missing();
  while (left.length > 0) {
    const part = left.slice(0, most);
    transact(project, `${label} (part ${steps + 1})`, part);
    steps += 1;
    const next = await missing();
    if (next.length >= left.length) break;
    left = next;
  }
  return steps;
}

// src/selftest/probes.ts
var SCRATCH = "Backbeat self-test";
var SIZES = [10, 50, 200, 1e3];
var LACKING = ["TextDecoder", "AbortController", "atob", "WebSocket", "AudioContext", "requestAnimationFrame"];
async function asked2(engine) {
  const answers = [await loopback(engine), globals(), canvas(), exporting()];
  const project = await openProject();
  const sequence = await project.createSequence(SCRATCH);
  if (sequence === null) {
    return [...answers, { question: "Can a panel make a sequence?", answer: "no", decides: "the other questions", good: false }];
  }
  try {
    const markers = await premiere().Markers.getMarkers(sequence);
    for (const size of SIZES) answers.push(await guarded(`How many of ${size} actions of one transaction land?`, "the size of a batch of markers (Settings)", () => transaction(project, markers, size)));
    answers.push(await guarded("Can a marker be coloured after it is there?", "coloured markers (Settings)", () => colored(project, markers)));
    answers.push(await guarded("Do ticks of a marker come back exactly?", "where markers lie", () => exact(project, markers)));
  } finally {
    await project.deleteSequence(sequence);
  }
  return answers;
}
async function guarded(question, decides, work) {
  try {
    return { question, decides, ...await work() };
  } catch (error) {
    return { question, decides, answer: error instanceof Error ? error.message : String(error), good: false };
  }
}
async function loopback(engine) {
  return guarded("How long does a call to the engine take?", "polling", async () => {
    const times = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const began = Date.now();
      await engine.call("Pairing/Hello", { protocol: 1, client: SCRATCH });
      times.push(Date.now() - began);
    }
    return { answer: `${times.join(", ")} ms`, good: Math.min(...times) < 1e3 };
  });
}
function globals() {
  const there = LACKING.filter((name) => name in globalThis);
  return { question: "Which globals are there that UXP may lack?", answer: there.join(", ") || "none", decides: "nothing: the panel needs none but requestAnimationFrame", good: there.includes("requestAnimationFrame") };
}
function canvas() {
  const context = document.createElement("canvas").getContext("2d");
  const has = context !== null && typeof context.fillText === "function";
  return { question: "Can a canvas write text?", answer: has ? "yes" : "no", decides: "labels in the time area", good: context !== null };
}
function exporting() {
  const kind = exchange();
  return { question: "How can a panel export a sequence?", answer: kind, decides: "new sequences by OTIO, by XML, or not at all", good: kind === "otio" };
}
async function transaction(project, markers, size) {
  transact(project, `${SCRATCH}: ${size}`, Array.from({ length: size }, (_, index) => adding(markers, index)));
  const landed = markers.getMarkers().length;
  cleared(project, markers);
  return { answer: `${landed}`, good: landed === size };
}
async function colored(project, markers) {
  const { MarkerColor } = premiere().Constants;
  transact(project, `${SCRATCH}: one`, [adding(markers, 0)]);
  const own = markers.getMarkers()[0];
  if (own === void 0) return { answer: "there is no marker", good: false };
  transact(project, `${SCRATCH}: colour`, [() => own.createSetColorByIndexAction(MarkerColor.CYAN)]);
  const index = markers.getMarkers()[0]?.getColorIndex();
  cleared(project, markers);
  return { answer: `asked for ${MarkerColor.CYAN}, got ${index}`, good: index === MarkerColor.CYAN };
}
async function exact(project, markers) {
  const at = TICKS_PER_SECOND * 3n + 1n;
  const { Marker, TickTime } = premiere();
  transact(project, `${SCRATCH}: ticks`, [
    () => markers.createAddMarkerAction("tick", Marker.MARKER_TYPE_COMMENT, TickTime.createWithTicks(at.toString()), TickTime.TIME_ZERO, SCRATCH)
  ]);
  const back = markers.getMarkers()[0]?.getStart().ticks ?? "none";
  cleared(project, markers);
  return { answer: `${at} came back as ${back}`, good: back === at.toString() };
}
function adding(markers, index) {
  const { Marker, TickTime } = premiere();
  return () => markers.createAddMarkerAction(`${index}`, Marker.MARKER_TYPE_COMMENT, TickTime.createWithTicks((TICKS_PER_SECOND * BigInt(index)).toString()), TickTime.TIME_ZERO, SCRATCH);
}
function cleared(project, markers) {
  for (let left = markers.getMarkers(); left.length > 0; ) {
    transact(project, `${SCRATCH}: clear`, left.slice(0, 10).map((marker) => () => markers.createRemoveMarkerAction(marker)));
    const next = markers.getMarkers();
    if (next.length >= left.length) return;
    left = next;
  }
}

// src/selftest/report.ts
async function selfTest(engine, host) {
  const report = { host, time: (/* @__PURE__ */ new Date()).toISOString(), answers: await asked2(engine) };
  const bad = report.answers.filter((one) => !one.good).length;
  const count = report.answers.length;
  const file = await uxp().storage.localFileSystem.getFileForSaving("backbeat-self-test.json", { types: ["json"] });
  await file?.write(JSON.stringify(report, null, 2));
  const kept2 = file === null ? "The report was not saved." : `The report is saved as ${file.nativePath}.`;
  return `${count - bad} of ${count} answers are as the panel expects. ${kept2}`;
}

// src/host/premiere/bin.ts
var BIN = "Backbeat";
async function findByPath(project, path) {
  return search(await project.getRootItem(), path);
}
async function search(folder, path) {
  for (const item of await folder.getItems()) {
    const inner = asFolder(item);
    if (inner !== null) {
      const found = await search(inner, path);
      if (found !== null) return found;
      continue;
    }
    const clip = asClip(item);
    if (clip !== null && !await clip.isSequence() && samePath(await clip.getMediaFilePath(), path)) return clip;
  }
  return null;
}
function asFolder(item) {
  const folder = quietly(() => premiere().FolderItem.cast(item));
  return folder !== null && typeof folder.getItems === "function" ? folder : null;
}
function asClip(item) {
  const clip = quietly(() => premiere().ClipProjectItem.cast(item));
  return clip !== null && typeof clip.getMediaFilePath === "function" ? clip : null;
}
function quietly(work) {
  try {
    return work() ?? null;
  } catch {
    return null;
  }
}
function samePath(one, other2) {
  return comparable(one) === comparable(other2);
}
async function pathsOfOurs(project) {
  const bin = await binNamed(project);
  const found = /* @__PURE__ */ new Set();
  for (const item of bin === null ? [] : await bin.getItems()) {
    const clip = asClip(item);
    if (clip !== null) found.add(comparable(await clip.getMediaFilePath()));
  }
  return found;
}
function comparable(path) {
  const plain = path.replace(/^\\\\\?\\/, "").normalize("NFC");
  const windows = /^[A-Za-z]:[\\/]/.test(plain) || plain.startsWith("\\\\");
  return windows ? plain.replace(/\\/g, "/").toLowerCase() : plain;
}
async function ourBin(project) {
  const found = await binNamed(project);
  if (found !== null) return found;
  const root = await project.getRootItem();
  transact(project, "Backbeat: bin", [() => root.createBinAction(BIN, false)]);
  const made = await binNamed(project);
  if (made === null) throw new HostProblem("Premiere did not make a bin.", "Make one called Backbeat.");
  return made;
}
async function binNamed(project) {
  for (const item of await (await project.getRootItem()).getItems()) {
    if (item.name === BIN) {
      const folder = asFolder(item);
      if (folder !== null) return folder;
    }
  }
  return null;
}
async function imported(project, paths) {
  const bin = await ourBin(project);
  const missing = [];
  for (const path of new Set(paths)) {
    if (await findByPath(project, path) === null) missing.push(path);
  }
  if (missing.length > 0) await project.importFiles(missing, true, bin, false);
  const found = /* @__PURE__ */ new Map();
  for (const path of new Set(paths)) {
    const item = await findByPath(project, path);
    if (item !== null) found.set(path, item);
  }
  return found;
}

// src/host/premiere/lanes.ts
function lanesOf(clips) {
  const lanes = [];
  for (const clip of [...clips].sort((one, other2) => one.at < other2.at ? -1 : one.at > other2.at ? 1 : 0)) {
    const free = lanes.find((lane) => lane.track === clip.track && lane.clips.every((other2) => !overlap(other2, clip)));
    if (free === void 0) lanes.push({ track: clip.track, clips: [clip] });
    else free.clips.push(clip);
  }
  return lanes.map((lane, index) => {
    const number = lanes.slice(0, index).filter((other2) => other2.track === lane.track).length + 1;
    return { name: number === 1 ? lane.track : `${lane.track} ${number}`, clips: lane.clips };
  });
}
function overlap(one, other2) {
  return one.at < other2.end && other2.at < one.end;
}

// src/host/premiere/tracks.ts
async function trackFor(project, sequence, lane, given, notes) {
  const count = await sequence.getAudioTrackCount();
  const free = [];
  for (let index = 0; index < count; index += 1) if (!given.taken.includes(index)) free.push(index);
  for (const index of free) {
    const { name } = await sequence.getAudioTrack(index);
    if (isCalled(name, lane.name) && await hasRoom(sequence, index, lane, given.goingKeys)) return index;
  }
  for (const index of free) {
    if (await isEmpty(sequence, index) && await named(project, sequence, index, lane.name)) return index;
  }
  return madeTrack(project, sequence, lane.name, given.item, notes);
}
async function pathOf(item) {
  const found = await item.getProjectItem();
  const clip = found === null ? null : premiere().ClipProjectItem.cast(found);
  return clip === null ? "" : comparable(await clip.getMediaFilePath());
}
function keyOf(path, at, end, source2) {
  return `${path}@${at}-${end}+${source2}`;
}
async function itemKey(item) {
  const [start2, end, source2] = [await item.getStartTime(), await item.getEndTime(), await item.getInPoint()];
  return keyOf(await pathOf(item), BigInt(start2.ticks), BigInt(end.ticks), BigInt(source2.ticks));
}
function isCalled(name, wanted) {
  const plain = (text) => text.replace(/ \d+$/, "");
  return plain(name) === plain(wanted);
}
async function hasRoom(sequence, index, lane, goingKeys) {
  for (const item of await itemsOf(sequence, index)) {
    const lies = { at: BigInt((await item.getStartTime()).ticks), end: BigInt((await item.getEndTime()).ticks) };
    if (lane.clips.some((clip) => overlap(clip, lies)) && !goingKeys.has(await itemKey(item))) return false;
  }
  return true;
}
async function madeTrack(project, sequence, name, item, notes) {
  const before = await sequence.getAudioTrackCount();
  const end = await sequence.getEndTime();
  const editor = premiere().SequenceEditor.getEditor(sequence);
  transact(project, `Backbeat: track ${name}`, [
    () => editor.createInsertProjectItemAction(item, end, 0, before, true)
  ]);
  const after = await sequence.getAudioTrackCount();
  if (after <= before) {
    throw new HostProblem(`Premiere made no track for ${name}.`, `Add a sound track called ${name}.`);
  }
  const index = after - 1;
  const inserted = await itemsOf(sequence, index);
  withRemoval(sequence, inserted, (removing) => void transact(project, "Backbeat: empty track", removing));
  if (!await named(project, sequence, index, name)) {
    notes.push(`The sound track A${index + 1} is for ${name}; this Premiere cannot name tracks.`);
  }
  return index;
}
function withRemoval(sequence, items, act) {
  if (items.length === 0) return act([]);
  const { TrackItemSelection, SequenceEditor, Constants } = premiere();
  TrackItemSelection.createEmptySelection((selection) => {
    for (const item of items) selection.addItem(item, true);
    const editor = SequenceEditor.getEditor(sequence);
    act([() => editor.createRemoveItemsAction(selection, false, Constants.MediaType.ANY, false)]);
  });
}
async function isEmpty(sequence, index) {
  return (await itemsOf(sequence, index)).length === 0;
}
async function itemsOf(sequence, index) {
  const track = await sequence.getAudioTrack(index);
  return track.getTrackItems(premiere().Constants.TrackItemType.CLIP, false);
}
async function named(project, sequence, index, name) {
  const track = await sequence.getAudioTrack(index);
  if (track.name === name) return true;
  if (typeof track.createSetNameAction !== "function") return false;
  return transact(project, `Backbeat: name track ${name}`, [() => track.createSetNameAction(name)]);
}

// src/host/premiere/clips.ts
async function placeClips(clips, label) {
  const project = await openProject();
  const sequence = await openSequence(project);
  const items = await imported(project, clips.map((clip) => clip.path));
  const usable = clips.filter((clip) => items.has(clip.path));
  const wanted = new Set(usable.map((clip) => keyOf(comparable(clip.path), clip.at, clip.end, clip.source)));
  const before = await oursOf(sequence, await pathsOfOurs(project));
  const there = new Set(before.map((one) => one.key));
  const going = before.filter((one) => !wanted.has(one.key));
  const goingKeys = new Set(going.map((one) => one.key));
  const fresh = usable.filter((clip) => !there.has(keyOf(comparable(clip.path), clip.at, clip.end, clip.source)));
  const notes = [];
  const missed = clips.filter((clip) => !items.has(clip.path)).map((clip) => `${clip.name} could not be imported: ${clip.path}.`);
  const placed = [];
  for (const lane of lanesOf(fresh)) {
    const first = items.get(lane.clips[0]?.path ?? "");
    if (first === void 0) continue;
    const index = await trackFor(project, sequence, lane, { item: first, goingKeys, taken: placed.map((one) => one.index) }, notes);
    placed.push({ lane, index });
  }
  const making = placed.flatMap(({ lane, index }) => lane.clips.flatMap((clip) => putting(sequence, clip, items.get(clip.path), index)));
  withRemoval(sequence, going.map((one) => one.item), (removing) => transact(project, label, [...removing, ...making]));
  for (const { lane, index } of placed) {
    for (const clip of lane.clips) {
      const why = await whyNotThere(sequence, index, clip);
      if (why !== "") missed.push(`${clip.name}: ${why}.`);
    }
  }
  if (going.length > 0) notes.push(`${counted(going.length, "sound")} of an earlier run ${going.length === 1 ? "is" : "are"} gone.`);
  return { there: clips.length - missed.length, missed, notes };
}
async function removeClips(label) {
  const project = await openProject();
  const sequence = await openSequence(project);
  const ours2 = await pathsOfOurs(project);
  const before = await oursOf(sequence, ours2);
  if (before.length === 0) return 0;
  withRemoval(sequence, before.map((one) => one.item), (removing) => transact(project, label, removing));
  return before.length - (await oursOf(sequence, ours2)).length;
}
function putting(sequence, clip, item, index) {
  if (item === void 0) return [];
  const { SequenceEditor, TickTime } = premiere();
  const editor = SequenceEditor.getEditor(sequence);
  const tick = (ticks) => TickTime.createWithTicks(ticks.toString());
  return [
    () => item.createSetInOutPointsAction(tick(clip.source), tick(clip.source + clip.end - clip.at)),
    () => editor.createOverwriteItemAction(item, tick(clip.at), 0, index)
  ];
}
async function oursOf(sequence, ours2) {
  const found = [];
  const count = await sequence.getAudioTrackCount();
  for (let index = 0; index < count; index += 1) {
    for (const item of await itemsOf(sequence, index)) {
      if (ours2.has(await pathOf(item))) found.push({ item, key: await itemKey(item) });
    }
  }
  return found;
}
async function whyNotThere(sequence, index, clip) {
  for (const item of await itemsOf(sequence, index)) {
    if (BigInt((await item.getStartTime()).ticks) !== clip.at) continue;
    const source2 = BigInt((await item.getInPoint()).ticks);
    if (source2 !== clip.source) return `it is on A${index + 1}, but plays from another place of its file, so its hit is off`;
    return BigInt((await item.getEndTime()).ticks) === clip.end ? "" : `it is on A${index + 1}, but ends elsewhere than it should`;
  }
  return `it is not on A${index + 1} where it was put`;
}

// src/host/premiere/markers.ts
var BATCH = 50;
async function putMarkers(wanted, on, label, batch = BATCH) {
  const project = await openProject();
  const owner = await markersOf2(project, on);
  const old = ours(owner);
  const removing = old.map((marker) => () => owner.createRemoveMarkerAction(marker));
  const adding2 = wanted.map((marker) => () => adds(owner, marker));
  const missing = async () => lacking(owner, wanted).map((marker) => () => adds(owner, marker));
  let steps = await transactAll(project, label, [...removing, ...adding2], missing, batch);
  const colored2 = wanted.filter((marker) => marker.color !== void 0);
  if (colored2.length > 0 && colorAll(project, owner, colored2, label)) steps += 1;
  const there = wanted.length - lacking(owner, wanted).length;
  const notes = there < wanted.length ? [`Premiere did not take ${wanted.length - there} of the markers.`] : [];
  if (steps > 1 && colored2.length === 0) {
    notes.push(`Premiere took no more than some ${batch} changes at once, so they are ${steps} undo steps.`);
  }
  return { there, replaced: old.length, undoSteps: steps, notes };
}
async function removeMarkers(on) {
  const project = await openProject();
  const owner = await markersOf2(project, on);
  const before = ours(owner).length;
  const missing = async () => ours(owner).map((marker) => () => owner.createRemoveMarkerAction(marker));
  await transactAll(project, "Backbeat: remove markers", await missing(), missing, BATCH);
  return before - ours(owner).length;
}
async function markersOf2(project, on) {
  if (on.kind === "sequence") return premiere().Markers.getMarkers(await openSequence(project));
  const item = await findByPath(project, on.path);
  if (item === null) {
    throw new HostProblem("The music is not in the project.", "Import it, or put it on a track.");
  }
  return premiere().Markers.getMarkers(item);
}
function adds(owner, marker) {
  const { Marker: kinds, TickTime } = premiere();
  return owner.createAddMarkerAction(
    marker.name,
    kinds.MARKER_TYPE_COMMENT,
    TickTime.createWithTicks(marker.at.toString()),
    TickTime.TIME_ZERO,
    marker.comment
  );
}
function ours(owner) {
  return owner.getMarkers().filter((marker) => marker.getComments().startsWith(`${MARK}:`));
}
function lacking(owner, wanted) {
  const there = /* @__PURE__ */ new Map();
  for (const marker of ours(owner)) {
    const key2 = `${marker.getName()}@${marker.getStart().ticks}`;
    there.set(key2, (there.get(key2) ?? 0) + 1);
  }
  return wanted.filter((marker) => {
    const key2 = `${marker.name}@${marker.at}`;
    const count = there.get(key2) ?? 0;
    there.set(key2, count - 1);
    return count <= 0;
  });
}
function colorAll(project, owner, wanted, label) {
  const colors = new Map(wanted.map((marker) => [`${marker.name}@${marker.at}`, marker.color]));
  const making = ours(owner).flatMap((marker) => {
    const color = colors.get(`${marker.getName()}@${marker.getStart().ticks}`);
    return color === void 0 ? [] : [() => marker.createSetColorByIndexAction(indexOf(color))];
  });
  return making.length > 0 && transact(project, `${label} (colors)`, making);
}
function indexOf(color) {
  const { MarkerColor: colors } = premiere().Constants;
  const named2 = {
    red: colors.RED,
    cyan: colors.CYAN,
    green: colors.GREEN,
    orange: colors.ORANGE,
    // Adobe's own spelling.
    magenta: colors.MAGNETA,
    yellow: colors.YELLOW,
    blue: colors.BLUE
  };
  return named2[color];
}

// src/host/premiere/host.ts
var TYPES = {
  sound: ["wav", "flac", "mp3", "m4a", "aac", "aif", "aiff", "ogg", "mp4", "mov", "mxf"],
  video: ["mp4", "mov", "m4v", "mkv", "mxf", "avi"],
  edit: ["otio", "otioz", "xml", "fcpxml", "edl", "aaf"],
  result: ["json"],
  any: ["*"]
};
var BATCH_KEY = "batch";
var PremiereHost = class {
  constructor() {
    __publicField(this, "name", `Premiere ${uxp().host.version}`);
    __publicField(this, "memory", new UxpMemory());
  }
  features() {
    const kind = exchange();
    const why = ["Premiere gives a panel no preset to export sound with: master an exported file."];
    if (kind === "xml") why.push("This Premiere has no OpenTimelineIO: Final Cut Pro XML is used.");
    if (kind === "none") why.push("This Premiere cannot export a sequence to a panel: markers only.");
    return {
      markers: true,
      clipMarkers: true,
      newSequence: kind,
      placeClips: true,
      exportSound: false,
      playhead: true,
      why
    };
  }
  async sequence() {
    try {
      return await described(await openSequence(await openProject()));
    } catch (error) {
      if (error instanceof HostProblem) return null;
      throw error;
    }
  }
  onChange(changed) {
    const { EventManager, Constants } = premiere();
    const events = [Constants.SequenceEvent.ACTIVATED, Constants.SequenceEvent.SELECTION_CHANGED];
    for (const event of events) EventManager.addGlobalEventListener(event, changed);
    return () => {
      for (const event of events) EventManager.removeGlobalEventListener(event, changed);
    };
  }
  exportEdit() {
    return exportEdit();
  }
  async view() {
    return null;
  }
  openEdit(path, name) {
    return openEdit(path, name);
  }
  async putMarkers(markers, on, label) {
    const batch = Number(await this.memory.read(BATCH_KEY) ?? BATCH);
    return putMarkers(markers, on, label, batch > 0 ? batch : BATCH);
  }
  removeMarkers(on) {
    return removeMarkers(on);
  }
  placeClips(clips, label) {
    return placeClips(clips, label);
  }
  removeClips() {
    return removeClips("Backbeat: remove foley");
  }
  exportSound() {
    return Promise.reject(new HostProblem("Premiere gives a panel no way to export sound.", "Choose a file that you exported."));
  }
  outputFolder() {
    return projectFolder();
  }
  async pickFile(kind) {
    const entry = await uxp().storage.localFileSystem.getFileForOpening({ types: TYPES[kind] });
    return entry?.nativePath ?? null;
  }
  async pickFolder() {
    const entry = await uxp().storage.localFileSystem.getFolder();
    return entry?.nativePath ?? null;
  }
  async playhead() {
    const sequence = await openSequence(await openProject());
    return BigInt((await sequence.getPlayerPosition()).ticks);
  }
  async setPlayhead(at) {
    const sequence = await openSequence(await openProject());
    await sequence.setPlayerPosition(premiere().TickTime.createWithTicks(at.toString()));
  }
  selfTest(engine) {
    return selfTest(engine, this.name);
  }
};
var UxpMemory = class {
  async read(key2) {
    return localStorage.getItem(`backbeat.${key2}`);
  }
  async write(key2, value) {
    if (value === null) localStorage.removeItem(`backbeat.${key2}`);
    else localStorage.setItem(`backbeat.${key2}`, value);
  }
  async readSecret(key2) {
    const bytes = await uxp().storage.secureStorage.getItem(`backbeat.${key2}`);
    return bytes === null || bytes === void 0 ? null : String.fromCharCode(...bytes);
  }
  async writeSecret(key2, value) {
    const { secureStorage } = uxp().storage;
    if (value === null) await secureStorage.removeItem(`backbeat.${key2}`);
    else await secureStorage.setItem(`backbeat.${key2}`, value);
  }
};

// src/ui/dom.ts
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === void 0 || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== void 0 && child !== false) element.append(child);
  }
  return element;
}
function fill(element, ...children) {
  const before = document.activeElement;
  const name = before !== null && before !== element && element.contains(before) ? nameOf(before) : "";
  while (element.firstChild !== null) element.removeChild(element.firstChild);
  for (const child of children) {
    if (child !== null && child !== void 0 && child !== false) element.append(child);
  }
  if (name === "") return;
  for (const one of element.querySelectorAll("button, input, select")) {
    if (nameOf(one) === name) return one.focus({ preventScroll: true });
  }
}
function drawnCalmly(draw2) {
  let drawn = false;
  let waiting = false;
  const later = () => void setTimeout(() => {
    waiting = false;
    draw2();
  }, 0);
  const up = () => {
    document.removeEventListener("mouseup", up);
    later();
  };
  return () => {
    if (waiting) return;
    if (!drawn) {
      drawn = true;
      return draw2();
    }
    waiting = true;
    if (isPressed()) document.addEventListener("mouseup", up);
    else later();
  };
}
function isPressed() {
  try {
    return document.querySelector(":active") !== null;
  } catch {
    return false;
  }
}
function nameOf(element) {
  return `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent ?? ""}`;
}

// src/flows/landing.ts
async function land(host, result) {
  if (!host.features().placeClips) {
    return result.outputPath === "" ? [] : [`The timeline with foley is ${result.outputPath}.`];
  }
  const clips = foleyClips(result);
  if (clips.length === 0) return ["No sound was placed."];
  const landed = await host.placeClips(clips, "Backbeat: foley");
  const of = landed.there < clips.length ? ` of ${clips.length}` : "";
  return [
    `${counted(landed.there, "sound")}${of} ${landed.there === 1 ? "is" : "are"} on the tracks.`,
    ...landed.missed,
    ...landed.notes
  ];
}
async function removeLanded(host) {
  const gone = await host.removeClips();
  if (gone === 0) return "There were no sounds of Backbeat's on the tracks.";
  return `${counted(gone, "sound")} of Backbeat's ${gone === 1 ? "was" : "were"} taken off the tracks.`;
}
function foleyClips(result) {
  return result.cues.flatMap((cue) => {
    const path = cue.sound?.renderedPath ?? "";
    if (!cue.placed || path === "" || cue.sound === void 0) return [];
    return [
      {
        path,
        track: cue.layer,
        at: ticksOf(cue.clipStartS),
        end: ticksOf(cue.clipEndS),
        source: ticksOf(cue.fileStartS),
        name: cue.description === "" ? cue.kind : cue.description
      }
    ];
  });
}

// src/ui/controls.ts
function button(label, pressed, more = {}) {
  return h("button", { type: "button", onclick: () => void pressed(), ...more }, label);
}
function select(label, choices, value, changed) {
  const element = h("select", { "aria-label": label });
  for (const choice of choices) {
    element.append(h("option", { value: choice.value, selected: choice.value === value }, choice.label));
  }
  element.addEventListener("change", () => changed(element.value));
  return field(label, element);
}
function textField(label, value, changed, more = {}) {
  const element = h("input", { type: "text", value, "aria-label": label, ...more });
  element.addEventListener("change", () => changed(element.value));
  return field(label, element);
}
function numberField(label, value, changed, more = {}) {
  const element = h("input", { type: "number", value, "aria-label": label, class: "number", ...more });
  element.addEventListener("change", () => {
    const next = Number(element.value);
    if (Number.isFinite(next)) changed(next);
  });
  return field(label, element);
}
function checkBox(label, value, changed) {
  const element = h("input", { type: "checkbox", checked: value, "aria-label": label });
  element.addEventListener("change", () => changed(element.checked));
  return h("label", { class: "check" }, element, h("span", {}, label));
}
function toggles(label, names, pressed, changed) {
  const row = h("div", { class: "toggles", role: "group", "aria-label": label });
  names.forEach((name, index) => {
    const on = pressed.includes(index);
    row.append(
      button(name, () => changed(on ? pressed.filter((one) => one !== index) : [...pressed, index].sort()), {
        "aria-pressed": String(on)
      })
    );
  });
  return field(label, row);
}
function field(label, element) {
  return h("div", { class: "field" }, h("span", { class: "label", "aria-hidden": "true" }, label), element);
}
function pathField(label, value, choose, changed) {
  const input = h("input", { type: "text", value, "aria-label": label, spellcheck: "false" });
  input.addEventListener("change", () => changed(input.value.trim()));
  const chosen = async () => {
    const path = await choose();
    if (path === null) return;
    input.value = path;
    changed(path);
  };
  const pick = button("Choose…", chosen, { "aria-label": `Choose: ${label}` });
  return field(label, h("div", { class: "path" }, input, pick));
}
function table(caption, heads, rows) {
  const head = h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, name)));
  const body = rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))));
  return h(
    "div",
    { class: "rolls", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", {}, caption), h("thead", {}, head), h("tbody", {}, ...body))
  );
}
function section(title, ...children) {
  return h("section", {}, h("h2", {}, title), ...children);
}

// src/ui/time/colors.ts
var DARK = {
  ground: "#1d1e20",
  raised: "#292b2e",
  line: "#44474c",
  text: "#e6e7e9",
  quiet: "#a3a7ad",
  wave: "#6cb6e8",
  waveFar: "#3a5f78",
  beat: "#58c4c4",
  downbeat: "#ff7a66",
  unchosen: "#5a5f66",
  playhead: "#ffffff",
  clip: "#3d5a80",
  clipText: "#e9eef5",
  offline: "#704040",
  sound: "#3c6b58",
  moved: "#ffb454",
  kept: "#7fd48b",
  skipped: "#9aa0a8",
  refused: "#ff8fa3",
  pinned: "#c7a4ff",
  sections: ["#33414f", "#3f3a52", "#3b4a3d", "#50423a", "#4a3844", "#384b4d"]
};
var LIGHT = {
  ground: "#f6f6f7",
  raised: "#ffffff",
  line: "#c5c8cd",
  text: "#1b1d20",
  quiet: "#565b63",
  wave: "#2173ad",
  waveFar: "#a9c8de",
  beat: "#0d7d7d",
  downbeat: "#c4331d",
  unchosen: "#b3b7bd",
  playhead: "#000000",
  clip: "#b9cfec",
  clipText: "#12263f",
  offline: "#eec2c2",
  sound: "#bcdfcd",
  moved: "#9a5b00",
  kept: "#1d7a2e",
  skipped: "#6a7078",
  refused: "#b3174a",
  pinned: "#6a35c9",
  sections: ["#dbe7f2", "#e6e0f2", "#dfeddf", "#f2e6dc", "#f0dde8", "#dcecee"]
};
function scheme() {
  const dark = document.documentElement.getAttribute("data-scheme");
  if (dark === "dark") return DARK;
  if (dark === "light") return LIGHT;
  const asks = typeof window.matchMedia === "function";
  return asks && window.matchMedia("(prefers-color-scheme: light)").matches ? LIGHT : DARK;
}

// src/ui/results/loudness.ts
var WIDTH = 600;
var HEIGHT = 120;
var TOP_LUFS = 0;
var BOTTOM_LUFS = -60;
function loudnessView(report) {
  const presets = report.presets.map((preset) => [
    preset.name,
    preset.notJudged !== "" ? "cannot be told" : preset.met ? "met" : "not met",
    preset.notJudged !== "" ? preset.notJudged : preset.notes.join(" ")
  ]);
  return h(
    "div",
    { class: "result" },
    h("p", { class: "big" }, h("strong", {}, lufs(report.integratedLufs)), " integrated"),
    facts(report),
    curve(report),
    ...report.warnings.map((text) => h("p", { class: "warning" }, text)),
    presets.length > 0 && table("Presets", ["Preset", "Is", "Why"], presets)
  );
}
function deliveredView(one) {
  return h(
    "div",
    { class: "result" },
    h("h3", {}, `${one.preset}: ${one.met ? "met" : "not met"}`),
    h("p", {}, one.path),
    !one.met && h("p", { class: "problem" }, one.missed),
    h(
      "p",
      {},
      `${lufs(one.before?.integratedLufs)} before, ${lufs(one.after?.integratedLufs)} after; true peak ${dbtp(one.after?.truePeakDbtp)}; at most ${one.maxReductionDb.toFixed(1)} dB of limiting.`
    ),
    ...one.notes.map((text) => h("p", { class: "quiet" }, text)),
    one.after !== void 0 && loudnessView(one.after)
  );
}
function facts(report) {
  const rows = [
    ["True peak", `${dbtp(report.truePeakDbtp)} at ${clock(report.truePeakTimeS)}`],
    ["Loudest 3 s", `${lufs(report.shortTermMaxLufs)} at ${clock(report.shortTermMaxTimeS)}`],
    ["Loudest 400 ms", `${lufs(report.momentaryMaxLufs)} at ${clock(report.momentaryMaxTimeS)}`],
    ["Loudness range", report.lraLu === void 0 ? "–" : `${report.lraLu.toFixed(1)} LU`],
    ["Sound", `${report.channels} channels, ${report.sampleRateHz} Hz, ${clock(report.durationS)}`]
  ];
  return table("Measured", ["What", "Value"], rows);
}
function lufs(value) {
  return value === void 0 ? "below the gate" : `${minus(value)} LUFS`;
}
function dbtp(value) {
  return value === void 0 ? "–" : `${minus(value)} dBTP`;
}
function minus(value) {
  return value.toFixed(1).replace("-", "−");
}
function curve(report) {
  const values = report.curve?.shortTermLufs ?? [];
  if (values.length < 2) return null;
  const canvas2 = h("canvas", {
    width: WIDTH,
    height: HEIGHT,
    class: "curve",
    role: "img",
    "aria-label": `Short-term loudness over ${clock(report.durationS, 0)}, at most ${lufs(report.shortTermMaxLufs)}`
  });
  const context = canvas2.getContext("2d");
  if (context === null) return null;
  const colors = scheme();
  context.fillStyle = colors.raised;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.font = "10px system-ui, sans-serif";
  for (let level = -10; level > BOTTOM_LUFS; level -= 10) {
    context.fillStyle = colors.line;
    context.fillRect(0, yOf(level), WIDTH, 1);
    context.fillStyle = colors.quiet;
    if (typeof context.fillText === "function") context.fillText(String(level), 2, yOf(level) - 2);
  }
  context.fillStyle = colors.wave;
  for (let x = 0; x < WIDTH; x += 1) {
    const value = values[Math.floor(x / WIDTH * values.length)];
    if (value === void 0 || value <= BOTTOM_LUFS) continue;
    context.fillRect(x, yOf(value), 1, HEIGHT - yOf(value));
  }
  return canvas2;
}
function yOf(level) {
  return Math.round((TOP_LUFS - Math.min(TOP_LUFS, level)) / (TOP_LUFS - BOTTOM_LUFS) * HEIGHT);
}

// src/ui/results/foley.ts
function foleyView(result) {
  const placed = result.cues.filter((cue) => cue.placed).length;
  const proposed = result.cues.length - placed;
  const cues = result.cues.map((cue) => [
    cue.number,
    cue.timecode === "" ? clock(cue.timeS) : cue.timecode,
    cue.description === "" ? cue.kind : cue.description,
    cue.evidence.map((one) => one.kind).join(", "),
    percent(cue.confidence),
    cue.placed ? "placed" : "proposed",
    cue.sound === void 0 ? cue.problem : `${cue.sound.name}${cue.sound.temporary ? " (temporary)" : ""}`,
    cue.alternatives.map((one) => one.name).join("; ")
  ]);
  const heads = ["Cue", "At", "What", "Seen or heard by", "Sure", "Is", "Sound", "Next best"];
  return h(
    "div",
    { class: "result" },
    h("p", { class: "big" }, `${counted(placed, "sound")} placed, ${proposed} proposed as markers`),
    result.outputPath !== "" && h("p", {}, `The timeline is ${result.outputPath}.`),
    result.mixPath !== "" && h("p", {}, `The mix is ${result.mixPath}.`),
    ...result.warnings.map((text) => h("p", { class: "warning" }, text)),
    cues.length > 0 && table("Cues", heads, cues),
    result.credits.length > 0 && table("Credits", ["Sound", "Licence", "Credit"], result.credits.map((one) => [one.name, one.licence, one.credit]))
  );
}

// src/ui/results/lipsync.ts
function lipSyncView(result) {
  return h(
    "div",
    { class: "result" },
    h("p", { class: "big" }, `${counted(result.framesChanged, "picture")} of ${result.frames} changed`),
    h("p", {}, result.path),
    h("p", {}, `By ${result.backend} on ${result.device}${result.preview ? "; a preview" : ""}. ${counted(result.facesTracked, "face")} followed.`),
    result.closureRate !== void 0 && h("p", {}, `Lips close at ${percent(result.closureRate)} of ${counted(result.closures, "place")} where they should.`),
    result.offsetMs !== void 0 && h("p", {}, `Measured offset ${signed(result.offsetMs, 0, "ms")}.`),
    ...result.warnings.map((text) => h("p", { class: "warning" }, text))
  );
}

// src/ui/results/sync.ts
var VERDICTS = {
  SYNC_VERDICT_UNSPECIFIED: "cannot be told",
  SYNC_VERDICT_IN_SYNC: "in sync",
  SYNC_VERDICT_OUT_OF_SYNC: "out of sync",
  SYNC_VERDICT_CANNOT_TELL: "cannot be told",
  SYNC_VERDICT_ANOTHER_VOICE: "another voice"
};
function syncView(report) {
  const shots = report.shots.map((shot) => [
    `${clock(shot.startS)} – ${clock(shot.endS)}`,
    VERDICTS[shot.verdict],
    shot.offsetMs === void 0 ? "–" : signed(shot.offsetMs, 0, "ms"),
    shot.offsetFrames === void 0 ? "–" : signed(shot.offsetFrames, 1, "fr"),
    percent(shot.confidence),
    shot.reason
  ]);
  const grades = report.grades.map((grade) => [grade.standard, grade.pass ? "pass" : "fail", grade.grade]);
  const offset = report.offsetMs === void 0 ? "" : `: ${said(report.offsetMs)}`;
  const bounds = report.offsetLowMs !== void 0 && report.offsetHighMs !== void 0 ? ` Between ${signed(report.offsetLowMs, 0, "ms")} and ${signed(report.offsetHighMs, 0, "ms")}.` : "";
  return h(
    "div",
    { class: "result" },
    h("p", { class: "big" }, h("strong", {}, VERDICTS[report.verdict]), offset),
    h("p", {}, `${percent(report.confidence)} sure, by ${report.method}.${bounds}`),
    report.driftPpm !== void 0 && h("p", {}, `Drift ${signed(report.driftPpm, 1, "ppm")}.`),
    ...report.warnings.map((text) => h("p", { class: "warning" }, text)),
    grades.length > 0 && table("Against published tolerances", ["Standard", "Is", "Grade"], grades),
    shots.length > 0 && table("Shots", ["Shot", "Is", "Sound late", "In frames", "Sure", "Why"], shots)
  );
}
function said(offsetMs) {
  if (Math.abs(offsetMs) < 0.5) return "sound and picture meet";
  return `the sound is ${Math.abs(offsetMs).toFixed(0)} ms ${offsetMs > 0 ? "late" : "early"}`;
}

// src/ui/jobs/tabs.ts
function tab(app, title, fields, label, work, opened) {
  const result = h("div", {});
  const go = async () => {
    const shown2 = await work();
    if (shown2 !== null) fill(result, shown2);
  };
  const element = section(title, h("div", { class: "fields" }, ...fields), h("div", { class: "row" }, button(label, go, { class: "primary" })), result);
  const stop = app.state.watch(["result"], (now) => {
    const shown2 = now.result === null ? null : opened(now.result.result);
    if (shown2 !== null) fill(result, shown2);
  });
  return { element, dispose: stop };
}
function openPath(app) {
  return app.state.now.media?.path ?? app.state.now.editPath;
}
function source(app, label, kind, changed) {
  const box = h("div", {});
  let own = false;
  app.state.watch(["media", "editPath"], () => {
    if (own) return;
    const path = openPath(app);
    changed(path);
    fill(
      box,
      pathField(label, path, () => app.host.pickFile(kind, label), (chosen) => {
        own = true;
        changed(chosen);
      })
    );
  });
  return box;
}
function lipSyncTab(app, backends) {
  const request = {};
  const fields = [
    source(app, "Video with the face", "video", (path) => {
      request.path = path;
    }),
    pathField("New speech", "", () => app.host.pickFile("sound", "New speech"), (path) => {
      request.speechPath = path;
    }),
    select("Backend", [{ value: "", label: "the best that is here" }, ...backends.map((value) => ({ value, label: value }))], "", (value) => {
      request.backend = value;
    }),
    textField("The new words (optional)", "", (value) => {
      request.newText = value;
    }),
    checkBox("Change only what differs", false, (value) => {
      request.onlyChanges = value;
    }),
    textField("Who agreed to this (written into the file)", "", (value) => {
      request.consent = value;
    })
  ];
  return tab(app, "Lip-sync", fields, "Fit the mouth", async () => {
    need(request.path, "Choose the video first.");
    need(request.speechPath, "Choose the new speech first.");
    const outputPath = output(request.path ?? "", "lipsync", ".mp4");
    return shown(app, "Fitting the mouth", "lipsync", { ...request, outputPath }, lipSyncView);
  }, (result) => result.lipsync === void 0 ? null : lipSyncView(result.lipsync));
}
function foleyTab(app) {
  const request = { libraryPaths: [], seed: 1 };
  let mix = false;
  const fields = [
    source(app, "Timeline or video", "any", (path) => {
      request.path = path;
    }),
    pathField("Library folder (optional)", "", () => app.host.pickFolder("Library folder"), (path) => {
      request.libraryPaths = path === "" ? [] : [path];
    }),
    numberField("Place sounds from (sure, %)", 0, (value) => {
      request.placeFrom = value / 100;
    }, { min: "0", max: "100" }),
    textField("Floor under the steps (gravel, wood …)", "", (value) => {
      request.surface = value;
    }),
    checkBox("Only sounds that may be used commercially", false, (value) => {
      request.commercial = value;
    }),
    checkBox("Find cues only, place nothing", false, (value) => {
      request.spotOnly = value;
    }),
    checkBox("No ambience beds", false, (value) => {
      request.noBeds = value;
    }),
    checkBox("Render the mix as well", false, (value) => {
      mix = value;
    })
  ];
  const view = tab(app, "Foley", fields, "Place foley", async () => {
    if (app.host.features().placeClips && (request.path ?? "") === "") request.path = await app.host.exportEdit();
    need(request.path, "Choose a timeline or a video first.");
    const path = request.path ?? "";
    const sent = { ...request, outputPath: output(path, "foley", ".otio") };
    if (mix) sent.mixPath = output(path, "foley mix", ".wav");
    return shown(app, "Placing foley", "foley", sent, foleyView, async (result) => {
      for (const text of await land(app.host, result)) app.say({ kind: "done", text });
    });
  }, (result) => result.foley === void 0 ? null : foleyView(result.foley));
  if (app.host.features().placeClips) {
    view.element.querySelector(".row")?.append(button("Remove ours from the tracks", async () => {
      const said2 = await app.run("Removing sounds", () => removeLanded(app.host));
      if (said2 !== null) app.say({ kind: "done", text: said2 });
    }));
  }
  return view;
}
function masterTab(app, presets) {
  const request = {};
  let preset = presets[0] ?? "youtube";
  const fields = [
    source(app, "Sound or video", "any", (path) => {
      request.path = path;
    }),
    select("Preset", presets.map((value) => ({ value, label: value })), preset, (value) => {
      preset = value;
    }),
    checkBox("Repair clicks and offset first", false, (value) => {
      request.repair = value;
    })
  ];
  const measure = button("Measure only", async () => {
    const done = await shown(app, "Measuring loudness", "loudness", { path: request.path }, loudnessView);
    if (done !== null) view.element.append(done);
  });
  const view = tab(app, "Master", fields, "Master", async () => {
    if ((request.path ?? "") === "" && app.host.features().exportSound) request.path = await app.host.exportSound();
    need(request.path, "Choose sound or a video first.");
    const path = request.path ?? "";
    const ending = /\.(mp4|mov|mkv|m4v|wav|flac)$/i.exec(path)?.[0] ?? ".wav";
    const sent = { ...request, deliveries: [{ preset, outputPath: output(path, preset, ending) }] };
    return shown(
      app,
      `Mastering for ${preset}`,
      "master",
      sent,
      (result) => h("div", {}, ...result.delivered.map(deliveredView))
    );
  }, (result) => {
    if (result.loudness !== void 0) return loudnessView(result.loudness);
    return result.master === void 0 ? null : h("div", {}, ...result.master.delivered.map(deliveredView));
  });
  view.element.querySelector(".row")?.append(measure);
  return view;
}
function syncTab(app) {
  const request = {};
  const fields = [
    source(app, "Video", "video", (path) => {
      request.path = path;
    }),
    checkBox("By impact sounds instead of lips", false, (value) => {
      request.sfx = value;
    })
  ];
  return tab(app, "Check Sync", fields, "Check sync", async () => {
    need(request.path, "Choose a video first.");
    return shown(app, "Checking sync", "synccheck", request, syncView);
  }, (result) => result.synccheck === void 0 ? null : syncView(result.synccheck));
}
async function shown(app, title, kind, request, view, then) {
  const result = await app.run(
    title,
    (report, signal) => runJob(app.engine(), kind, request, report, signal)
  );
  if (result === null) return null;
  try {
    await then?.(result);
  } catch (error) {
    app.fail(error);
  }
  return view(result);
}
function output(path, word, ending) {
  return joined(folderOf(path), `${stem(fileName(path))}.${word.replace(/ /g, "-")}${ending}`);
}
function need(value, otherwise) {
  if (value === void 0 || value === "") throw new HostProblem(otherwise);
}

// src/ui/music/choice.ts
var MOST_OTHERS = 3;
function musicChoice(app) {
  const taken = h("div", {});
  const list = h("ul", { class: "tracks", "aria-label": "Sound tracks of the timeline", onkeydown: (event) => step(list, event) });
  const buttons = h("div", { class: "row" });
  const element = section("Music", taken, list, buttons);
  async function choose() {
    const path = await app.host.pickFile("sound", "Choose the music");
    if (path === null) return;
    const candidate = app.state.now.edit?.music.find((one) => one.path === path);
    await app.keepMusic({ path, name: fileName(path), startS: candidate?.startS ?? 0, reason: "" });
  }
  function row(offer, takenPath) {
    const { music: music2, title, clips, longest: longest2, refused } = offer;
    const what = clips === 1 ? `1 clip, ${longest2}` : `${counted(clips, "clip")}, the longest is ${longest2}`;
    const pressed = music2 !== null && music2.path === takenPath;
    return h(
      "li",
      {},
      button(refused === "" ? `${title} · ${what}` : `${title} · ${what}: ${refused}`, () => music2 !== null && app.keepMusic(music2), {
        "aria-label": `Take the music from ${title}: ${what}`,
        "aria-pressed": String(pressed),
        disabled: music2 === null
      })
    );
  }
  const stop = app.state.watch(["music", "analysis", "edit", "sequence"], ({ music: music2, analysis, edit, sequence }) => {
    const offers = sequence === null ? [] : tracksOffered(sequence);
    fill(
      taken,
      h("p", {}, music2 === null ? "No music is chosen." : music2.name),
      music2 !== null && music2.reason !== "" && h("p", { class: "quiet" }, `A guess: ${music2.reason}.`)
    );
    fill(list, ...offers.map((offer) => row(offer, music2?.path ?? "")));
    list.hidden = offers.length === 0;
    fill(
      buttons,
      button(music2 === null ? "Choose music…" : "Other music…", choose),
      ...others(edit, offers, music2?.path ?? "").map((one) => button(one.name, () => app.keepMusic({ ...one, reason: "" }))),
      music2 !== null && analysis === null && button("Find the beats", () => app.listen(), { class: "primary" })
    );
  });
  return { element, dispose: stop };
}
function others(edit, offers, takenPath) {
  const offered = new Set(offers.map((offer) => offer.music?.path));
  return (edit?.music ?? []).filter((one) => one.path !== takenPath && !offered.has(one.path)).slice(0, MOST_OTHERS).map(({ path, name, startS }) => ({ path, name, startS }));
}
function step(list, event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by === void 0) return;
  const rows = Array.from(list.querySelectorAll("button:not(:disabled)"));
  const next = rows[rows.indexOf(document.activeElement) + by];
  event.preventDefault();
  next?.focus();
}

// src/flows/decisions.ts
function decisionOf(decisions, cut) {
  return decisions.find((one) => one.track === cut.track && one.index === cut.index);
}
function decided(decisions, cut, toFrame) {
  const fresh = { track: cut.track, index: cut.index };
  if (toFrame !== void 0) fresh.toFrame = toFrame;
  return [...undecided(decisions, cut), fresh];
}
function undecided(decisions, cut) {
  return decisions.filter((one) => one.track !== cut.track || one.index !== cut.index);
}
function standingOf(decisions, cut) {
  const decision = decisionOf(decisions, cut);
  if (cut.action === "ACTION_THROUGH_EDIT") return "through";
  if (decision !== void 0) return decision.toFrame === void 0 ? "refused" : "pinned";
  if (cut.action === "ACTION_MOVED") return "moved";
  return cut.action === "ACTION_KEPT" ? "kept" : "skipped";
}
var STANDINGS = {
  moved: "moves",
  kept: "on the beat",
  skipped: "stays",
  refused: "left by you",
  pinned: "placed by you",
  through: "no cut"
};

// src/ui/time/planned.ts
function plannedLanes(lanes, map, frameS) {
  const cuts = new Map(map.cuts.map((cut) => [key(cut.track, cut.index), cut]));
  const slips = new Map([...map.slips, ...map.followers.map((one) => ({ ...one, frames: one.slipFrames }))].map((one) => [key(one.track, one.index), one.frames]));
  return lanes.map((lane) => {
    const followers = map.followers.filter((one) => one.track === lane.label);
    const plan2 = { map, cuts, slips, followers, frameS };
    const touched = followers.length > 0 || [map.cuts, map.slips, map.speedChanges].some((all) => all.some((one) => one.track === lane.label));
    return touched ? { ...lane, items: lane.items.map((one) => planned(one, lane, plan2)) } : lane;
  });
}
function planned(one, lane, plan2) {
  const { map, cuts, frameS } = plan2;
  const first = cuts.get(key(lane.label, one.item.index - 1));
  const last = one.item.kind === "ITEM_KIND_TRANSITION" ? first : cuts.get(key(lane.label, one.item.index));
  const moved = (cut) => cut === void 0 ? 0 : (cut.toFrame - cut.fromFrame) * frameS;
  const along = followed(one, plan2.followers);
  const startS = one.startS + moved(first) + along.start * frameS;
  const follows = last === void 0 && map.mode === "SNAP_MODE_RIPPLE" ? first : last;
  const endS = Math.max(startS, one.endS + moved(follows) + along.end * frameS);
  return { item: { ...one.item, ...showing(one, lane, plan2, startS, endS) }, startS, endS };
}
function followed({ item }, followers) {
  let start2 = 0;
  let own = 0;
  for (const one of followers) {
    if (one.index <= item.index) start2 += one.gapFrames;
    if (one.index < item.index) start2 += one.endFrames;
    else if (one.index === item.index && item.kind !== "ITEM_KIND_TRANSITION") own += one.endFrames;
  }
  return { start: start2, end: start2 + own };
}
function showing(one, lane, { map, slips, frameS }, startS, endS) {
  const { sourceStartS, index } = one.item;
  const speed = one.item.speed === 0 ? 1 : one.item.speed;
  switch (map.mode) {
    case "SNAP_MODE_RIPPLE":
      return { sourceStartS, speed };
    case "SNAP_MODE_RETIME": {
      const change = map.speedChanges.find((it) => it.track === lane.label && it.index === index);
      const length = endS - startS;
      return { sourceStartS, speed: change === void 0 || length <= 0 ? speed : speed * (one.endS - one.startS) / length };
    }
    case "SNAP_MODE_SLIP": {
      return { sourceStartS: sourceStartS + (slips.get(key(lane.label, index)) ?? 0) * frameS * speed, speed };
    }
    default:
      return { sourceStartS: sourceStartS + (startS - one.startS) * speed, speed };
  }
}
function key(track, index) {
  return `${track}/${index}`;
}

// src/ui/time/model.ts
var EMPTY_S = 60;
function modelOf(state) {
  const { edit, analysis, music: music2, snap, decisions, plan: plan2, media, showsPlan } = state;
  const frameS = frameSeconds(edit);
  const startS = music2?.startS ?? 0;
  const beats = analysis === null || music2 === null ? [] : placedBeats(analysis, music2, snap);
  const bars = beats.filter((one) => one.beat.beat === 1);
  const asItIs = lanesOf2(edit);
  const map = plan2?.syncMap;
  const alone = Math.max(media?.view.durationS ?? 0, startS + (analysis?.durationS ?? 0));
  const lengthS = edit === null ? alone : edit.durationFrames * frameS;
  return {
    lengthS: lengthS > 0 ? lengthS : EMPTY_S,
    frameS,
    lanes: showsPlan && map !== void 0 ? plannedLanes(asItIs, map, frameS) : asItIs,
    beats,
    beatTimes: Float64Array.from(beats, (beat) => beat.time),
    bars,
    barTimes: Float64Array.from(bars, (bar) => bar.time),
    firstBar: bars.find((one) => one.chosen)?.beat.bar ?? 1,
    sections: sectionsOf(analysis, startS),
    drops: (analysis?.drops ?? []).map((drop) => startS + drop.timeS),
    markers: markersOf3(edit),
    cuts: cutsOf(map?.cuts ?? [], decisions, frameS),
    range: map?.rangeStartFrame === void 0 && map?.rangeEndFrame === void 0 ? null : { startS: (map.rangeStartFrame ?? 0) * frameS, endS: (map.rangeEndFrame ?? map.durationFrames) * frameS },
    music: music2 === null ? null : { startS, fromS: music2.fromS ?? 0, toS: music2.toS ?? Number.POSITIVE_INFINITY }
  };
}
function frameSeconds(edit) {
  const rate = edit?.rate;
  return rate === void 0 ? 1 / 25 : rate.denominator / rate.numerator;
}
function lanesOf2(edit) {
  if (edit === null) return [];
  const frame = frameSeconds(edit);
  const made = edit.tracks.map((track) => ({
    label: track.label,
    isSound: track.isSound,
    enabled: track.enabled,
    items: track.items.map((item) => ({
      item,
      startS: item.startFrame * frame,
      endS: item.endFrame * frame
    }))
  }));
  return [...made.filter((lane) => !lane.isSound).reverse(), ...made.filter((lane) => lane.isSound)];
}
function cutsOf(cuts, decisions, frameS) {
  return cuts.map((cut) => ({
    cut,
    fromS: cut.fromFrame * frameS,
    toS: cut.toFrame * frameS,
    standing: standingOf(decisions, cut)
  })).filter((drawn) => drawn.standing !== "through");
}
function sectionsOf(analysis, startS) {
  return (analysis?.sections ?? []).map((section2) => ({
    startS: startS + section2.startS,
    endS: startS + section2.endS,
    label: section2.label
  }));
}
function markersOf3(edit) {
  const frame = frameSeconds(edit);
  return (edit?.markers ?? []).map((marker) => ({ marker, time: marker.frame * frame })).sort((one, other2) => one.time - other2.time);
}

// src/ui/words/timecode.ts
function nominal(rate) {
  return Math.max(1, Math.round(rate.numerator / rate.denominator));
}
function canDrop(rate) {
  return rate.denominator === 1001 && rate.numerator % 3e4 === 0 && rate.numerator <= 6e4;
}
function timecode(frame, rate, dropFrame = false) {
  const base = nominal(rate);
  const drops = dropFrame && canDrop(rate);
  let count = Math.floor(Math.abs(frame) + 1e-9);
  if (drops) count = withDropped(count, base);
  const parts = [
    Math.floor(count / base / 3600),
    Math.floor(count / base / 60) % 60,
    Math.floor(count / base) % 60
  ].map((part) => String(part).padStart(2, "0"));
  const width = Math.max(2, String(base - 1).length);
  const frames = String(count % base).padStart(width, "0");
  return `${frame < 0 ? "-" : ""}${parts.join(":")}${drops ? ";" : ":"}${frames}`;
}
function framesOf(text, rate) {
  const found = /^(\d{1,2}):(\d{2}):(\d{2})([:;.])(\d{2,3})$/.exec(text.trim());
  if (found === null) return null;
  const [hours, minutes, seconds, frames] = [found[1], found[2], found[3], found[5]].map(Number);
  if (hours === void 0 || minutes === void 0 || seconds === void 0 || frames === void 0) {
    return null;
  }
  const base = nominal(rate);
  if (minutes > 59 || seconds > 59 || frames >= base) return null;
  const count = ((hours * 60 + minutes) * 60 + seconds) * base + frames;
  if (found[4] === ":" || !canDrop(rate)) return count;
  const total = hours * 60 + minutes;
  return count - dropped(base) * (total - Math.floor(total / 10));
}
function dropped(base) {
  return base / 15;
}
function withDropped(frame, base) {
  const gone = dropped(base);
  const perMinute = 60 * base - gone;
  const perTen = 600 * base - 9 * gone;
  const tens = Math.floor(frame / perTen);
  const rest = frame % perTen;
  const minutes = rest < 60 * base ? 0 : 1 + Math.floor((rest - 60 * base) / perMinute);
  return frame + gone * (9 * tens + minutes);
}

// src/ui/music/range.ts
function rangeFields(app) {
  const { rangeStart = "", rangeEnd = "" } = app.state.now.snap;
  return [
    rangeField("Only cuts from", rangeStart, "the start", (text) => app.chooseBeats({ rangeStart: text })),
    rangeField("Only cuts before", rangeEnd, "the end", (text) => app.chooseBeats({ rangeEnd: text }))
  ];
  function rangeField(label, value, otherwise, changed) {
    const input = h("input", { type: "text", value, "aria-label": label, placeholder: otherwise, spellcheck: "false" });
    input.addEventListener("change", () => changed(input.value.trim()));
    const here = button("Playhead", () => changed(playheadText(app.state.now)), { "aria-label": `${label} the playhead` });
    return field(label, h("div", { class: "path" }, input, here));
  }
}
function playheadText({ edit, sequence, playheadS }) {
  if (edit?.rate !== void 0) {
    const frame = Math.floor(playheadS / frameSeconds(edit) + 1e-6);
    return timecode((framesOf(edit.startTimecode, edit.rate) ?? 0) + frame, edit.rate, edit.dropFrame);
  }
  if (sequence === null) return `${Number(secondsOf(ticksOf(playheadS)).toFixed(3))}s`;
  return `${nearestFrame(ticksOf(playheadS), ticksPerFrame(sequence.rate))}f`;
}

// src/ui/music/grid.ts
var EVERY = [
  { value: "1", label: "every beat" },
  { value: "2", label: "every 2nd beat" },
  { value: "4", label: "every 4th beat" },
  { value: "8", label: "every 8th beat" },
  { value: "bar", label: "every bar" },
  { value: "2 bars", label: "every 2nd bar" },
  { value: "4 bars", label: "every 4th bar" },
  { value: "8 bars", label: "every 8th bar" }
];
var DRUMS = [
  { value: "DRUM_UNSPECIFIED", label: "any beat" },
  { value: "DRUM_KICK", label: "beats with a kick" },
  { value: "DRUM_SNARE", label: "beats with a snare" },
  { value: "DRUM_ONSET", label: "beats on which anything starts" }
];
var MODES = [
  { value: "SNAP_MODE_ROLL", label: "roll the cut" },
  { value: "SNAP_MODE_RIPPLE", label: "ripple what follows" },
  { value: "SNAP_MODE_SLIP", label: "slip the clips" },
  { value: "SNAP_MODE_RETIME", label: "retime the clips" }
];
function gridControls(app) {
  const body = h("div", { class: "fields" });
  const chosen = h("p", { class: "quiet", role: "status" });
  const element = section("Beats to cut to", body, chosen);
  const change = (part) => app.chooseBeats(part);
  const drawn = drawnCalmly(() => {
    const { analysis, snap, edit, music: music2, sequence } = app.state.now;
    const hasCuts = edit !== null || sequence !== null;
    const metre = Math.max(1, analysis?.beatsPerBar ?? 4);
    const frameMs = 1e3 * frameSeconds(edit);
    const offset = snap.gridOffsetMs ?? 0;
    const names = Array.from({ length: metre }, (_, index) => String(index + 1));
    fill(
      body,
      select("Use", EVERY, everyOf(snap.everyBeats ?? 0, snap.everyBars ?? 0), (value) => change(everyAs(value))),
      barsOfChoice(snap, metre) > 1 && numberField("Counted from bar", firstBarOf(snap), (bar) => change({ firstBar: Math.max(0, Math.round(bar)) }), { min: "1", step: "1" }),
      select("Drum", DRUMS, snap.drum ?? "DRUM_UNSPECIFIED", (drum) => change({ drum })),
      toggles(
        "Beats of the bar",
        names,
        (snap.beatsOfBar ?? []).map((beat) => beat - 1),
        (pressed) => change({ beatsOfBar: pressed.length === metre ? [] : pressed.map((one) => one + 1) })
      ),
      numberField("Offset (ms)", Number(offset.toFixed(3)), (ms) => change({ gridOffsetMs: ms }), { step: "1" }),
      numberField("Offset (frames)", Number((offset / frameMs).toFixed(2)), (frames) => change({ gridOffsetMs: frames * frameMs }), { step: "0.5" }),
      hasCuts && select("Cuts", MODES, snap.mode ?? "SNAP_MODE_ROLL", (mode) => change({ mode })),
      hasCuts && numberField("Farthest move (frames, 0: automatic)", snap.toleranceFrames ?? 0, (frames) => change({ toleranceFrames: Math.max(0, Math.round(frames)) }), { min: "0", step: "1" }),
      ...hasCuts ? rangeFields(app) : []
    );
    if (analysis === null || music2 === null) {
      chosen.textContent = "";
      return;
    }
    const count = placedBeats(analysis, music2, snap).filter((beat) => beat.chosen).length;
    chosen.textContent = `${counted(count, "beat")} of ${analysis.beats.length.toLocaleString("en-US")} chosen.`;
  });
  const stop = app.state.watch(["analysis", "snap", "edit", "music", "sequence"], drawn);
  return { element, dispose: stop };
}
function everyOf(beats, bars) {
  if (bars > 0) return bars === 1 ? "bar" : bars === 2 ? "2 bars" : bars === 4 ? "4 bars" : "8 bars";
  return beats >= 8 ? "8" : beats >= 4 ? "4" : beats >= 2 ? "2" : "1";
}
function everyAs(every) {
  if (every.includes("bar")) {
    return { everyBeats: 0, everyBars: every === "bar" ? 1 : Number.parseInt(every, 10) };
  }
  const beats = Number.parseInt(every, 10);
  return { everyBeats: beats === 1 ? 0 : beats, everyBars: 0 };
}

// src/ui/settings.ts
var SHORTCUTS = [
  ["Space", "Play or stop"],
  ["J, K, L", "Back five seconds, stop, play"],
  ["← →", "One frame; with Shift one second"],
  ["Home, End", "To the start, to the end"],
  ["+ −, 0", "Zoom, show all"],
  ["Page Up, Page Down", "Scroll"],
  ["T", "Tap tempo"],
  ["B", "This is beat one"],
  ["Double-click on the waveform", "Add or remove a beat"],
  ["Shift-drag a beat", "Move it"],
  ["Drag a cut", "Move it; Alt: not drawn to beats"]
];
var COLORED = "marker-colors";
var BATCH2 = "batch";
var DEFAULT_BATCH = 50;
function settings(app, info) {
  const panels = h("div", {});
  const colored2 = h("div", {});
  const element = h(
    "div",
    {},
    section("Paired panels", panels),
    app.host.features().markers && section("Markers", colored2),
    app.host.selfTest !== void 0 && section(
      "Self-test",
      h("p", { class: "quiet" }, "Asks Premiere what is not known of it, on a sequence that is taken away again, and saves a report."),
      button("Run the self-test", () => test())
    ),
    section("Keys", table("Keys", ["Key", "Does"], SHORTCUTS)),
    section(
      "About",
      h("p", {}, info === null ? "" : `Backbeat ${info.version}, on this machine only. Apache License 2.0.`),
      h("p", { class: "quiet" }, info === null ? "" : `Runs on ${info.executionProviders.join(", ")}.`),
      ...app.host.features().why.map((text) => h("p", { class: "quiet" }, text))
    )
  );
  function batchField(batch) {
    const keep = (size) => void app.host.memory.write(BATCH2, size > 0 ? String(Math.round(size)) : null);
    return numberField("Changes at once, where not all land", Number(batch ?? DEFAULT_BATCH), keep, { min: "1", step: "1" });
  }
  async function test() {
    const said2 = await app.run("Testing this Premiere", async () => app.host.selfTest?.(app.engine()) ?? "");
    if (said2 !== null) app.say({ kind: "done", text: said2 });
  }
  async function list() {
    const answer = await app.engine().call("Pairing/ListPaired", {});
    const rows = answer.panels.map((panel) => [
      panel.client,
      (panel.lastUseTime ?? "").slice(0, 10),
      button("Unpair", () => forget(panel.name), { "aria-label": `Unpair ${panel.client}` })
    ]);
    fill(panels, rows.length > 0 ? table("Paired panels", ["Panel", "Last used", ""], rows) : h("p", { class: "quiet" }, "No panel is paired. `backbeat pair` shows a code for one."));
  }
  async function forget(name) {
    try {
      await app.engine().call("Pairing/Unpair", { name });
      await list();
    } catch (error) {
      app.fail(error);
    }
  }
  void list().catch((error) => app.fail(error));
  void Promise.all([app.host.memory.read(COLORED), app.host.memory.read(BATCH2)]).then(([value, batch]) => {
    fill(colored2, batchField(batch), checkBox("Colour beat markers (a second undo step)", value === "yes", (on) => void app.host.memory.write(COLORED, on ? "yes" : null)));
  });
  return { element, dispose: () => {
  } };
}

// src/ui/music/markers.ts
function markerButtons(app) {
  const features = app.host.features();
  const row = h(
    "div",
    { class: "row" },
    features.markers && button("Markers on the sequence", () => put({ kind: "sequence" })),
    features.clipMarkers && button("Markers on the music clip", () => onClip()),
    features.markers && button("Remove ours", () => remove())
  );
  const element = section("Beats as markers", row);
  function onClip() {
    const music2 = app.state.now.music;
    return music2 === null ? Promise.resolve() : put({ kind: "media", path: music2.path });
  }
  async function put(on) {
    const { analysis, music: music2, snap } = app.state.now;
    if (analysis === null || music2 === null) return;
    const place = on.kind === "sequence" ? music2 : { startS: 0 };
    const colored2 = await app.host.memory.read(COLORED) === "yes";
    const markers = beatMarkers(placedBeats(analysis, place, snap), colored2);
    const said2 = await app.run("Placing markers", () => putBeatMarkers(app.host, markers, on));
    for (const text of said2 ?? []) app.say({ kind: "done", text });
  }
  async function remove() {
    const said2 = await app.run("Removing markers", () => removeOurs(app.host, { kind: "sequence" }));
    if (said2 !== null) app.say({ kind: "done", text: said2 });
  }
  const stop = app.state.watch(["analysis"], ({ analysis }) => {
    element.hidden = analysis === null || !features.markers;
  });
  return { element, dispose: stop };
}

// src/ui/music/plan.ts
var SHOWN = 200;
function planTable(app, seek) {
  const summary = h("p", { role: "status" });
  const rows = h("tbody", {});
  const head = ["Cut", "Timecode", "Moves", "Off the beat", "Why", "Yours"].map((name) => h("th", { scope: "col" }, name));
  const scroll = h(
    "div",
    { class: "rolls", tabindex: "0", role: "region", "aria-label": "Planned cuts" },
    h("table", {}, h("thead", {}, h("tr", {}, ...head)), rows)
  );
  const newSequence2 = app.host.features().markers ? "New sequence on the beat" : "New sequence on the beat, with beat markers";
  const buttons = h("div", { class: "row" });
  const element = section("Cuts", buttons, summary, scroll);
  function decide(cut, toFrame) {
    app.state.set({ decisions: decided(app.state.now.decisions, cut, toFrame) });
    app.replan();
  }
  function leave(cut) {
    app.state.set({ decisions: undecided(app.state.now.decisions, cut) });
    app.replan();
  }
  function row(cut, rate) {
    const standing = standingOf(app.state.now.decisions, cut);
    const frameMs = 1e3 * rate.denominator / rate.numerator;
    const moved = cut.toFrame - cut.fromFrame;
    const name = `${cut.track} ${cut.index + 1}`;
    const own = decisionOf(app.state.now.decisions, cut) !== void 0;
    return h(
      "tr",
      { "data-standing": standing },
      h("td", {}, button(name, () => seek(cut.toFrame * frameMs / 1e3), { class: "link", "aria-label": `Go to cut ${name}` })),
      h("td", {}, cut.timecode),
      h("td", {}, `${STANDINGS[standing]}${moved !== 0 ? ` ${signed(moved, 0, "fr")} (${signed(moved * frameMs, 0, "ms")})` : ""}`),
      h("td", {}, cut.errorMs === void 0 ? "–" : signed(cut.errorMs, 1, "ms")),
      h("td", { class: "why" }, cut.reason),
      h(
        "td",
        { class: "actions" },
        !own && moved !== 0 && button("Pin", () => decide(cut, cut.toFrame), { "aria-label": `Pin cut ${name} where it goes` }),
        standing !== "refused" && standing !== "through" && button("Refuse", () => decide(cut, void 0), { "aria-label": `Refuse cut ${name}: it stays where it was` }),
        own && button("Reset", () => leave(cut), { "aria-label": `Reset cut ${name} to the plan` })
      )
    );
  }
  const drawn = drawnCalmly(() => {
    const now = app.state.now;
    const { plan: plan2, edit, sequence } = now;
    element.hidden = edit === null && plan2 === null && sequence === null;
    const cuts = plan2?.syncMap?.cuts ?? [];
    const rate = plan2?.syncMap?.rate ?? edit?.rate ?? { numerator: Math.round(1 / frameSeconds(edit)), denominator: 1 };
    const ready = now.analysis !== null && (edit !== null || sequence !== null);
    fill(
      buttons,
      ready && button(plan2 === null ? "Preview the cuts" : "Preview again", () => app.plan(), { class: plan2 === null ? "primary" : "" }),
      ready && button(newSequence2, () => app.newSequence(), { class: plan2 === null ? "" : "primary" }),
      now.decisions.length > 0 && button("Reset all", () => {
        app.state.set({ decisions: [] });
        app.replan();
      })
    );
    fill(rows, ...cuts.filter((cut) => cut.action !== "ACTION_THROUGH_EDIT").slice(0, SHOWN).map((cut) => row(cut, rate)));
    scroll.hidden = cuts.length === 0;
    summary.textContent = plan2 === null ? "" : summed(plan2.moved, plan2.kept, plan2.skipped, cuts.length);
  });
  const stop = app.state.watch(["plan", "decisions", "edit", "analysis", "sequence"], drawn);
  return { element, dispose: stop };
}
function summed(moved, kept2, skipped, cuts) {
  const all = `${counted(moved, "cut")} ${moved === 1 ? "moves" : "move"}, ${kept2} ${kept2 === 1 ? "is" : "are"} on a beat already, ${skipped} ${skipped === 1 ? "stays" : "stay"}.`;
  return cuts > SHOWN ? `${all} The first ${SHOWN} are listed.` : all;
}

// src/flows/corrections.ts
var NEAR_S = 0.07;
var TAP_TOLERANCE = 0.04;
var MOST_TAPS = 16;
var TAP_GAP_MS = 2e3;
function scaled(options, to) {
  const wanted = to === "half" ? "TEMPO_SCALE_HALF" : "TEMPO_SCALE_DOUBLE";
  const opposite = to === "half" ? "TEMPO_SCALE_DOUBLE" : "TEMPO_SCALE_HALF";
  const now = options.tempoScale;
  const next = now === opposite || now === wanted ? "TEMPO_SCALE_UNSPECIFIED" : wanted;
  return { ...options, tempoScale: next };
}
function beatOneAt(options, analysis, songS) {
  const nearest = [...analysis.beats].sort(
    (one, other2) => Math.abs(one.timeS - songS) - Math.abs(other2.timeS - songS)
  )[0];
  return nearest === void 0 ? options : { ...options, firstDownbeatS: nearest.timeS };
}
function shifted(options, analysis, beats) {
  const first = analysis.beats.findIndex((beat) => beat.beat === 1);
  const count = analysis.beats.length;
  if (first < 0 || count === 0) return options;
  const metre = Math.max(1, analysis.beatsPerBar);
  let index = first + beats;
  while (index < 0) index += metre;
  const target = analysis.beats[Math.min(index, count - 1)];
  return target === void 0 ? options : { ...options, firstDownbeatS: target.timeS };
}
function toggledBeat(edits, analysis, songS) {
  const near = analysis.beats.find((beat) => Math.abs(beat.timeS - songS) <= NEAR_S);
  if (near === void 0) {
    return {
      ...edits,
      beats: sorted([...edits.beats ?? [], { timeS: songS, downbeat: false }]),
      removedBeatsS: (edits.removedBeatsS ?? []).filter((time) => Math.abs(time - songS) > NEAR_S)
    };
  }
  const own = (edits.beats ?? []).filter((beat) => Math.abs((beat.timeS ?? 0) - near.timeS) > 1e-6);
  if (own.length < (edits.beats ?? []).length) return { ...edits, beats: own };
  return { ...edits, removedBeatsS: [...edits.removedBeatsS ?? [], near.timeS].sort(ascending) };
}
function movedBeat(edits, fromS, toS, downbeat) {
  const others2 = (edits.beats ?? []).filter((beat) => Math.abs((beat.timeS ?? 0) - fromS) > 1e-6);
  const isOwn = others2.length < (edits.beats ?? []).length;
  const removed = edits.removedBeatsS ?? [];
  const far = Math.abs(toS - fromS) > NEAR_S;
  return {
    ...edits,
    beats: sorted([...others2, { timeS: toS, downbeat }]),
    // The engine moves the nearest beat heard; one farther away has to be removed.
    removedBeatsS: far && !isOwn ? [...removed, fromS].sort(ascending) : removed
  };
}
function tapped(taps, nowMs) {
  const last = taps[taps.length - 1];
  const kept2 = last !== void 0 && nowMs - last <= TAP_GAP_MS ? taps : [];
  return [...kept2, nowMs].slice(-MOST_TAPS);
}
function tappedTempo(taps) {
  if (taps.length < 4) return null;
  const mean = (taps.length - 1) / 2;
  const average = taps.reduce((sum, tap) => sum + tap, 0) / taps.length;
  let above = 0;
  let below = 0;
  taps.forEach((tap, index) => {
    above += (index - mean) * (tap - average);
    below += (index - mean) ** 2;
  });
  const periodMs = above / below;
  return periodMs > 0 ? 6e4 / periodMs : null;
}
function nearTempo(options, bpm) {
  return {
    ...options,
    tempoScale: "TEMPO_SCALE_UNSPECIFIED",
    minTempoBpm: bpm * (1 - TAP_TOLERANCE),
    maxTempoBpm: bpm * (1 + TAP_TOLERANCE)
  };
}
function sorted(beats) {
  return beats.sort((one, other2) => (one.timeS ?? 0) - (other2.timeS ?? 0));
}
function ascending(one, other2) {
  return one - other2;
}

// src/ui/words/sureness.ts
var DOUBTS = {
  UNSURE_UNSPECIFIED: "",
  UNSURE_NO_BEAT: "hardly a beat is heard",
  UNSURE_TEMPO: "the tempo may be another, such as half or double",
  UNSURE_WANDERING: "the tempo wanders",
  UNSURE_BARS: "bars may start on another beat"
};
function sureness({ confidence, unsure = [] }) {
  const doubts = unsure.map((one) => DOUBTS[one]).filter((words) => words !== "").join(", ");
  if (confidence === void 0) return doubts;
  return `${percent(confidence)} sure${doubts === "" ? "" : `: ${doubts}`}`;
}
function hasNoBeat({ unsure = [] }) {
  return unsure.includes("UNSURE_NO_BEAT");
}

// src/ui/music/tempo.ts
function tempoControls(app) {
  const body = h("div", {});
  const element = section("Tempo", body);
  let taps = [];
  const tapWords = h("span", { class: "quiet", "aria-live": "polite" });
  function correct(change) {
    app.state.set(change(app.state.now));
    void app.listen();
  }
  function tap() {
    taps = tapped(taps, performance.now());
    const bpm = tappedTempo(taps);
    tapWords.textContent = bpm === null ? `${taps.length} of 4 taps` : `${tempo(bpm)} tapped`;
  }
  function useTaps() {
    const bpm = tappedTempo(taps);
    if (bpm === null) return;
    taps = [];
    correct((now) => ({ beats: nearTempo(now.beats, bpm) }));
  }
  function beatOne() {
    const { music: music2, analysis, playheadS } = app.state.now;
    if (music2 === null || analysis === null) return;
    correct((now) => ({ beats: beatOneAt(now.beats, analysis, playheadS - music2.startS) }));
  }
  const onKey = (event) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "t" || event.key === "T") tap();
    else if (event.key === "b" || event.key === "B") beatOne();
  };
  document.addEventListener("keydown", onKey);
  const drawn = drawnCalmly(() => {
    const now = app.state.now;
    const { analysis, beats, snap } = now;
    element.hidden = analysis === null;
    const corrected2 = Object.values(now.musicEdits).some((list) => Array.isArray(list) && list.length > 0);
    fill(body, analysis !== null && tempoRow());
    function barButton(label, name, by) {
      const metre = Math.max(1, analysis?.beatsPerBar ?? 4);
      const repeats = barsOfChoice(snap, metre) <= 1;
      return button(label, () => app.chooseBeats(shiftedBars(snap, metre, by)), {
        "aria-label": name,
        disabled: repeats,
        title: repeats ? "Every bar has such a beat: choose every 2nd bar, or more, first" : name
      });
    }
    function tempoRow() {
      if (analysis === null) return h("div", {});
      const half = beats.tempoScale === "TEMPO_SCALE_HALF";
      const double = beats.tempoScale === "TEMPO_SCALE_DOUBLE";
      return h(
        "div",
        {},
        h(
          "p",
          { class: "big" },
          h("strong", {}, tempo(analysis.tempoBpm)),
          [` · ${analysis.beatsPerBar} beats to the bar`, sureness(analysis)].filter((words) => words !== "").join(" · ")
        ),
        hasNoBeat(analysis) && h(
          "div",
          { class: "row" },
          h("p", { class: "warning" }, "No cut moves to music in which hardly a beat is heard, such as speech or noise."),
          button("Cut to it all the same", () => app.chooseBeats({ evenIfUnsure: snap.evenIfUnsure !== true }), {
            "aria-pressed": String(snap.evenIfUnsure === true)
          })
        ),
        h(
          "div",
          { class: "row" },
          button("½ tempo", () => correct((s) => ({ beats: scaled(s.beats, "half") })), { "aria-pressed": String(half) }),
          button("2× tempo", () => correct((s) => ({ beats: scaled(s.beats, "double") })), { "aria-pressed": String(double) }),
          button("◀ beat", () => correct((s) => ({ beats: shifted(s.beats, analysis, -1) })), { "aria-label": "Bars begin a beat earlier" }),
          button("beat ▶", () => correct((s) => ({ beats: shifted(s.beats, analysis, 1) })), { "aria-label": "Bars begin a beat later" }),
          barButton("◀ bar", "Count every Nth from a bar earlier", -1),
          barButton("bar ▶", "Count every Nth from a bar later", 1),
          button("This is beat one", beatOne, { title: "The beat at the playhead begins a bar (B)" })
        ),
        h(
          "div",
          { class: "row" },
          button("Tap tempo", tap, { title: "Tap along with the music (T)" }),
          button("Use taps", useTaps),
          tapWords
        ),
        corrected2 && h(
          "div",
          { class: "row" },
          button("Save corrections", () => app.saveEdits()),
          button("Forget corrections", () => correct(() => ({ musicEdits: {}, beats: {} })))
        )
      );
    }
  });
  const stop = app.state.watch(["analysis", "beats", "musicEdits", "snap"], drawn);
  return {
    element,
    dispose: () => {
      stop();
      document.removeEventListener("keydown", onKey);
    }
  };
}

// src/ui/pairing.ts
function pairing(panel, actions) {
  const element = h("div", { class: "pairing" });
  const stop = panel.state.watch(["connection"], ({ connection }) => {
    element.hidden = connection.kind === "ready";
    if (connection.kind === "absent") {
      fill(
        element,
        h("h2", {}, "The engine is not running"),
        h("p", {}, connection.message),
        h("p", {}, "Start it in a terminal, and leave it open:"),
        h("p", {}, h("code", {}, "backbeat serve")),
        h("p", {}, "The panel looks again every few seconds."),
        button("Look again now", () => actions.connect())
      );
    } else if (connection.kind === "unpaired") fill(element, ...codeForm(panel, (code) => actions.pair(code)));
    else if (connection.kind === "mismatch") {
      fill(element, h("h2", {}, "Panel and engine do not fit"), h("p", {}, connection.message));
    } else fill(element, h("p", {}, "Looking for the engine…"));
  });
  return { element, dispose: stop };
}
function codeForm(panel, pair) {
  if (panel.host.name === "browser") {
    return [
      h("h2", {}, "This page is over"),
      h("p", {}, "Its address works once. Open it anew from a terminal:"),
      h("p", {}, h("code", {}, "backbeat open"))
    ];
  }
  const input = h("input", { type: "text", "aria-label": "Pairing code", placeholder: "K7WM-3PXT", maxlength: 12, class: "code" });
  const problem2 = h("p", { class: "problem", role: "alert" });
  const send = async () => {
    problem2.textContent = "";
    try {
      await pair(input.value);
    } catch (error) {
      problem2.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") void send();
  });
  return [
    h("h2", {}, "Pair this panel with the engine"),
    h("p", {}, "So that no other program on this machine can use it. In a terminal:"),
    h("p", {}, h("code", {}, "backbeat pair")),
    h("p", {}, "Type the code that it shows. It works for two minutes."),
    h("div", { class: "row" }, input, button("Pair", send, { class: "primary" })),
    problem2
  ];
}

// src/ui/shell.ts
function header(panel, shut) {
  const state = h("p", { class: "engine", role: "status" });
  const name = h("p", { class: "sequence" });
  const element = h("header", {}, h("h1", {}, "Backbeat"), name, state);
  const stop = panel.state.watch(["connection", "sequence", "media", "result"], (now) => {
    state.textContent = connectionSaid(now.connection);
    state.setAttribute("data-kind", now.connection.kind);
    name.textContent = now.sequence?.name ?? now.media?.path ?? now.result?.path ?? "Nothing is open";
  });
  void shut;
  return { element, dispose: stop };
}
function connectionSaid(connection) {
  switch (connection.kind) {
    case "searching":
      return "Looking for the engine…";
    case "absent":
      return "No engine";
    case "unpaired":
      return "Not paired";
    case "mismatch":
      return "Versions do not fit";
    case "ready":
      return `Engine ${connection.version}`;
  }
}
function progressBar(panel) {
  const words = h("p", {});
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Progress" });
  const cancel = button("Cancel", () => panel.state.now.running?.cancel());
  const element = h("div", { class: "progress", hidden: true, "aria-live": "polite" }, words, bar, cancel);
  const stop = panel.state.watch(["running"], ({ running }) => {
    element.hidden = running === null;
    if (running === null) return;
    bar.value = running.fraction;
    const step2 = running.step === "" ? "" : `: ${running.step}`;
    words.textContent = `${running.title}${step2} (${percent(running.fraction)})`;
  });
  return { element, dispose: stop };
}
var SIGNS = { done: "Done", warning: "Note", problem: "Problem" };
function messages(panel) {
  const list = h("ul", { class: "messages" });
  const element = h("div", { role: "log", "aria-live": "polite", "aria-label": "Messages" }, list);
  const stop = panel.state.watch(["said"], ({ said: said2 }) => {
    fill(list, ...said2.map((one) => message(one, () => dismiss(one))));
  });
  function dismiss(gone) {
    panel.state.set({ said: panel.state.now.said.filter((one) => one !== gone) });
  }
  return { element, dispose: stop };
}
function message(said2, dismiss) {
  const hint = said2.hint !== void 0 && said2.hint !== "" ? ` ${said2.hint}` : "";
  return h(
    "li",
    { class: said2.kind },
    h("strong", {}, `${SIGNS[said2.kind]}: `),
    h("span", {}, said2.text + hint),
    button("×", dismiss, { class: "small", "aria-label": "Dismiss this message" })
  );
}

// src/ui/history.ts
var MOST_STEPS = 200;
var History = class {
  /**
   * @param stepped what has to be done after a step: listen again, or plan again.
   * @param changed called when there are more or fewer steps.
   */
  constructor(state, stepped, changed = () => {
  }) {
    __publicField(this, "state", state);
    __publicField(this, "stepped", stepped);
    __publicField(this, "changed", changed);
    __publicField(this, "past", []);
    __publicField(this, "future", []);
    __publicField(this, "now");
    __publicField(this, "place");
    __publicField(this, "stepping", false);
    __publicField(this, "stop");
    this.now = corrected(state.now);
    this.place = placeOf(state.now);
    this.stop = state.watch(["beats", "musicEdits", "decisions", "music", "editPath"], (now) => this.note(now));
  }
  get canUndo() {
    return this.past.length > 0;
  }
  get canRedo() {
    return this.future.length > 0;
  }
  undo() {
    this.step(this.past, this.future);
  }
  redo() {
    this.step(this.future, this.past);
  }
  dispose() {
    this.stop();
  }
  note(state) {
    const before = this.now;
    this.now = corrected(state);
    const place = placeOf(state);
    if (place !== this.place || state.analysis === null) {
      [this.past, this.future, this.place] = [[], [], place];
    } else if (!this.stepping && !same(before, this.now)) {
      this.past = [...this.past, before].slice(-MOST_STEPS);
      this.future = [];
    }
    this.changed(this);
  }
  step(from, to) {
    const wanted = from.pop();
    if (wanted === void 0) return;
    const before = this.now;
    to.push(before);
    this.stepping = true;
    this.state.set(wanted);
    this.stepping = false;
    this.changed(this);
    if (wanted.beats !== before.beats || wanted.musicEdits !== before.musicEdits) this.stepped.listen();
    else this.stepped.plan();
  }
};
function corrected({ beats, musicEdits, decisions }) {
  return { beats, musicEdits, decisions };
}
function same(one, other2) {
  return one.beats === other2.beats && one.musicEdits === other2.musicEdits && one.decisions === other2.decisions;
}
function placeOf(state) {
  return `${state.editPath}
${state.music?.path ?? ""}`;
}

// src/ui/time/geometry.ts
var LEAST_SPAN_S = 0.25;
function xOf(time, span) {
  return (time - span.startS) / (span.endS - span.startS) * span.width;
}
function timeAt(x, span) {
  return span.startS + x / span.width * (span.endS - span.startS);
}
function zoomed(span, x, factor, lengthS) {
  const most = Math.max(lengthS, LEAST_SPAN_S);
  const length = Math.min(most, Math.max(LEAST_SPAN_S, (span.endS - span.startS) * factor));
  const start2 = timeAt(x, span) - x / span.width * length;
  return within2({ ...span, startS: start2, endS: start2 + length }, lengthS);
}
function scrolled(span, seconds, lengthS) {
  return within2({ ...span, startS: span.startS + seconds, endS: span.endS + seconds }, lengthS);
}
function within2(span, lengthS) {
  const most = Math.max(lengthS, LEAST_SPAN_S);
  const length = Math.min(span.endS - span.startS, most);
  const start2 = Math.min(Math.max(0, span.startS), most - length);
  return { ...span, startS: start2, endS: start2 + length };
}
function showing2(span, time, lengthS) {
  if (time >= span.startS && time <= span.endS) return span;
  const length = span.endS - span.startS;
  return within2({ ...span, startS: time - length / 5, endS: time + 4 * length / 5 }, lengthS);
}
function firstFrom(times, time) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
function nearestIndex(times, time, reachS) {
  const right = firstFrom(times, time);
  let best = -1;
  let distance = reachS;
  for (const index of [right - 1, right]) {
    if (index < 0 || index >= times.length) continue;
    const away = Math.abs(times[index] - time);
    if (away <= distance) {
      best = index;
      distance = away;
    }
  }
  return best;
}
function rulerStep(span, leastPx, frameS) {
  const perPx = (span.endS - span.startS) / span.width;
  const steps = [frameS, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  return steps.find((step2) => step2 >= leastPx * perPx) ?? 7200;
}

// src/ui/time/layout.ts
var RULER = 22;
var SECTIONS = 16;
var WAVE = 84;
var CUTS = 16;
var LANE = 24;
var GAP = 2;
function layoutOf(lanes, hasMusic) {
  let top = 0;
  const row = (height) => {
    const at = top;
    top += height;
    return at;
  };
  const ruler = row(RULER);
  const sections = row(hasMusic ? SECTIONS : 0);
  const wave = row(hasMusic ? WAVE : 0);
  const cuts = row(lanes.length > 0 ? CUTS : 0);
  const tops = lanes.map(() => row(LANE + GAP));
  return { ruler, sections, wave, cuts, lanes: tops, height: Math.max(top, RULER + WAVE) };
}

// src/ui/time/moves.ts
function moveWords(fromS, toS, frameS) {
  const frames = Math.round((toS - fromS) / frameS);
  if (frames === 0) return "";
  return ` ${signed(frames, 0, "fr")} (${signed(frames * frameS * 1e3, 0, "ms")})`;
}

// src/ui/time/drawing.ts
var FONT = "11px system-ui, sans-serif";
var NEAR_S2 = 8;
var LEAST_CUT_PX = 5;
var LEAST_BEAT_PX = 3;
var LEAST_BAR_PX = 8;
var LABEL_PX = 34;
var LABEL = 26;
function draw(context, drawn) {
  const { span, layout, colors } = drawn;
  context.fillStyle = colors.ground;
  context.fillRect(0, 0, span.width, layout.height);
  context.font = FONT;
  context.textBaseline = "middle";
  drawRuler(context, drawn);
  if (drawn.model.music !== null) {
    drawSections(context, drawn);
    drawWave(context, drawn);
    drawBeats(context, drawn);
  }
  drawLanes(context, drawn);
  drawMarkers(context, drawn);
  drawCuts(context, drawn);
  drawPlayhead(context, drawn);
}
function drawRuler(context, { span, colors, model, rate, startFrame, dropFrame }) {
  const step2 = rulerStep(span, 90, model.frameS);
  context.fillStyle = colors.raised;
  context.fillRect(0, 0, span.width, RULER);
  const first = Math.ceil(span.startS / step2);
  const last = Math.floor(span.endS / step2);
  for (let mark2 = first; mark2 <= last; mark2 += 1) {
    const time = mark2 * step2;
    const x = Math.round(xOf(time, span));
    context.fillStyle = colors.line;
    context.fillRect(x, RULER - 6, 1, 6);
    context.fillStyle = colors.quiet;
    const frame = startFrame + Math.round(time / model.frameS);
    const label = rate === null ? clock(time, step2 < 1 ? 2 : 0) : timecode(frame, rate, dropFrame);
    write(context, label, x + 3, RULER / 2 - 1);
  }
}
function drawSections(context, { model, span, colors, layout }) {
  model.sections.forEach((section2, index) => {
    const left = Math.max(0, xOf(section2.startS, span));
    const right = Math.min(span.width, xOf(section2.endS, span));
    if (right <= left) return;
    context.fillStyle = colors.sections[index % colors.sections.length] ?? colors.raised;
    context.fillRect(left, layout.sections, right - left, SECTIONS - 1);
    if (right - left > 24) clipped(context, section2.label, left + 4, layout.sections + SECTIONS / 2, right - left - 8, colors.text);
  });
}
function drawWave(context, drawn) {
  const { span, colors, layout, tiles, model, playheadS } = drawn;
  const middle = layout.wave + WAVE / 2;
  const half = WAVE / 2 - 3;
  context.fillStyle = colors.line;
  context.fillRect(0, middle, span.width, 1);
  if (drawn.waveProblem !== "") {
    clipped(context, drawn.waveProblem, 8, middle - 12, span.width - 16, colors.quiet);
  }
  const startS = model.music?.startS ?? 0;
  const [from, to] = [startS + (model.music?.fromS ?? 0), startS + (model.music?.toS ?? 0)];
  for (const tile of tiles) {
    const count = tile.low.length;
    const each = (tile.endS - tile.startS) / Math.max(1, count);
    const firstColumn = Math.max(0, Math.floor((span.startS - startS - tile.startS) / each));
    const lastColumn = Math.min(count, Math.ceil((span.endS - startS - tile.startS) / each));
    const width = each / (span.endS - span.startS) * span.width;
    let wasNear = null;
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const time = startS + tile.startS + column * each;
      if (time < from || time >= to) continue;
      let [most, least] = [tile.high[column] ?? 0, tile.low[column] ?? 0];
      let x = xOf(time, span);
      if (width < 1) {
        x = Math.floor(x);
        while (column + 1 < lastColumn && time + each < to && xOf(startS + tile.startS + (column + 1) * each, span) < x + 1) {
          column += 1;
          most = Math.max(most, tile.high[column] ?? 0);
          least = Math.min(least, tile.low[column] ?? 0);
        }
      }
      const [high, low] = [most / 127 * half, least / 127 * half];
      const isNear = Math.abs(time - playheadS) <= NEAR_S2;
      if (isNear !== wasNear) context.fillStyle = isNear ? colors.wave : colors.waveFar;
      wasNear = isNear;
      context.fillRect(x, middle - high, Math.max(1, width), Math.max(1, high - low));
    }
  }
}
function barsShown({ bars, barTimes, firstBar }, span) {
  const first = firstFrom(barTimes, span.startS);
  const last = firstFrom(barTimes, span.endS);
  let step2 = 1;
  while ((last - first) * LEAST_BAR_PX > span.width * step2) step2 *= 2;
  const shown2 = [];
  for (let index = first; index < last; ) {
    const bar = bars[index];
    if (bar === void 0) break;
    const after = ((bar.beat.bar - firstBar) % step2 + step2) % step2;
    if (after === 0) shown2.push(bar);
    index += step2 - after;
  }
  return shown2;
}
function drawBeats(context, { model, span, colors, layout }) {
  const { beats, beatTimes } = model;
  const first = firstFrom(beatTimes, span.startS);
  const last = firstFrom(beatTimes, span.endS);
  const perBeat = span.width / Math.max(1, last - first);
  const shown2 = perBeat < LEAST_BEAT_PX ? barsShown(model, span) : beats.slice(first, last);
  const labelled = span.width / Math.max(1, shown2.filter((one) => one.beat.beat === 1).length) > LABEL_PX;
  for (const placed of shown2) {
    const down = placed.beat.beat === 1;
    const x = Math.round(xOf(placed.time, span));
    const tall = down ? 1 : 0.35 + 0.4 * placed.beat.confidence;
    const height = Math.round(WAVE * tall);
    context.fillStyle = placed.chosen ? down ? colors.downbeat : colors.beat : colors.unchosen;
    context.fillRect(x, layout.wave + WAVE - height, 1, height);
    if (down && labelled) {
      write(context, String(placed.beat.bar), x + 3, layout.wave + 7);
    }
  }
  context.fillStyle = colors.moved;
  for (const drop of model.drops) {
    if (drop < span.startS || drop > span.endS) continue;
    triangle(context, xOf(drop, span), layout.wave + 1, 5);
  }
}
function drawLanes(context, drawn) {
  drawn.model.lanes.forEach((lane, index) => {
    drawLane(context, drawn, lane, drawn.layout.lanes[index] ?? 0);
  });
}
function drawLane(context, { span, colors }, lane, top) {
  context.fillStyle = colors.raised;
  context.fillRect(0, top, span.width, LANE);
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (const { item, startS, endS } of lane.items) {
    if (endS <= span.startS || startS >= span.endS) continue;
    const left = Math.max(0, xOf(startS, span));
    const right = Math.min(span.width, xOf(endS, span));
    if (item.kind === "ITEM_KIND_TRANSITION") {
      context.fillStyle = colors.quiet;
      context.fillRect(left, top, Math.max(1, right - left), 3);
      continue;
    }
    if (right - drawnTo < 1) continue;
    drawnTo = right;
    const there = item.online || item.mediaPath === "";
    const color = lane.isSound ? colors.sound : colors.clip;
    context.fillStyle = !lane.enabled || !item.enabled ? colors.line : there ? color : colors.offline;
    context.fillRect(left, top, Math.max(1, right - left - 1), LANE);
    if (!there) {
      context.fillStyle = colors.refused;
      context.fillRect(left, top + LANE - 3, Math.max(1, right - left - 1), 3);
    }
    const textLeft = Math.max(left, LABEL) + 4;
    if (right - textLeft > 24) {
      clipped(context, there ? item.name : `${item.name} (offline)`, textLeft, top + LANE / 2, right - textLeft - 4, colors.clipText);
    }
  }
  context.fillStyle = colors.ground;
  context.fillRect(0, top, LABEL, LANE);
  context.fillStyle = colors.quiet;
  write(context, lane.label, 4, top + LANE / 2, LABEL - 6);
}
function drawMarkers(context, { model, span, colors }) {
  let before = Number.NEGATIVE_INFINITY;
  for (const { time, marker } of model.markers) {
    if (time < span.startS || time > span.endS) continue;
    const x = Math.round(xOf(time, span));
    if (x - before < 2) continue;
    before = x;
    context.fillStyle = marker.ours ? colors.beat : colors.pinned;
    context.fillRect(x - 1, RULER - 9, 3, 5);
  }
}
function drawCuts(context, drawn) {
  const { model, span, colors, layout, dragged, focus } = drawn;
  const bottom = layout.height;
  if (model.range !== null) {
    const [left, right] = [Math.max(0, xOf(model.range.startS, span)), Math.min(span.width, xOf(model.range.endS, span))];
    context.fillStyle = colors.pinned;
    if (right > left) context.fillRect(left, layout.cuts, right - left, 2);
  }
  const dense = model.cuts.length * LEAST_CUT_PX > span.width * Math.max(1, model.lengthS / (span.endS - span.startS));
  let before = Number.NEGATIVE_INFINITY;
  for (const one of model.cuts) {
    const toS = dragged?.cut === one ? dragged.toS : one.toS;
    if (Math.max(one.fromS, toS) < span.startS || Math.min(one.fromS, toS) > span.endS) continue;
    const [from, to] = [xOf(one.fromS, span), xOf(toS, span)];
    if (dense && one !== focus && Math.abs(to - before) < 1) continue;
    before = to;
    const color = dragged?.cut === one ? colors.pinned : colors[one.standing === "through" ? "skipped" : one.standing];
    context.fillStyle = color;
    context.fillRect(Math.min(from, to), layout.cuts + CUTS / 2, Math.max(1, Math.abs(to - from)), 1);
    context.fillRect(Math.round(to), layout.cuts, 1, bottom - layout.cuts);
    if (!dense) mark(context, one.standing, to, layout.cuts + CUTS / 2);
    if (one === focus) {
      context.strokeStyle = colors.text;
      context.strokeRect(Math.round(to) - 6.5, layout.cuts + 1.5, 13, CUTS - 3);
    }
  }
  if (dragged !== null) drawMove(context, drawn, dragged.cut, dragged.toS);
}
function drawMove(context, { model, span, colors, layout }, cut, toS) {
  const text = moveWords(cut.fromS, toS, model.frameS).trim();
  if (text === "") return;
  const width = 7 * text.length + 8;
  const right = xOf(toS, span) + 10;
  const left = right + width > span.width ? right - 20 - width : right;
  context.fillStyle = colors.text;
  context.fillRect(left, layout.cuts - 18, width, 17);
  context.fillStyle = colors.ground;
  write(context, text, left + 4, layout.cuts - 9, width - 8);
}
function mark(context, standing, x, y) {
  if (standing === "moved") triangle(context, x, y - 4, 5);
  else if (standing === "kept") context.fillRect(x - 3, y - 3, 7, 7);
  else if (standing === "pinned") {
    context.fillRect(x - 4, y - 1, 9, 3);
    context.fillRect(x - 1, y - 4, 3, 9);
  } else if (standing === "refused") {
    context.fillRect(x - 4, y - 4, 3, 9);
    context.fillRect(x + 2, y - 4, 3, 9);
  } else context.fillRect(x - 1, y - 4, 3, 9);
}
function drawPlayhead(context, { span, colors, layout, playheadS }) {
  if (playheadS < span.startS || playheadS > span.endS) return;
  const x = Math.round(xOf(playheadS, span));
  context.fillStyle = colors.playhead;
  context.fillRect(x, 0, 1, layout.height);
  triangle(context, x, 0, 6);
}
function triangle(context, x, top, size) {
  context.beginPath();
  context.moveTo(x - size, top);
  context.lineTo(x + size, top);
  context.lineTo(x, top + 1.4 * size);
  context.fill();
}
function write(context, text, x, y, room) {
  if (typeof context.fillText === "function") context.fillText(text, x, y, room);
}
function clipped(context, text, x, y, room, color) {
  if (room < 12) return;
  context.fillStyle = color;
  const most = Math.floor(room / 6);
  const shown2 = text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
  write(context, shown2, x, y, room);
}

// src/ui/time/keys.ts
var PLAIN = new Map(Object.entries({
  " ": { kind: "play" },
  "+": { kind: "zoom", by: 0.5 },
  "=": { kind: "zoom", by: 0.5 },
  "-": { kind: "zoom", by: 2 },
  "0": { kind: "fit" },
  PageUp: { kind: "page", by: -0.8 },
  PageDown: { kind: "page", by: 0.8 },
  Home: { kind: "start" },
  End: { kind: "end" },
  // As in editors: up and down go from cut to cut.
  ArrowUp: { kind: "cut", by: -1 },
  ArrowDown: { kind: "cut", by: 1 },
  Enter: { kind: "pin" },
  Delete: { kind: "refuse" },
  Backspace: { kind: "refuse" },
  r: { kind: "reset" },
  Escape: { kind: "none" }
}));
function commandOf({ key: key2, shiftKey, altKey, ctrlKey, metaKey }) {
  if (ctrlKey || metaKey) return null;
  const step2 = key2 === "ArrowLeft" ? -1 : key2 === "ArrowRight" ? 1 : 0;
  if (step2 !== 0) {
    if (altKey) return { kind: "nudge", by: shiftKey ? 10 * step2 : step2 };
    return shiftKey ? { kind: "seconds", by: step2 } : { kind: "frames", by: step2 };
  }
  if (altKey) return null;
  return PLAIN.get(key2) ?? PLAIN.get(key2.toLowerCase()) ?? null;
}

// src/ui/time/pointer.ts
var GRAB_PX = 7;
var SNAP_PX = 8;
function secondsOf2(pixels, span) {
  return pixels / span.width * (span.endS - span.startS);
}
function cutAt(x, y, model, layout, span) {
  if (model.cuts.length === 0 || y < layout.cuts) return null;
  const time = timeAt(x, span);
  let best = null;
  let distance = secondsOf2(GRAB_PX, span);
  for (const one of model.cuts) {
    const away = Math.abs(one.toS - time);
    if (away > distance) continue;
    best = one;
    distance = away;
  }
  return best;
}
function beatAt(x, y, model, layout, span) {
  if (y < layout.wave || y >= layout.wave + WAVE) return null;
  const placed = model.beats[nearestIndex(model.beatTimes, timeAt(x, span), secondsOf2(GRAB_PX, span))];
  return placed === void 0 ? null : { time: placed.time, downbeat: placed.beat.beat === 1 };
}
function snapped(x, model, span, free) {
  const time = timeAt(x, span);
  if (free) return time;
  return model.beats[nearestIndex(model.beatTimes, time, secondsOf2(SNAP_PX, span))]?.time ?? time;
}
function cutBeside(cuts, from, atS, step2) {
  const sorted2 = [...cuts].sort((one, other2) => one.toS - other2.toS || order(one, other2));
  if (from !== null) {
    const index2 = sorted2.findIndex((one) => order(one, from) === 0);
    return sorted2[index2 + step2] ?? from;
  }
  const later = sorted2.findIndex((one) => one.toS > atS + 1e-6);
  const index = step2 === 1 ? later : (later < 0 ? sorted2.length : later) - 1;
  return sorted2[index] ?? null;
}
function order(one, other2) {
  return one.cut.track === other2.cut.track ? one.cut.index - other2.cut.index : one.cut.track < other2.cut.track ? -1 : 1;
}

// src/engine/base64.ts
var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
var VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));
function signedBytes(text) {
  const letters = [...text].filter((letter) => VALUES.has(letter));
  const bytes = new Int8Array(Math.floor(letters.length * 3 / 4));
  let held = 0;
  let bits = 0;
  let count = 0;
  for (const letter of letters) {
    held = held << 6 | (VALUES.get(letter) ?? 0);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (count < bytes.length) bytes[count] = held >> bits << 24 >> 24;
    count += 1;
    held &= (1 << bits) - 1;
  }
  return bytes;
}

// src/ui/time/tiles.ts
var COLUMNS = 512;
var MOST_TILES = 200;
var AT_ONCE = 3;
var AGAIN_MS = 400;
function tileSeconds(level) {
  return COLUMNS * 2 ** level * (1 / 1024);
}
function levelFor(span) {
  const perPx = (span.endS - span.startS) / span.width;
  return Math.max(0, Math.floor(Math.log2(perPx * 1024)));
}
function tilesIn(startS, endS, level) {
  const seconds = tileSeconds(level);
  const first = Math.max(0, Math.floor(startS / seconds));
  const last = Math.max(first, Math.ceil(endS / seconds) - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
var Tiles = class {
  constructor(engine, path, changed) {
    __publicField(this, "engine", engine);
    __publicField(this, "path", path);
    __publicField(this, "changed", changed);
    __publicField(this, "tiles", /* @__PURE__ */ new Map());
    __publicField(this, "waiting", /* @__PURE__ */ new Map());
    __publicField(this, "fetching", 0);
    __publicField(this, "over", false);
    /** Why there is no waveform, in a sentence; empty as long as there is. */
    __publicField(this, "problem", "");
  }
  /** The tiles of a stretch of the song, those that are there; the others are fetched. */
  get(startS, endS, span) {
    const level = levelFor(span);
    const found = [];
    this.waiting.clear();
    for (const number of tilesIn(startS, endS, level)) {
      const key2 = `${level}/${number}`;
      const tile = this.tiles.get(key2);
      if (tile !== void 0) found.push(tile);
      else found.push(...this.coarser(level, number));
      if (tile === void 0) this.waiting.set(key2, () => this.fetch(key2, level, number));
    }
    this.next();
    return found;
  }
  dispose() {
    this.over = true;
    this.waiting.clear();
  }
  /** A coarser tile that covers this one, to show meanwhile. */
  coarser(level, number) {
    for (let up = 1; up <= 6; up += 1) {
      const tile = this.tiles.get(`${level + up}/${number >> up}`);
      if (tile !== void 0) return [tile];
    }
    return [];
  }
  next() {
    for (const [key2, work] of this.waiting) {
      if (this.fetching >= AT_ONCE || this.over) return;
      this.waiting.delete(key2);
      this.fetching += 1;
      void work().finally(() => {
        this.fetching -= 1;
        this.next();
      });
    }
  }
  async fetch(key2, level, number) {
    const seconds = tileSeconds(level);
    const [startS, endS] = [number * seconds, (number + 1) * seconds];
    try {
      const answer = await this.engine().call("Panel/GetWaveform", {
        path: this.path,
        startS,
        endS,
        columns: COLUMNS
      });
      this.problem = "";
      this.keep(key2, tileOf(answer));
      if (answer.fraction < 1) setTimeout(() => this.forget(key2), AGAIN_MS);
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    if (!this.over) this.changed();
  }
  forget(key2) {
    this.tiles.delete(key2);
    if (!this.over) this.changed();
  }
  keep(key2, tile) {
    this.tiles.set(key2, tile);
    const oldest = this.tiles.keys().next().value;
    if (this.tiles.size > MOST_TILES && oldest !== void 0) this.tiles.delete(oldest);
  }
};
function tileOf(answer) {
  return {
    startS: answer.startS,
    endS: answer.endS,
    low: signedBytes(answer.low),
    high: signedBytes(answer.high),
    whole: answer.fraction >= 1
  };
}

// src/ui/time/canvas.ts
var CLICK_PX = 3;
var WHEEL_ZOOM = 1.0015;
var TimeCanvas = class {
  constructor(panel, actions, canvas2, element, chosen, cuts) {
    __publicField(this, "panel", panel);
    __publicField(this, "actions", actions);
    __publicField(this, "canvas", canvas2);
    __publicField(this, "element", element);
    __publicField(this, "chosen", chosen);
    __publicField(this, "cuts", cuts);
    __publicField(this, "model");
    __publicField(this, "layout");
    __publicField(this, "tiles", null);
    __publicField(this, "span", { startS: 0, endS: 60, width: 600 });
    __publicField(this, "dragging", null);
    __publicField(this, "asked", 0);
    __publicField(this, "stops", []);
    this.model = modelOf(panel.state.now);
    this.layout = layoutOf([], false);
    this.listen();
    this.stops.push(
      panel.state.watch(
        ["edit", "media", "music", "analysis", "snap", "decisions", "plan", "showsPlan"],
        () => this.remodel()
      ),
      panel.state.watch(["playheadS"], () => this.follow()),
      panel.state.watch(["view"], (now) => {
        this.span = { ...this.span, ...now.view };
        this.redraw();
      })
    );
  }
  dispose() {
    for (const stop of this.stops) stop();
    this.tiles?.dispose();
    cancelAnimationFrame(this.asked);
  }
  get state() {
    return this.panel.state.now;
  }
  remodel() {
    const before = this.model.lengthS;
    this.model = modelOf(this.state);
    this.layout = layoutOf(this.model.lanes, this.model.music !== null);
    const path = this.state.music?.path ?? null;
    if (path !== (this.tiles?.path ?? null)) {
      this.tiles?.dispose();
      this.tiles = path === null ? null : new Tiles(() => this.panel.engine(), path, () => this.redraw());
    }
    const same2 = this.chosen.now.cut?.cut;
    const cut = this.model.cuts.find((one) => one.cut.track === same2?.track && one.cut.index === same2.index) ?? null;
    this.chosen.set({ cut, frameS: this.model.frameS });
    if (before !== this.model.lengthS) this.show({ ...this.span, startS: 0, endS: this.model.lengthS });
    this.say();
    this.redraw();
  }
  /** What a screen reader is told of the picture. */
  say() {
    const { lanes, beats, cuts, sections } = this.model;
    const parts = [
      lanes.length > 0 ? counted(lanes.length, "track") : "",
      beats.length > 0 ? counted(beats.length, "beat") : "",
      sections.length > 0 ? counted(sections.length, "section") : "",
      cuts.length > 0 ? counted(cuts.length, "planned cut") : ""
    ].filter((part) => part !== "");
    const what = parts.length > 0 ? parts.join(", ") : "nothing is open";
    this.canvas.setAttribute("aria-label", `Time area: ${what}. Cuts are listed below as a table.`);
  }
  follow() {
    if (this.state.playing && this.dragging === null) {
      const shown2 = showing2(this.span, this.state.playheadS, this.model.lengthS);
      if (shown2 !== this.span) this.show(shown2);
    }
    this.redraw();
  }
  show(span) {
    const shown2 = within2(span, this.model.lengthS);
    this.panel.state.set({ view: { startS: shown2.startS, endS: shown2.endS } });
  }
  redraw() {
    if (this.asked !== 0) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.paint();
    });
  }
  paint() {
    const width = Math.max(120, Math.floor(this.element.clientWidth));
    const ratio = Math.max(1, window.devicePixelRatio || 1);
    const height = this.layout.height;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    this.span = { ...this.span, width };
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    if (ratio !== 1) context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { edit, playheadS } = this.state;
    const startS = this.model.music?.startS ?? 0;
    const tiles = this.tiles?.get(this.span.startS - startS, this.span.endS - startS, this.span) ?? [];
    const rate = edit?.rate ?? null;
    draw(context, {
      model: this.model,
      layout: this.layout,
      span: this.span,
      colors: scheme(),
      tiles,
      waveProblem: this.tiles?.problem ?? "",
      playheadS,
      focus: this.chosen.now.cut,
      dragged: this.dragging?.kind === "cut" ? this.dragging : null,
      rate,
      startFrame: startFrameOf(edit?.startTimecode ?? "", rate),
      dropFrame: edit?.dropFrame ?? false
    });
    if (this.dragging?.kind === "beat") {
      context.fillStyle = scheme().pinned;
      context.fillRect(xOf(this.dragging.toS, this.span), this.layout.wave, 2, WAVE);
    }
  }
  listen() {
    const { canvas: canvas2 } = this;
    const on = (name, heard) => {
      canvas2.addEventListener(name, heard);
      this.stops.push(() => canvas2.removeEventListener(name, heard));
    };
    on("mousedown", (event) => this.press(event));
    on("dblclick", (event) => this.double(event));
    on("wheel", (event) => this.wheel(event));
    on("keydown", (event) => this.key(event));
    const move = (event) => this.drag(event);
    const up = (event) => this.release(event);
    const size = () => this.redraw();
    window.addEventListener("mousemove", move);
    window.addEventListener("mouseup", up);
    window.addEventListener("resize", size);
    this.stops.push(() => {
      window.removeEventListener("mousemove", move);
      window.removeEventListener("mouseup", up);
      window.removeEventListener("resize", size);
    });
  }
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
  press(event) {
    if (event.button !== 0) return;
    const { x, y } = this.place(event);
    const cut = cutAt(x, y, this.model, this.layout, this.span);
    const beat = cut === null ? beatAt(x, y, this.model, this.layout, this.span) : null;
    if (cut !== null) {
      this.dragging = { kind: "cut", cut, toS: cut.toS, fromX: x, moved: false };
    } else if (beat !== null && event.shiftKey) {
      this.dragging = { kind: "beat", fromS: beat.time, toS: beat.time, downbeat: beat.downbeat, fromX: x, moved: false };
    } else {
      this.dragging = { kind: "scroll", x, from: x, moved: false };
    }
    this.chosen.set({ cut, dragS: null });
    this.redraw();
  }
  drag(event) {
    const dragging = this.dragging;
    const { x, y } = this.place(event);
    if (dragging === null) {
      if (event.target === this.canvas) this.point(x, y, event.shiftKey);
      return;
    }
    if (dragging.kind === "scroll") {
      dragging.moved || (dragging.moved = Math.abs(x - dragging.from) > CLICK_PX);
      if (!dragging.moved) return;
      const seconds = secondsOf2(dragging.x - x, this.span);
      dragging.x = x;
      this.show(scrolled(this.span, seconds, this.model.lengthS));
      return;
    }
    dragging.moved || (dragging.moved = Math.abs(x - dragging.fromX) > CLICK_PX);
    if (!dragging.moved) return;
    const free = event.altKey || dragging.kind === "beat";
    dragging.toS = Math.min(Math.max(0, snapped(x, this.model, this.span, free)), this.model.lengthS);
    if (dragging.kind === "cut") this.chosen.set({ dragS: dragging.toS });
    this.redraw();
  }
  /** The pointer says what can be dragged. */
  point(x, y, shift) {
    const overCut = cutAt(x, y, this.model, this.layout, this.span) !== null;
    const overBeat = shift && beatAt(x, y, this.model, this.layout, this.span) !== null;
    this.canvas.style.cursor = overCut || overBeat ? "ew-resize" : "default";
  }
  release(event) {
    const dragging = this.dragging;
    if (dragging === null) return;
    this.dragging = null;
    const { x } = this.place(event);
    if (dragging.kind === "scroll") {
      if (!dragging.moved) this.actions.seek(Math.min(Math.max(0, timeAt(x, this.span)), this.model.lengthS));
    } else if (dragging.moved) {
      if (dragging.kind === "cut") this.cuts.put(dragging.cut, Math.round(dragging.toS / this.model.frameS));
      else this.moveBeat(dragging.fromS, dragging.toS, dragging.downbeat);
    }
    this.chosen.set({ dragS: null });
    this.redraw();
  }
  moveBeat(fromS, toS, downbeat) {
    const zero = this.songZeroS();
    const edits = movedBeat(this.state.musicEdits, fromS - zero, toS - zero, downbeat);
    this.panel.state.set({ musicEdits: edits });
    this.actions.corrected();
  }
  /** Where the song's own clock begins, as its beats are drawn. */
  songZeroS() {
    return (this.model.music?.startS ?? 0) + (this.state.snap.gridOffsetMs ?? 0) / 1e3;
  }
  double(event) {
    const { x, y } = this.place(event);
    const { analysis, music: music2 } = this.state;
    const inWave = y >= this.layout.wave && y < this.layout.wave + WAVE;
    if (!inWave || analysis === null || music2 === null) return;
    const beat = beatAt(x, y, this.model, this.layout, this.span);
    const songS = (beat?.time ?? timeAt(x, this.span)) - this.songZeroS();
    this.panel.state.set({ musicEdits: toggledBeat(this.state.musicEdits, analysis, songS) });
    this.actions.corrected();
  }
  wheel(event) {
    event.preventDefault();
    const { x } = this.place(event);
    if (event.ctrlKey || event.metaKey || Math.abs(event.deltaY) > Math.abs(event.deltaX) && !event.shiftKey) {
      this.show(zoomed(this.span, x, WHEEL_ZOOM ** event.deltaY, this.model.lengthS));
    } else {
      const pixels = event.deltaX !== 0 ? event.deltaX : event.deltaY;
      const seconds = pixels / this.span.width * (this.span.endS - this.span.startS);
      this.show(scrolled(this.span, seconds, this.model.lengthS));
    }
  }
  key(event) {
    const command = commandOf(event);
    if (command === null) return;
    event.preventDefault();
    this.does(command);
  }
  does(command) {
    const { cut } = this.chosen.now;
    const playhead = this.state.playheadS;
    switch (command.kind) {
      case "play":
        return this.actions.togglePlay();
      case "zoom":
        return this.zoom(command.by);
      case "fit":
        return this.fit();
      case "page":
        return this.show(scrolled(this.span, command.by * (this.span.endS - this.span.startS), this.model.lengthS));
      case "frames":
        return this.go(playhead + command.by * this.model.frameS);
      case "seconds":
        return this.go(playhead + command.by);
      case "start":
        return this.go(0);
      case "end":
        return this.go(this.model.lengthS);
      case "cut": {
        const next = cutBeside(this.model.cuts, cut, playhead, command.by);
        if (next === null) return;
        this.chosen.set({ cut: next });
        return this.go(next.toS);
      }
      case "nudge":
        return cut === null ? void 0 : this.cuts.nudge(cut, command.by);
      case "pin":
        return cut === null ? void 0 : this.cuts.pin(cut);
      case "refuse":
        return cut === null ? void 0 : this.cuts.refuse(cut);
      case "reset":
        return cut === null ? void 0 : this.cuts.reset(cut);
      case "none":
        this.chosen.set({ cut: null });
        return this.redraw();
    }
  }
  go(seconds) {
    const time = Math.min(Math.max(0, seconds), this.model.lengthS);
    this.actions.seek(time);
    this.show(showing2(this.span, time, this.model.lengthS));
  }
  /** Zooms about the playhead where it is seen, about the middle where it is not. */
  zoom(by) {
    const x = xOf(this.state.playheadS, this.span);
    const about = x >= 0 && x <= this.span.width ? x : this.span.width / 2;
    this.show(zoomed(this.span, about, by, this.model.lengthS));
  }
  fit() {
    this.show({ ...this.span, startS: 0, endS: this.model.lengthS });
  }
};
function startFrameOf(timecodeText, rate) {
  if (rate === null) return 0;
  return framesOf(timecodeText, rate) ?? 0;
}

// src/ui/time/chosen.ts
var CutActions = class {
  constructor(panel, replan) {
    __publicField(this, "panel", panel);
    __publicField(this, "replan", replan);
  }
  put({ cut }, frame) {
    this.panel.state.set({ decisions: decided(this.panel.state.now.decisions, cut, frame) });
    this.replan();
  }
  pin(drawn) {
    this.put(drawn, drawn.cut.toFrame);
  }
  refuse({ cut }) {
    this.panel.state.set({ decisions: decided(this.panel.state.now.decisions, cut, void 0) });
    this.replan();
  }
  reset({ cut }) {
    const { decisions } = this.panel.state.now;
    if (decisionOf(decisions, cut) === void 0) return;
    this.panel.state.set({ decisions: undecided(decisions, cut) });
    this.replan();
  }
  /** One frame earlier or later than where it is to go. */
  nudge(drawn, frames) {
    const frame = decisionOf(this.panel.state.now.decisions, drawn.cut)?.toFrame ?? drawn.cut.toFrame;
    this.put(drawn, Math.round(frame) + frames);
  }
};
function cutBar(chosen, actions) {
  const words = h("span", { class: "chosen-words", role: "status" });
  const buttons = h("span", { class: "chosen-buttons" });
  const element = h("div", { class: "row chosen" }, words, buttons);
  let named2 = "";
  const stop = chosen.watch(["cut", "dragS", "frameS"], ({ cut, dragS, frameS }) => {
    element.hidden = cut === null;
    if (cut === null) {
      named2 = "";
      return;
    }
    words.textContent = cutWords(cut, dragS ?? cut.toS, frameS, dragS !== null);
    const name = `${cut.cut.track}/${cut.cut.index}/${cut.standing}`;
    if (name === named2) return;
    named2 = name;
    const own = cut.standing === "pinned" || cut.standing === "refused";
    const now = (does) => () => {
      const current = chosen.now.cut;
      if (current !== null) does(current);
    };
    fill(
      buttons,
      button("◀ frame", now((one) => actions.nudge(one, -1)), { "aria-label": "Put the cut one frame earlier", title: "Alt+←" }),
      button("frame ▶", now((one) => actions.nudge(one, 1)), { "aria-label": "Put the cut one frame later", title: "Alt+→" }),
      cut.standing !== "pinned" && button("Pin it here", now((one) => actions.pin(one)), { title: "Enter" }),
      cut.standing !== "refused" && button("Leave it where it was", now((one) => actions.refuse(one)), { title: "Delete" }),
      own && button("Leave it to the plan", now((one) => actions.reset(one)), { title: "R" })
    );
  });
  return { element, dispose: stop };
}
function cutWords(drawn, toS, frameS, isDragged) {
  const standing = isDragged ? "goes" : STANDINGS[drawn.standing];
  return `Cut ${drawn.cut.track} ${drawn.cut.index + 1} ${standing}${moveWords(drawn.fromS, toS, frameS)}`;
}

// src/ui/time/area.ts
var KEY_ZOOM = 2;
function timeArea(panel, actions) {
  const canvas2 = h("canvas", { class: "time", tabindex: "0", role: "img" });
  const frame = h("div", { class: "time-frame" }, canvas2);
  const chosen = new Store({ cut: null, dragS: null, frameS: 1 / 25 });
  const cuts = new CutActions(panel, () => actions.replan());
  const area = new TimeCanvas(panel, actions, canvas2, frame, chosen, cuts);
  const bar = cutBar(chosen, cuts);
  const undo = button("Undo", () => history.undo(), { title: "Ctrl+Z" });
  const redo = button("Redo", () => history.redo(), { title: "Ctrl+Shift+Z" });
  const again = { listen: () => actions.corrected(), plan: () => actions.replan() };
  const history = new History(panel.state, again, ({ canUndo, canRedo }) => {
    undo.disabled = !canUndo;
    redo.disabled = !canRedo;
  });
  const onKey = (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    if (typing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key2 = event.key.toLowerCase();
    if (key2 !== "z" && key2 !== "y") return;
    event.preventDefault();
    if (key2 === "y" || event.shiftKey) history.redo();
    else history.undo();
  };
  document.addEventListener("keydown", onKey);
  const tools = h(
    "div",
    { class: "row time-tools" },
    button("−", () => area.zoom(KEY_ZOOM), { "aria-label": "Zoom out", title: "-" }),
    button("+", () => area.zoom(1 / KEY_ZOOM), { "aria-label": "Zoom in", title: "+" }),
    button("All", () => area.fit(), { "aria-label": "Show all of it", title: "0" }),
    undo,
    redo
  );
  const element = h("div", { class: "time-area" }, frame, bar.element, tools);
  const stop = panel.state.watch(["edit", "media", "music", "analysis"], (now) => {
    element.hidden = now.edit === null && now.media === null && now.music === null && now.analysis === null;
  });
  return {
    element,
    dispose: () => {
      stop();
      document.removeEventListener("keydown", onKey);
      history.dispose();
      bar.dispose();
      area.dispose();
    }
  };
}

// src/ui/panel.ts
var TABS = [
  { tab: "music", label: "Cut to Music" },
  { tab: "lipsync", label: "Lip-sync" },
  { tab: "foley", label: "Foley" },
  { tab: "master", label: "Master" },
  { tab: "sync", label: "Check Sync" },
  { tab: "settings", label: "Settings" }
];
var TELL_OF_ENGINE = ["lipsync", "master", "settings"];
function panelView(app, extras) {
  const parts = [];
  const kept2 = (view) => {
    parts.push(view);
    return view;
  };
  const actions = {
    seek: (seconds) => extras.seek(seconds),
    togglePlay: () => extras.togglePlay(),
    corrected: () => void app.listen(),
    replan: () => app.replan()
  };
  const tabs = h("div", { role: "tablist", "aria-label": "Jobs", class: "tabs" });
  const body = h("div", { role: "tabpanel", class: "body", tabindex: "-1" });
  const area = kept2(timeArea(app, actions));
  const work = h("div", { class: "work" }, area.element, extras.player?.element, tabs, body);
  const element = h(
    "div",
    { class: "panel" },
    kept2(header(app, () => {
    })).element,
    kept2(progressBar(app)).element,
    kept2(messages(app)).element,
    kept2(pairing(app, app)).element,
    work
  );
  let info = null;
  let shown2 = [];
  let touched = false;
  for (const event of ["input", "click"]) body.addEventListener(event, () => {
    touched = true;
  });
  function views(tab2) {
    switch (tab2) {
      case "music":
        return [musicChoice(app), tempoControls(app), gridControls(app), markerButtons(app), planTable(app, extras.seek)];
      case "lipsync":
        return [lipSyncTab(app, info?.lipSyncBackends ?? [])];
      case "foley":
        return [foleyTab(app)];
      case "master":
        return [masterTab(app, info?.loudnessPresets ?? [])];
      case "sync":
        return [syncTab(app)];
      case "settings":
        return [settings(app, info)];
    }
  }
  function show(tab2) {
    for (const view of shown2) view.dispose();
    shown2 = views(tab2);
    touched = false;
    fill(body, ...shown2.map((view) => view.element));
    body.setAttribute("aria-label", TABS.find((one) => one.tab === tab2)?.label ?? "");
    for (const [index, one] of TABS.entries()) {
      const own = tabs.children[index];
      own?.setAttribute("aria-selected", String(one.tab === tab2));
      own?.setAttribute("tabindex", one.tab === tab2 ? "0" : "-1");
    }
  }
  for (const { tab: tab2, label } of TABS) {
    tabs.append(
      h("button", { type: "button", role: "tab", onclick: () => app.state.set({ tab: tab2 }), onkeydown: (event) => move(event) }, label)
    );
  }
  function move(event) {
    const step2 = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step2 === void 0) return;
    event.preventDefault();
    const now = TABS.findIndex((one) => one.tab === app.state.now.tab);
    const next = TABS[(now + step2 + TABS.length) % TABS.length];
    if (next === void 0) return;
    app.state.set({ tab: next.tab });
    const own = tabs.children[TABS.indexOf(next)];
    if (own instanceof HTMLElement) own.focus();
  }
  const stops = [
    app.state.watch(["connection"], ({ connection }) => {
      work.hidden = connection.kind !== "ready";
      if (connection.kind !== "ready" || info !== null) return;
      app.engine().call("Engine/GetInfo", {}, 15e4).then(
        (found) => {
          info = found;
          if (TELL_OF_ENGINE.includes(app.state.now.tab) && !touched) show(app.state.now.tab);
        },
        (error) => app.fail(error)
      );
    }),
    app.state.watch(["tab"], ({ tab: tab2 }) => show(tab2))
  ];
  return {
    element,
    dispose: () => {
      for (const stop of stops) stop();
      for (const view of [...parts, ...shown2]) view.dispose();
      extras.player?.dispose();
    }
  };
}

// src/main.uxp.ts
var PLAYHEAD_MS = 500;
function start(root) {
  const host = new PremiereHost();
  const app = new App(host, ports(provesToPanel));
  const guarded2 = (work) => void work().catch((error) => app.fail(error));
  const seek = (seconds) => {
    app.state.set({ playheadS: seconds });
    guarded2(() => host.setPlayhead(ticksOf(seconds)));
  };
  root.append(panelView(app, { seek, togglePlay: () => {
  } }).element);
  async function look() {
    const sequence = await host.sequence();
    const before = app.state.now.sequence;
    app.state.set({ sequence });
    if (sequence === null || app.state.now.connection.kind !== "ready") return;
    const remembered = await musicRemembered(host.memory, sequence.id);
    const music2 = musicToTake(before, sequence, app.state.now.music?.path ?? "", remembered);
    if (music2 !== null) await app.chooseMusic(music2, false);
  }
  host.onChange(() => guarded2(look));
  app.state.watch(["connection"], ({ connection }) => {
    if (connection.kind === "ready") guarded2(look);
  });
  setInterval(() => {
    if (app.state.now.sequence === null) return;
    host.playhead().then(
      (at) => at !== null && app.state.set({ playheadS: secondsOf(at) }),
      // A sequence that was closed meanwhile is noticed by its own event.
      () => {
      }
    );
  }, PLAYHEAD_MS);
  guarded2(() => app.connect());
}
uxp().entrypoints.setup({
  panels: {
    backbeat: {
      create(root) {
        start(document.getElementById("panel") ?? root);
      }
    }
  }
});
