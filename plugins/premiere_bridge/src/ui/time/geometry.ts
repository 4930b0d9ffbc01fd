/** Where things lie on the time axis, and what lies under the pointer. Pure. */

/** The stretch that is shown, and how wide it is. */
export interface Span {
  readonly startS: number;
  readonly endS: number;
  readonly width: number;
}

export const LEAST_SPAN_S = 0.25;

export function xOf(time: number, span: Span): number {
  return ((time - span.startS) / (span.endS - span.startS)) * span.width;
}

export function timeAt(x: number, span: Span): number {
  return span.startS + (x / span.width) * (span.endS - span.startS);
}

/** Zooms by a factor so that the time under `x` stays under it; within 0 and `lengthS`. */
export function zoomed(span: Span, x: number, factor: number, lengthS: number): Span {
  const most = Math.max(lengthS, LEAST_SPAN_S);
  const length = Math.min(most, Math.max(LEAST_SPAN_S, (span.endS - span.startS) * factor));
  const start = timeAt(x, span) - (x / span.width) * length;
  return within({ ...span, startS: start, endS: start + length }, lengthS);
}

/** Scrolls, but not beyond 0 and `lengthS`. */
export function scrolled(span: Span, seconds: number, lengthS: number): Span {
  return within({ ...span, startS: span.startS + seconds, endS: span.endS + seconds }, lengthS);
}

export function within(span: Span, lengthS: number): Span {
  const most = Math.max(lengthS, LEAST_SPAN_S);
  const length = Math.min(span.endS - span.startS, most);
  const start = Math.min(Math.max(0, span.startS), most - length);
  return { ...span, startS: start, endS: start + length };
}

/** The span scrolled so that a time is seen, a fifth from the left where it was not. */
export function showing(span: Span, time: number, lengthS: number): Span {
  if (time >= span.startS && time <= span.endS) return span;
  const length = span.endS - span.startS;
  return within({ ...span, startS: time - length / 5, endS: time + (4 * length) / 5 }, lengthS);
}

/** First index whose time is at least `time`; `times` ascend. */
export function firstFrom(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The nearest of ascending times that is at most `reachS` away; -1 where none is. */
export function nearestIndex(times: ArrayLike<number>, time: number, reachS: number): number {
  const right = firstFrom(times, time);
  let best = -1;
  let distance = reachS;
  for (const index of [right - 1, right]) {
    if (index < 0 || index >= times.length) continue;
    const away = Math.abs((times[index] as number) - time);
    if (away <= distance) {
      best = index;
      distance = away;
    }
  }
  return best;
}

/** Steps of a ruler that lie at least `leastPx` apart: seconds from one mark to the next. */
export function rulerStep(span: Span, leastPx: number, frameS: number): number {
  const perPx = (span.endS - span.startS) / span.width;
  const steps = [frameS, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  return steps.find((step) => step >= leastPx * perPx) ?? 7200;
}
