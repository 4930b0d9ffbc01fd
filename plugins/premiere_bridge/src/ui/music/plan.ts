/** The planned cuts as a table: where each goes and why, and what the user makes of it. */

import type { App } from "../../app";
import type { Cut, FrameRate } from "../../engine/contract";
import { decided, decisionOf, standingOf, STANDINGS, undecided } from "../../flows/decisions";
import { button, section } from "../controls";
import { drawnCalmly, fill, h, type View } from "../dom";
import { counted, signed } from "../words/numbers";
import { frameSeconds } from "../time/model";

const SHOWN = 200;

export function planTable(app: App, seek: (seconds: number) => void): View {
  const summary = h("p", { role: "status" });
  const rows = h("tbody", {});
  const head = ["Cut", "Timecode", "Moves", "Off the beat", "Why", "Yours"].map((name) => h("th", { scope: "col" }, name));
  const scroll = h(
    "div",
    { class: "rolls", tabindex: "0", role: "region", "aria-label": "Planned cuts" },
    h("table", {}, h("thead", {}, h("tr", {}, ...head)), rows),
  );
  // Where no markers can be put on what is open, they are in what is written.
  const newSequence = app.host.features().markers ? "New sequence on the beat" : "New sequence on the beat, with beat markers";
  const buttons = h("div", { class: "row" });
  const element = section("Cuts", buttons, summary, scroll);

  function decide(cut: Cut, toFrame: number | undefined): void {
    app.state.set({ decisions: decided(app.state.now.decisions, cut, toFrame) });
    app.replan();
  }

  function leave(cut: Cut): void {
    app.state.set({ decisions: undecided(app.state.now.decisions, cut) });
    app.replan();
  }

  function row(cut: Cut, rate: FrameRate): HTMLElement {
    const standing = standingOf(app.state.now.decisions, cut);
    const frameMs = (1000 * rate.denominator) / rate.numerator;
    const moved = cut.toFrame - cut.fromFrame;
    const name = `${cut.track} ${cut.index + 1}`;
    const own = decisionOf(app.state.now.decisions, cut) !== undefined;
    return h(
      "tr",
      { "data-standing": standing },
      h("td", {}, button(name, () => seek((cut.toFrame * frameMs) / 1000), { class: "link", "aria-label": `Go to cut ${name}` })),
      h("td", {}, cut.timecode),
      h("td", {}, `${STANDINGS[standing]}${moved !== 0 ? ` ${signed(moved, 0, "fr")} (${signed(moved * frameMs, 0, "ms")})` : ""}`),
      h("td", {}, cut.errorMs === undefined ? "–" : signed(cut.errorMs, 1, "ms")),
      h("td", { class: "why" }, cut.reason),
      h(
        "td",
        { class: "actions" },
        !own && moved !== 0 && button("Pin", () => decide(cut, cut.toFrame), { "aria-label": `Pin cut ${name} where it goes` }),
        standing !== "refused" && standing !== "through" && button("Refuse", () => decide(cut, undefined), { "aria-label": `Refuse cut ${name}: it stays where it was` }),
        own && button("Reset", () => leave(cut), { "aria-label": `Reset cut ${name} to the plan` }),
      ),
    );
  }

  const drawn = drawnCalmly(() => {
    const now = app.state.now;
    const { plan, edit, sequence } = now;
    element.hidden = edit === null && plan === null && sequence === null;
    const cuts = plan?.syncMap?.cuts ?? [];
    const rate = plan?.syncMap?.rate ?? edit?.rate ?? { numerator: Math.round(1 / frameSeconds(edit)), denominator: 1 };
    const ready = now.analysis !== null && (edit !== null || sequence !== null);
    fill(
      buttons,
      ready && button(plan === null ? "Preview the cuts" : "Preview again", () => app.plan(), { class: plan === null ? "primary" : "" }),
      ready && button(newSequence, () => app.newSequence(), { class: plan === null ? "" : "primary" }),
      now.decisions.length > 0 && button("Reset all", () => { app.state.set({ decisions: [] }); app.replan(); }),
    );
    fill(rows, ...cuts.filter((cut) => cut.action !== "ACTION_THROUGH_EDIT").slice(0, SHOWN).map((cut) => row(cut, rate)));
    scroll.hidden = cuts.length === 0;
    summary.textContent = plan === null ? "" : summed(plan.moved, plan.kept, plan.skipped, cuts.length);
  });
  const stop = app.state.watch(["plan", "decisions", "edit", "analysis", "sequence"], drawn);
  return { element, dispose: stop };
}

export function summed(moved: number, kept: number, skipped: number, cuts: number): string {
  const all = `${counted(moved, "cut")} ${moved === 1 ? "moves" : "move"}, ${kept} ${kept === 1 ? "is" : "are"} on a beat already, ${skipped} ${skipped === 1 ? "stays" : "stay"}.`;
  return cuts > SHOWN ? `${all} The first ${SHOWN} are listed.` : all;
}
