import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { bufferOf, SoundPlayer } from "../../src/player/sound";

const RATE = 48_000;

/** A context whose time passes with the test's clock; it notes what is begun, where and when. */
class Context {
  began: { at: number; offset: number; firstSample: number; noted: number }[] = [];
  tones: number[] = [];
  readonly sampleRate = RATE;
  readonly destination = {};
  /** Time that the page is held up for while it schedules something. */
  held: number[] = [];

  get currentTime(): number {
    return performance.now() / 1000;
  }

  createGain(): unknown {
    const gain = { value: 1, setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
    return { gain, connect: vi.fn(), disconnect: vi.fn() };
  }

  createBuffer(channels: number, length: number, sampleRate: number): unknown {
    const data = Array.from({ length: channels }, () => new Float32Array(length));
    return { duration: length / sampleRate, getChannelData: (channel: number) => data[channel] };
  }

  createBufferSource(): unknown {
    const { began, held } = this;
    let own: (typeof began)[number] | null = null;
    const note = (at: number, offset: number, firstSample: number): void => {
      own = { at, offset, firstSample, noted: this.currentTime };
      began.push(own);
    };
    const source = {
      buffer: null as { getChannelData(channel: number): Float32Array } | null,
      connect: vi.fn(),
      disconnect: vi.fn(),
      addEventListener: vi.fn(),
      start(at: number, offset: number): void {
        vi.advanceTimersByTime(held.shift() ?? 0);
        note(at, offset, Math.round((source.buffer?.getChannelData(0)[0] ?? 0) * 32768));
      },
      // Only what was taken back at once was never heard.
      stop: (): void => {
        if (own !== null && this.currentTime === own.noted) began.splice(began.indexOf(own), 1);
      },
    };
    return source;
  }

  createOscillator(): unknown {
    return { frequency: { value: 0 }, connect: vi.fn(), addEventListener: vi.fn(), stop: vi.fn(), start: (at: number) => this.tones.push(at) };
  }
}

/** A second of sound whose first sample says where in the recording it is from. */
function wave(fromS: number, seconds: number): ArrayBuffer {
  const frames = Math.round(seconds * RATE);
  const bytes = new ArrayBuffer(44 + 4 * frames);
  const view = new DataView(bytes);
  view.setUint32(0, 0x52494646, false);
  view.setUint16(22, 2, true);
  view.setUint32(24, RATE, true);
  if (frames > 0) view.setInt16(44, Math.round(fromS * 10), true);
  return bytes;
}

describe("playing by stretches", () => {
  let context: Context;
  const clicks = [0.5, 1, 1.5, 2, 7, 9].map((time) => ({ time, strong: false }));

  function made(lengthS: number, reach = { fromS: 0, toS: lengthS }, lateMs = 0): SoundPlayer {
    const read = async (fromS: number, seconds: number): Promise<ArrayBuffer> => {
      if (lateMs > 0 && fromS > 0) await new Promise((done) => setTimeout(done, lateMs));
      return wave(fromS, Math.max(0, Math.min(seconds, lengthS - fromS)));
    };
    return new SoundPlayer(context as unknown as AudioContext, read, lengthS, reach, () => clicks, (error) => expect.fail(String(error)));
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "performance"] });
    context = new Context();
  });
  afterEach(() => vi.useRealTimers());

  /** Where the recording's zero lies, by each stretch that was begun: the same for all. */
  function zeros(): number[] {
    return context.began.map(({ at, offset, firstSample }) => at - offset - firstSample / 10);
  }

  it("butts stretches together, and clicks on the same clock", async () => {
    const player = made(10);
    await player.play(0);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(context.began).toHaveLength(3);
    const zero = zeros()[0] ?? Number.NaN;
    for (const other of zeros()) expect(other).toBeCloseTo(zero, 6);
    expect(context.tones).toHaveLength(clicks.length);
    context.tones.forEach((at, index) => expect(at - zero).toBeCloseTo(clicks[index]?.time ?? 0, 6));
    expect(player.playing).toBe(false);
    expect(player.positionS).toBe(10);
  });

  it("enters a late stretch in its middle, where it would be by now", async () => {
    await made(10, undefined, 5000).play(0);
    await vi.advanceTimersByTimeAsync(12_000);
    const late = context.began[1];
    expect(late?.offset).toBeGreaterThan(0.5);
    for (const other of zeros()) expect(other).toBeCloseTo(zeros()[0] ?? Number.NaN, 6);
    for (const one of context.began) expect(one.at).toBeGreaterThanOrEqual(one.noted);
  });

  it("schedules anew what the page was held up with", async () => {
    context.held = [400, 90];
    await made(3).play(0);
    const only = context.began[0];
    expect(context.began).toHaveLength(1);
    expect(only?.at).toBeGreaterThan(only?.noted ?? Number.POSITIVE_INFINITY);
    expect(only?.offset).toBeGreaterThan(0.3);
    await vi.advanceTimersByTimeAsync(1000);
    const zero = zeros()[0] ?? Number.NaN;
    context.tones.forEach((at) => expect(clicks.some((click) => Math.abs(at - zero - click.time) < 1e-6)).toBe(true));
  });

  it("lets time pass before the music begins and after it ends", async () => {
    const player = made(2, { fromS: -3, toS: 5 });
    await player.play(-3);
    await vi.advanceTimersByTimeAsync(1500);
    expect(player.positionS).toBeLessThan(-1);
    const [only] = context.began;
    expect((only?.at ?? 0) * 1000).toBeGreaterThan(2900);
    await vi.advanceTimersByTimeAsync(5000);
    expect(player.positionS).toBeGreaterThan(3);
    expect(player.playing).toBe(true);
    await vi.advanceTimersByTimeAsync(3000);
    expect(player.playing).toBe(false);
  });

  it("reads what the engine sends, and nothing else", () => {
    const buffer = bufferOf(context as unknown as AudioContext, wave(5, 1));
    expect(buffer?.getChannelData(0)[0]).toBe(50 / 32768);
    expect(bufferOf(context as unknown as AudioContext, wave(0, 0))).toBeNull();
    expect(() => bufferOf(context as unknown as AudioContext, new ArrayBuffer(8))).toThrow("no WAV");
  });
});
