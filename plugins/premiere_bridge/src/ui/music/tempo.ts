/** The tempo of the music, and where its bars begin. */

import type { App } from "../../app";
import { beatOneAt, nearTempo, scaled, shifted, tapped, tappedTempo } from "../../flows/corrections";
import { barsOfChoice, shiftedBars } from "../../flows/placing";
import { button, section } from "../controls";
import { drawnCalmly, fill, h, type View } from "../dom";
import { tempo } from "../words/numbers";
import { hasNoBeat, sureness } from "../words/sureness";

export function tempoControls(app: App): View {
  const body = h("div", {});
  const element = section("Tempo", body);
  let taps: number[] = [];
  const tapWords = h("span", { class: "quiet", "aria-live": "polite" });

  function correct(change: (now: App["state"]["now"]) => Partial<App["state"]["now"]>): void {
    app.state.set(change(app.state.now));
    void app.listen();
  }

  function tap(): void {
    taps = tapped(taps, performance.now());
    const bpm = tappedTempo(taps);
    tapWords.textContent = bpm === null ? `${taps.length} of 4 taps` : `${tempo(bpm)} tapped`;
  }

  function useTaps(): void {
    const bpm = tappedTempo(taps);
    if (bpm === null) return;
    taps = [];
    correct((now) => ({ beats: nearTempo(now.beats, bpm) }));
  }

  function beatOne(): void {
    const { music, analysis, playheadS } = app.state.now;
    if (music === null || analysis === null) return;
    correct((now) => ({ beats: beatOneAt(now.beats, analysis, playheadS - music.startS) }));
  }

  const onKey = (event: KeyboardEvent): void => {
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
    const corrected = Object.values(now.musicEdits).some((list) => Array.isArray(list) && list.length > 0);
    fill(body, analysis !== null && tempoRow());

    function barButton(label: string, name: string, by: 1 | -1): HTMLElement {
      const metre = Math.max(1, analysis?.beatsPerBar ?? 4);
      const repeats = barsOfChoice(snap, metre) <= 1;
      return button(label, () => app.chooseBeats(shiftedBars(snap, metre, by)), {
        "aria-label": name,
        disabled: repeats,
        title: repeats ? "Every bar has such a beat: choose every 2nd bar, or more, first" : name,
      });
    }

    function tempoRow(): HTMLElement {
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
          [` · ${analysis.beatsPerBar} beats to the bar`, sureness(analysis)].filter((words) => words !== "").join(" · "),
        ),
        hasNoBeat(analysis) &&
          h(
            "div",
            { class: "row" },
            h("p", { class: "warning" }, "No cut moves to music in which hardly a beat is heard, such as speech or noise."),
            button("Cut to it all the same", () => app.chooseBeats({ evenIfUnsure: snap.evenIfUnsure !== true }), {
              "aria-pressed": String(snap.evenIfUnsure === true),
            }),
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
          button("This is beat one", beatOne, { title: "The beat at the playhead begins a bar (B)" }),
        ),
        h(
          "div",
          { class: "row" },
          button("Tap tempo", tap, { title: "Tap along with the music (T)" }),
          button("Use taps", useTaps),
          tapWords,
        ),
        corrected &&
          h(
            "div",
            { class: "row" },
            button("Save corrections", () => app.saveEdits()),
            button("Forget corrections", () => correct(() => ({ musicEdits: {}, beats: {} }))),
          ),
      );
    }
  });
  const stop = app.state.watch(["analysis", "beats", "musicEdits", "snap"], drawn);
  return {
    element,
    dispose: () => {
      stop();
      document.removeEventListener("keydown", onKey);
    },
  };
}
