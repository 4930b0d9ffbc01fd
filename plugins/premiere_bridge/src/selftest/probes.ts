/**
 * Questions that only the host itself can answer, asked on a sequence made for it and taken away again.
 * Each names the switch that its answer decides.
 */

import type { Engine } from "../engine/client";
import { openProject } from "../host/premiere/active";
import { type Markers, type Project, premiere, type Sequence } from "../host/premiere/adobe";
import { exchange } from "../host/premiere/exchange";
import { type Making, transact } from "../host/premiere/transactions";
import { TICKS_PER_SECOND } from "../host/ticks";

export interface Answer {
  readonly question: string;
  readonly answer: string;
  /** What in the panel goes by it. */
  readonly decides: string;
  readonly good: boolean;
}

export const SCRATCH = "Backbeat self-test";
const SIZES = [10, 50, 200, 1000];
const LACKING = ["TextDecoder", "AbortController", "atob", "WebSocket", "AudioContext", "requestAnimationFrame"];

/** Asks everything; a question that fails is an answer too. */
export async function asked(engine: Engine): Promise<Answer[]> {
  const answers: Answer[] = [await loopback(engine), globals(), canvas(), exporting()];
  const project = await openProject();
  const sequence = (await project.createSequence(SCRATCH)) as Sequence | null;
  if (sequence === null) {
    return [...answers, { question: "Can a panel make a sequence?", answer: "no", decides: "the other questions", good: false }];
  }
  try {
    const markers = await premiere().Markers.getMarkers(sequence);
    for (const size of SIZES) answers.push(await guarded(`How many of ${size} actions of one transaction land?`, "the size of a batch of markers (Settings)", () => transaction(project, markers, size)));
    answers.push(await guarded("Can a marker be coloured after it is there?", "coloured markers (Settings)", () => colored(project, markers)));
    answers.push(await guarded("Do ticks of a marker come back exactly?", "where markers lie", () => exact(project, markers)));
  } finally {
    await project.deleteSequence(sequence);
  }
  return answers;
}

type Outcome = { readonly answer: string; readonly good: boolean };

async function guarded(question: string, decides: string, work: () => Promise<Outcome>): Promise<Answer> {
  try {
    return { question, decides, ...(await work()) };
  } catch (error) {
    return { question, decides, answer: error instanceof Error ? error.message : String(error), good: false };
  }
}

async function loopback(engine: Engine): Promise<Answer> {
  return guarded("How long does a call to the engine take?", "polling", async () => {
    const times: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const began = Date.now();
      await engine.call("Pairing/Hello", { protocol: 1, client: SCRATCH });
      times.push(Date.now() - began);
    }
    return { answer: `${times.join(", ")} ms`, good: Math.min(...times) < 1000 };
  });
}

function globals(): Answer {
  const there = LACKING.filter((name) => name in globalThis);
  return { question: "Which globals are there that UXP may lack?", answer: there.join(", ") || "none", decides: "nothing: the panel needs none but requestAnimationFrame", good: there.includes("requestAnimationFrame") };
}

function canvas(): Answer {
  const context = document.createElement("canvas").getContext("2d");
  const has = context !== null && typeof context.fillText === "function";
  return { question: "Can a canvas write text?", answer: has ? "yes" : "no", decides: "labels in the time area", good: context !== null };
}

function exporting(): Answer {
  const kind = exchange();
  return { question: "How can a panel export a sequence?", answer: kind, decides: "new sequences by OTIO, by XML, or not at all", good: kind === "otio" };
}

async function transaction(project: Project, markers: Markers, size: number): Promise<Outcome> {
  transact(project, `${SCRATCH}: ${size}`, Array.from({ length: size }, (_, index) => adding(markers, index)));
  const landed = markers.getMarkers().length;
  cleared(project, markers);
  return { answer: `${landed}`, good: landed === size };
}

async function colored(project: Project, markers: Markers): Promise<Outcome> {
  const { MarkerColor } = premiere().Constants;
  transact(project, `${SCRATCH}: one`, [adding(markers, 0)]);
  const own = markers.getMarkers()[0];
  if (own === undefined) return { answer: "there is no marker", good: false };
  transact(project, `${SCRATCH}: colour`, [() => own.createSetColorByIndexAction(MarkerColor.CYAN)]);
  const index = markers.getMarkers()[0]?.getColorIndex();
  cleared(project, markers);
  return { answer: `asked for ${MarkerColor.CYAN}, got ${index}`, good: index === MarkerColor.CYAN };
}

async function exact(project: Project, markers: Markers): Promise<Outcome> {
  const at = TICKS_PER_SECOND * 3n + 1n;
  const { Marker, TickTime } = premiere();
  transact(project, `${SCRATCH}: ticks`, [
    () => markers.createAddMarkerAction("tick", Marker.MARKER_TYPE_COMMENT, TickTime.createWithTicks(at.toString()), TickTime.TIME_ZERO, SCRATCH),
  ]);
  const back = markers.getMarkers()[0]?.getStart().ticks ?? "none";
  cleared(project, markers);
  return { answer: `${at} came back as ${back}`, good: back === at.toString() };
}

function adding(markers: Markers, index: number): Making {
  const { Marker, TickTime } = premiere();
  return () =>
    markers.createAddMarkerAction(`${index}`, Marker.MARKER_TYPE_COMMENT, TickTime.createWithTicks((TICKS_PER_SECOND * BigInt(index)).toString()), TickTime.TIME_ZERO, SCRATCH);
}

/** Takes the markers away, a few at a time: how many a host takes at once is what is asked here. */
function cleared(project: Project, markers: Markers): void {
  for (let left = markers.getMarkers(); left.length > 0; ) {
    transact(project, `${SCRATCH}: clear`, left.slice(0, 10).map((marker) => () => markers.createRemoveMarkerAction(marker)));
    const next = markers.getMarkers();
    if (next.length >= left.length) return;
    left = next;
  }
}
