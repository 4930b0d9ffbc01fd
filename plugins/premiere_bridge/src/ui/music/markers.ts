/** Beats as markers, on the sequence or on the music's own clip, where the host takes markers. */

import type { App } from "../../app";
import { beatMarkers, putBeatMarkers, removeOurs } from "../../flows/cutting";
import { placedBeats } from "../../flows/placing";
import type { MarkerTarget } from "../../host/port";
import { button, section } from "../controls";
import { h, type View } from "../dom";
import { COLORED } from "../settings";

export function markerButtons(app: App): View {
  const features = app.host.features();
  const row = h(
    "div",
    { class: "row" },
    features.markers && button("Markers on the sequence", () => put({ kind: "sequence" })),
    features.clipMarkers && button("Markers on the music clip", () => onClip()),
    features.markers && button("Remove ours", () => remove()),
  );
  const element = section("Beats as markers", row);

  function onClip(): Promise<void> {
    const music = app.state.now.music;
    return music === null ? Promise.resolve() : put({ kind: "media", path: music.path });
  }

  async function put(on: MarkerTarget): Promise<void> {
    const { analysis, music, snap } = app.state.now;
    if (analysis === null || music === null) return;
    const place = on.kind === "sequence" ? music : { startS: 0 };
    const colored = (await app.host.memory.read(COLORED)) === "yes";
    const markers = beatMarkers(placedBeats(analysis, place, snap), colored);
    const said = await app.run("Placing markers", () => putBeatMarkers(app.host, markers, on));
    for (const text of said ?? []) app.say({ kind: "done", text });
  }

  async function remove(): Promise<void> {
    const said = await app.run("Removing markers", () => removeOurs(app.host, { kind: "sequence" }));
    if (said !== null) app.say({ kind: "done", text: said });
  }

  const stop = app.state.watch(["analysis"], ({ analysis }) => {
    element.hidden = analysis === null || !features.markers;
  });
  return { element, dispose: stop };
}
