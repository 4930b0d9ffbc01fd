/**
 * Plays a recording by stretches that butt together, with clicks, all on one AudioContext's clock.
 *
 * A click is scheduled by the same arithmetic as the sound, so the two cannot drift apart, however late
 * a stretch arrives: a late one is entered in the middle, never shifted. What the context could not
 * begin in time, because the page was held up, is scheduled anew and farther in.
 */

const CHUNK_S = 4;
const AHEAD_S = 6;
const LEAD_S = 0.12;
const TICK_MS = 200;
const CLICK_S = 0.03;
/** How much earlier than its time a sound must have been scheduled to be heard at its time. */
const SAFE_S = 0.015;

/** Gives a stretch of sound as WAV: [from, from + seconds) of the recording. */
export type Reading = (fromS: number, seconds: number) => Promise<ArrayBuffer>;

export interface Click {
  /** Seconds of the recording. */
  readonly time: number;
  readonly strong: boolean;
}

export class SoundPlayer {
  private readonly gain: GainNode;
  private readonly clickGain: GainNode;
  private sources = new Set<AudioScheduledSourceNode>();
  private readonly clicking = new Set<AudioScheduledSourceNode>();
  private timer: ReturnType<typeof setInterval> | null = null;
  private run = 0;
  /** Time of the context at which the recording's zero is heard. */
  private zero = 0;
  private fromS = 0;
  private readS = 0;
  private clickedS = 0;
  private reading = false;
  private begun: { readonly fromS: number; readonly buffer: AudioBuffer } | null = null;

  constructor(
    private readonly context: BaseAudioContext & { resume?: () => Promise<void> },
    private readonly read: Reading,
    /** How long the recording is. */
    private readonly lengthS: number,
    /** From where to where there is time at all: silence before and after the recording. */
    private readonly reach: { readonly fromS: number; readonly toS: number },
    private readonly clicks: () => readonly Click[],
    private readonly failed: (error: unknown) => void,
  ) {
    this.gain = context.createGain();
    this.clickGain = context.createGain();
    this.gain.connect(context.destination);
    this.clickGain.connect(context.destination);
  }

  get playing(): boolean {
    return this.timer !== null;
  }

  /** The second of the recording that is heard now. */
  get positionS(): number {
    if (!this.playing) return this.fromS;
    return Math.min(this.reach.toS, Math.max(this.fromS, this.context.currentTime - this.zero));
  }

  set clicksLoud(loud: boolean) {
    this.clickGain.gain.value = loud ? 0.6 : 0;
  }

  set volume(volume: number) {
    this.gain.gain.value = volume;
  }

  async play(fromS: number): Promise<void> {
    this.stop();
    const run = ++this.run;
    await this.context.resume?.();
    this.fromS = this.onSample(Math.max(this.reach.fromS, Math.min(fromS, this.reach.toS)));
    this.readS = Math.max(0, this.fromS);
    const first = this.readS < this.lengthS ? await this.firstChunk(this.readS) : null;
    if (run !== this.run) return;
    this.zero = this.onSample(this.context.currentTime + LEAD_S) - this.fromS;
    this.clickedS = this.fromS;
    if (first !== null) this.schedule(first);
    this.timer = setInterval(() => void this.fill(run), TICK_MS);
    void this.fill(run);
  }

  /** Stops; the position stays. */
  stop(): void {
    this.fromS = this.positionS;
    this.run += 1;
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    for (const source of this.sources) {
      source.stop();
      source.disconnect();
    }
    this.sources.clear();
    this.clicking.clear();
  }

  dispose(): void {
    this.stop();
    this.gain.disconnect();
    this.clickGain.disconnect();
  }

  private async fill(run: number): Promise<void> {
    if (run !== this.run) return;
    this.scheduleClicks();
    if (this.reading) return;
    this.reading = true;
    try {
      while (run === this.run && this.readS < this.lengthS && this.readS < this.positionS + AHEAD_S) {
        const chunk = await this.chunk(this.readS);
        if (run !== this.run) return;
        if (chunk === null) this.readS = this.lengthS;
        else this.schedule(chunk);
      }
      if (this.positionS >= this.reach.toS) this.stop();
    } catch (error) {
      if (run === this.run) {
        this.stop();
        this.failed(error);
      }
    } finally {
      this.reading = false;
    }
  }

  /** Times are those of whole samples, so that no stretch is heard between two. */
  private onSample(time: number): number {
    return Math.round(time * this.context.sampleRate) / this.context.sampleRate;
  }

  /** The stretch that playing begins with; kept, since a loop begins with it again. */
  private async firstChunk(fromS: number): Promise<AudioBuffer | null> {
    if (this.begun?.fromS === fromS) return this.begun.buffer;
    const buffer = await this.chunk(fromS);
    if (buffer !== null) this.begun = { fromS, buffer };
    return buffer;
  }

  private async chunk(fromS: number): Promise<AudioBuffer | null> {
    const wave = await this.read(fromS, CHUNK_S);
    return bufferOf(this.context, wave);
  }

  private schedule(buffer: AudioBuffer): void {
    const at = this.zero + this.readS;
    this.readS += buffer.duration;
    for (let margin = 0; ; margin = 2 * margin + SAFE_S) {
      // What comes too late is entered where it would be by now.
      const entry = Math.max(at, this.context.currentTime + margin);
      if (entry - at >= buffer.duration) return;
      const source = this.context.createBufferSource();
      source.buffer = buffer;
      source.connect(this.gain);
      if (inTime(this.context, entry, () => source.start(entry, entry - at))) {
        this.keep(source);
        return;
      }
      source.stop();
      source.disconnect();
    }
  }

  /** Clicks anew what was scheduled already, after the beats have changed. */
  clicksChanged(): void {
    for (const click of this.clicking) {
      click.stop();
      this.sources.delete(click);
    }
    this.clicking.clear();
    this.clickedS = this.positionS;
    this.scheduleClicks();
  }

  private scheduleClicks(): void {
    const until = this.positionS + AHEAD_S;
    if (until - this.clickedS < AHEAD_S / 4) return;
    for (const click of this.clicks()) {
      if (click.time < this.clickedS || click.time >= until) continue;
      const at = this.zero + click.time;
      if (at < this.context.currentTime + SAFE_S) continue;
      const tone = startClick(this.context, this.clickGain, at, click.strong);
      this.clicking.add(tone);
      tone.addEventListener("ended", () => this.clicking.delete(tone));
      this.keep(tone);
    }
    this.clickedS = until;
  }

  private keep(source: AudioScheduledSourceNode): void {
    this.sources.add(source);
    source.addEventListener("ended", () => this.sources.delete(source));
  }
}

/** Schedules something and says whether that was done safely before its time. */
function inTime(context: BaseAudioContext, entry: number, schedule: () => void): boolean {
  const [before, began] = [context.currentTime, performance.now()];
  schedule();
  // Some browsers hold the context's time still for as long as a script runs.
  const now = Math.max(context.currentTime, before + (performance.now() - began) / 1000);
  return now + SAFE_S <= entry;
}

/** A click at a time of the context: a short, dying tone, higher on a downbeat. */
export function startClick(
  context: BaseAudioContext,
  to: AudioNode,
  at: number,
  strong: boolean,
): AudioScheduledSourceNode {
  const tone = context.createOscillator();
  const shape = context.createGain();
  tone.frequency.value = strong ? 1760 : 1174.7;
  shape.gain.setValueAtTime(0, at);
  shape.gain.linearRampToValueAtTime(1, at + 0.001);
  shape.gain.exponentialRampToValueAtTime(0.001, at + CLICK_S);
  tone.connect(shape);
  shape.connect(to);
  tone.start(at);
  tone.stop(at + CLICK_S);
  return tone;
}

/**
 * The samples of a 16-bit stereo WAV as the engine sends it; null where there are none. Read here and
 * not by decodeAudioData, which would resample each stretch by itself and leave seams.
 */
export function bufferOf(context: BaseAudioContext, wave: ArrayBuffer): AudioBuffer | null {
  const view = new DataView(wave);
  if (wave.byteLength < 44 || view.getUint32(0, false) !== 0x52494646) {
    throw new Error("no WAV came");
  }
  const channels = view.getUint16(22, true);
  const rate = view.getUint32(24, true);
  const frames = Math.floor((wave.byteLength - 44) / (2 * channels));
  if (frames === 0) return null;
  const samples = new Int16Array(wave, 44, frames * channels);
  const buffer = context.createBuffer(channels, frames, rate);
  for (let channel = 0; channel < channels; channel += 1) {
    const data = buffer.getChannelData(channel);
    for (let frame = 0; frame < frames; frame += 1) {
      data[frame] = (samples[frame * channels + channel] ?? 0) / 32768;
    }
  }
  return buffer;
}
