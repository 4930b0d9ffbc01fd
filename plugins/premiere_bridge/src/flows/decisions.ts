/** What the user decides about single cuts of a plan. Pure. */

import type { Cut, CutDecision } from "../engine/contract";

export type Decisions = readonly CutDecision[];

export function decisionOf(decisions: Decisions, cut: Cut): CutDecision | undefined {
  return decisions.find((one) => one.track === cut.track && one.index === cut.index);
}

/** Decides one cut anew; `toFrame` undefined: it stays where it is. */
export function decided(decisions: Decisions, cut: Cut, toFrame: number | undefined): CutDecision[] {
  const fresh: CutDecision = { track: cut.track, index: cut.index };
  if (toFrame !== undefined) fresh.toFrame = toFrame;
  return [...undecided(decisions, cut), fresh];
}

/** Leaves a cut to the plan again. */
export function undecided(decisions: Decisions, cut: Cut): CutDecision[] {
  return decisions.filter((one) => one.track !== cut.track || one.index !== cut.index);
}

/** How a cut is shown. */
export type Standing = "moved" | "kept" | "skipped" | "refused" | "pinned" | "through";

export function standingOf(decisions: Decisions, cut: Cut): Standing {
  const decision = decisionOf(decisions, cut);
  if (cut.action === "ACTION_THROUGH_EDIT") return "through";
  if (decision !== undefined) return decision.toFrame === undefined ? "refused" : "pinned";
  if (cut.action === "ACTION_MOVED") return "moved";
  return cut.action === "ACTION_KEPT" ? "kept" : "skipped";
}

/** What each standing is called. */
export const STANDINGS: Record<Standing, string> = {
  moved: "moves",
  kept: "on the beat",
  skipped: "stays",
  refused: "left by you",
  pinned: "placed by you",
  through: "no cut",
};
