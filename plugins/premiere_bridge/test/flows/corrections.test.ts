import fc from "fast-check";
import { expect, test } from "vitest";
import type { Beat, MusicAnalysis } from "../../src/engine/contract";
import { beatOneAt, movedBeat, nearTempo, scaled, shifted, tapped, tappedTempo, toggledBeat } from "../../src/flows/corrections";
import { decided, decisionOf, standingOf, undecided } from "../../src/flows/decisions";
import { barsOfChoice, isChosen, placedBeats, shiftedBars } from "../../src/flows/placing";
import { everyAs, everyOf } from "../../src/ui/music/grid";
import type { Cut } from "../../src/engine/contract";

const beats: Beat[] = Array.from({ length: 16 }, (_, index) => ({
  timeS: 0.5 + index / 2,
  bar: Math.floor(index / 4) + 1,
  beat: (index % 4) + 1,
  confidence: 0.8,
  origin: "ORIGIN_DETECTED",
  kick: index % 2 === 0 ? 0.9 : 0,
  snare: index % 2 === 1 ? 0.9 : 0,
}));
const analysis = { beats, beatsPerBar: 4, durationS: 9 } as unknown as MusicAnalysis;

test("half and double undo each other", () => {
  expect(scaled({}, "half").tempoScale).toBe("TEMPO_SCALE_HALF");
  expect(scaled(scaled({}, "half"), "double").tempoScale).toBe("TEMPO_SCALE_UNSPECIFIED");
  expect(scaled(scaled({}, "double"), "double").tempoScale).toBe("TEMPO_SCALE_UNSPECIFIED");
});

test("beat one goes to the nearest beat, or by beats", () => {
  expect(beatOneAt({}, analysis, 1.1).firstDownbeatS).toBe(1);
  expect(shifted({}, analysis, 1).firstDownbeatS).toBe(1);
  // A beat earlier than the first is the one three later.
  expect(shifted({}, analysis, -1).firstDownbeatS).toBe(2);
});

test("taps in even time give their tempo, a pause begins anew", () => {
  let taps: number[] = [];
  for (let n = 0; n < 8; n += 1) taps = tapped(taps, 1000 + n * 500 + (n % 2 === 0 ? 8 : -8));
  expect(tappedTempo(taps)).toBeCloseTo(120, 0);
  expect(tappedTempo(taps.slice(0, 3))).toBeNull();
  expect(tapped(taps, 99_000)).toEqual([99_000]);
  expect(nearTempo({}, 100)).toMatchObject({ minTempoBpm: 96, maxTempoBpm: 104 });
});

test("a beat is added where none is, removed where one is, and brought back", () => {
  expect(toggledBeat({}, analysis, 0.75).beats).toEqual([{ timeS: 0.75, downbeat: false }]);
  expect(toggledBeat({}, analysis, 1.02).removedBeatsS).toEqual([1]);
});

test("a beat that is dragged far takes the heard one away; near, the engine moves it", () => {
  expect(movedBeat({}, 1, 1.04, false)).toEqual({ beats: [{ timeS: 1.04, downbeat: false }], removedBeatsS: [] });
  expect(movedBeat({}, 1, 1.3, true)).toEqual({ beats: [{ timeS: 1.3, downbeat: true }], removedBeatsS: [1] });
  const again = movedBeat(movedBeat({}, 1, 1.3, true), 1.3, 1.4, true);
  expect(again).toEqual({ beats: [{ timeS: 1.4, downbeat: true }], removedBeatsS: [1] });
});

test("beats lie where the music lies, with the offset, and only what sounds", () => {
  const placed = placedBeats(analysis, { startS: 10, fromS: 1, toS: 3 }, { gridOffsetMs: -40 });
  expect(placed.map((one) => one.time)).toEqual([10.96, 11.46, 11.96, 12.46]);
});

test("which beats are chosen: every N, bars, beats of the bar, drums", () => {
  const chosen = (options: object) => beats.filter((beat) => isChosen(beat, 4, options)).length;
  expect(chosen({})).toBe(16);
  expect(chosen({ everyBeats: 2 })).toBe(8);
  expect(chosen({ everyBars: 2 })).toBe(2);
  expect(chosen({ beatsOfBar: [1, 3] })).toBe(8);
  expect(chosen({ drum: "DRUM_SNARE" })).toBe(8);
  expect(chosen({ drum: "DRUM_KICK", beatsOfBar: [2] })).toBe(0);
});

test("beats on which anything starts", () => {
  const onsets = [1.04, 1.49, 2.2].map((timeS) => ({ timeS, strength: 1 }));
  const placed = placedBeats({ ...analysis, onsets }, { startS: 0 }, { drum: "DRUM_ONSET" });
  expect(placed.filter((one) => one.chosen).map((one) => one.time)).toEqual([1, 1.5]);
});

test("every N counts from the bar that is named, and a shift by a bar goes round", () => {
  const chosen = (options: object, metre = 4) => beats.filter((beat) => isChosen(beat, metre, options)).map((beat) => `${beat.bar}.${beat.beat}`);
  expect(chosen({ everyBars: 2 })).toEqual(["1.1", "3.1"]);
  expect(chosen({ everyBars: 2, firstBar: 2 })).toEqual(["2.1", "4.1"]);
  expect(chosen({ everyBars: 4, firstBar: 7 })).toEqual(["3.1"]);
  expect(chosen({ everyBeats: 8, firstBar: 2 })).toEqual(["2.1", "4.1"]);
  expect([barsOfChoice({}, 4), barsOfChoice({ everyBeats: 2 }, 4), barsOfChoice({ everyBeats: 2 }, 3), barsOfChoice({ everyBeats: 8 }, 4)]).toEqual([1, 1, 2, 2]);
  const later = shiftedBars({ everyBars: 4 }, 4, 1);
  expect(later).toEqual({ everyBars: 4, firstBar: 2 });
  expect(shiftedBars(later, 4, -1).firstBar).toBe(0);
  expect(shiftedBars({ everyBars: 4 }, 4, -1).firstBar).toBe(4);
  expect(shiftedBars({ everyBars: 4, firstBar: 4 }, 4, 1).firstBar).toBe(0);
});

test("the choice of every N and its request are each other's", () => {
  for (const every of ["1", "2", "4", "8", "bar", "2 bars", "4 bars", "8 bars"] as const) {
    const { everyBeats, everyBars } = everyAs(every);
    expect(everyOf(everyBeats, everyBars)).toBe(every);
  }
});

test("one decision a cut, the last one", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ index: fc.nat(5), to: fc.option(fc.nat(500), { nil: undefined }) }), { maxLength: 30 }), (steps) => {
      let decisions: ReturnType<typeof decided> = [];
      const last = new Map<number, number | undefined>();
      for (const { index, to } of steps) {
        const cut = { track: "V1", index, action: "ACTION_MOVED" } as Cut;
        decisions = decided(decisions, cut, to);
        last.set(index, to);
        expect(standingOf(decisions, cut)).toBe(to === undefined ? "refused" : "pinned");
      }
      expect(decisions).toHaveLength(last.size);
      for (const [index, to] of last) {
        const cut = { track: "V1", index, action: "ACTION_MOVED" } as Cut;
        expect(decisionOf(decisions, cut)?.toFrame).toBe(to);
        expect(undecided(decisions, cut)).toHaveLength(last.size - 1);
      }
    }),
  );
});
