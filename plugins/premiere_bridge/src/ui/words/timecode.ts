/** SMPTE 12M timecode, counted as the engine counts it. */

import type { Rate } from "../../host/ticks";

/** The whole number of frames that a second of timecode counts. */
export function nominal(rate: Rate): number {
  return Math.max(1, Math.round(rate.numerator / rate.denominator));
}

/** Whether a rate has drop-frame timecode: 29.97 and 59.94. */
export function canDrop(rate: Rate): boolean {
  return rate.denominator === 1001 && rate.numerator % 30000 === 0 && rate.numerator <= 60000;
}

/** "01:00:00:00"; ";" before the frames where frames are dropped. */
export function timecode(frame: number, rate: Rate, dropFrame = false): string {
  const base = nominal(rate);
  const drops = dropFrame && canDrop(rate);
  let count = Math.floor(Math.abs(frame) + 1e-9);
  if (drops) count = withDropped(count, base);
  const parts = [
    Math.floor(count / base / 3600),
    Math.floor(count / base / 60) % 60,
    Math.floor(count / base) % 60,
  ].map((part) => String(part).padStart(2, "0"));
  const width = Math.max(2, String(base - 1).length);
  const frames = String(count % base).padStart(width, "0");
  return `${frame < 0 ? "-" : ""}${parts.join(":")}${drops ? ";" : ":"}${frames}`;
}

/** Frames that a timecode counts from zero; null where the text is none. */
export function framesOf(text: string, rate: Rate): number | null {
  const found = /^(\d{1,2}):(\d{2}):(\d{2})([:;.])(\d{2,3})$/.exec(text.trim());
  if (found === null) return null;
  const [hours, minutes, seconds, frames] = [found[1], found[2], found[3], found[5]].map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined || frames === undefined) {
    return null;
  }
  const base = nominal(rate);
  if (minutes > 59 || seconds > 59 || frames >= base) return null;
  const count = ((hours * 60 + minutes) * 60 + seconds) * base + frames;
  if (found[4] === ":" || !canDrop(rate)) return count;
  const total = hours * 60 + minutes;
  return count - dropped(base) * (total - Math.floor(total / 10));
}

function dropped(base: number): number {
  return base / 15;
}

/** Adds the labels that drop-frame counting leaves out. */
function withDropped(frame: number, base: number): number {
  const gone = dropped(base);
  const perMinute = 60 * base - gone;
  const perTen = 600 * base - 9 * gone;
  const tens = Math.floor(frame / perTen);
  const rest = frame % perTen;
  const minutes = rest < 60 * base ? 0 : 1 + Math.floor((rest - 60 * base) / perMinute);
  return frame + gone * (9 * tens + minutes);
}
