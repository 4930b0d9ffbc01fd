/** How sure the beats of the music are. */

import type { MusicAnalysis, Unsure } from "../../engine/contract";
import { percent } from "./numbers";

/** Absent from an engine older than the panel. */
type Judged = Partial<Pick<MusicAnalysis, "confidence" | "unsure">>;

const DOUBTS: Record<Unsure, string> = {
  UNSURE_UNSPECIFIED: "",
  UNSURE_NO_BEAT: "hardly a beat is heard",
  UNSURE_TEMPO: "the tempo may be another, such as half or double",
  UNSURE_WANDERING: "the tempo wanders",
  UNSURE_BARS: "bars may start on another beat",
};

/** "64 % sure: the tempo wanders"; empty where the engine did not judge it. */
export function sureness({ confidence, unsure = [] }: Judged): string {
  const doubts = unsure.map((one) => DOUBTS[one]).filter((words) => words !== "").join(", ");
  if (confidence === undefined) return doubts;
  return `${percent(confidence)} sure${doubts === "" ? "" : `: ${doubts}`}`;
}

/** Whether the music has hardly a beat, so that no cut moves to it unless told to. */
export function hasNoBeat({ unsure = [] }: Judged): boolean {
  return unsure.includes("UNSURE_NO_BEAT");
}
