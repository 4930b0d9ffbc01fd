/** Premiere's clock: whole ticks, carried as BigInt so that nothing is ever rounded on the way. */

export const TICKS_PER_SECOND = 254_016_000_000n;

export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
}

/** Ticks of one frame. Throws where a frame is no whole number of ticks, which no rate of video is. */
export function ticksPerFrame(rate: Rate): bigint {
  const whole = TICKS_PER_SECOND * BigInt(rate.denominator);
  if (rate.numerator <= 0 || whole % BigInt(rate.numerator) !== 0n) {
    throw new RangeError(`${rate.numerator}/${rate.denominator} frames a second have no whole ticks`);
  }
  return whole / BigInt(rate.numerator);
}

/** The rate whose frames last so many ticks, in lowest terms. */
export function rateOf(ticks: bigint): Rate {
  if (ticks <= 0n) throw new RangeError(`a frame of ${ticks} ticks`);
  const common = divisor(TICKS_PER_SECOND, ticks);
  return { numerator: Number(TICKS_PER_SECOND / common), denominator: Number(ticks / common) };
}

/** The nearest tick to a time of the engine, in seconds. */
export function ticksOf(seconds: number): bigint {
  // A double holds whole ticks of less than ten hours only: split off the whole seconds.
  const whole = Math.floor(seconds);
  const rest = Math.round((seconds - whole) * Number(TICKS_PER_SECOND));
  return BigInt(whole) * TICKS_PER_SECOND + BigInt(rest);
}

export function secondsOf(ticks: bigint): number {
  const whole = ticks / TICKS_PER_SECOND;
  return Number(whole) + Number(ticks - whole * TICKS_PER_SECOND) / Number(TICKS_PER_SECOND);
}

/** The frame nearest to a tick; the later one of two that are equally near. */
export function nearestFrame(ticks: bigint, frame: bigint): bigint {
  const twice = 2n * ticks + frame;
  const quotient = twice / (2n * frame);
  return twice < 0n && twice % (2n * frame) !== 0n ? quotient - 1n : quotient;
}

function divisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
