/** Which music: what is taken, the sound tracks of the timeline to choose from, or a file. */

import type { App } from "../../app";
import { type TrackOffer, tracksOffered } from "../../flows/choosing";
import { button, section } from "../controls";
import { fill, h, type View } from "../dom";
import type { State } from "../state";
import { counted, fileName } from "../words/numbers";

const MOST_OTHERS = 3;

export function musicChoice(app: App): View {
  const taken = h("div", {});
  const list: HTMLUListElement = h("ul", { class: "tracks", "aria-label": "Sound tracks of the timeline", onkeydown: (event) => step(list, event as KeyboardEvent) });
  const buttons = h("div", { class: "row" });
  const element = section("Music", taken, list, buttons);

  async function choose(): Promise<void> {
    const path = await app.host.pickFile("sound", "Choose the music");
    if (path === null) return;
    const candidate = app.state.now.edit?.music.find((one) => one.path === path);
    await app.keepMusic({ path, name: fileName(path), startS: candidate?.startS ?? 0, reason: "" });
  }

  function row(offer: TrackOffer, takenPath: string): HTMLElement {
    const { music, title, clips, longest, refused } = offer;
    const what = clips === 1 ? `1 clip, ${longest}` : `${counted(clips, "clip")}, the longest is ${longest}`;
    const pressed = music !== null && music.path === takenPath;
    return h(
      "li",
      {},
      button(refused === "" ? `${title} · ${what}` : `${title} · ${what}: ${refused}`, () => music !== null && app.keepMusic(music), {
        "aria-label": `Take the music from ${title}: ${what}`,
        "aria-pressed": String(pressed),
        disabled: music === null,
      }),
    );
  }

  const stop = app.state.watch(["music", "analysis", "edit", "sequence"], ({ music, analysis, edit, sequence }) => {
    const offers = sequence === null ? [] : tracksOffered(sequence);
    fill(
      taken,
      h("p", {}, music === null ? "No music is chosen." : music.name),
      music !== null && music.reason !== "" && h("p", { class: "quiet" }, `A guess: ${music.reason}.`),
    );
    fill(list, ...offers.map((offer) => row(offer, music?.path ?? "")));
    list.hidden = offers.length === 0;
    fill(
      buttons,
      button(music === null ? "Choose music…" : "Other music…", choose),
      ...others(edit, offers, music?.path ?? "").map((one) => button(one.name, () => app.keepMusic({ ...one, reason: "" }))),
      music !== null && analysis === null && button("Find the beats", () => app.listen(), { class: "primary" }),
    );
  });
  return { element, dispose: stop };
}

/** What may be the music though no track offers it: in a compound clip, or the sound of a video. */
function others(edit: State["edit"], offers: readonly TrackOffer[], takenPath: string): { path: string; name: string; startS: number }[] {
  const offered = new Set(offers.map((offer) => offer.music?.path));
  return (edit?.music ?? [])
    .filter((one) => one.path !== takenPath && !offered.has(one.path))
    .slice(0, MOST_OTHERS)
    .map(({ path, name, startS }) => ({ path, name, startS }));
}

/** Up and down go from track to track. */
function step(list: HTMLElement, event: KeyboardEvent): void {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by === undefined) return;
  const rows = Array.from(list.querySelectorAll<HTMLButtonElement>("button:not(:disabled)"));
  const next = rows[rows.indexOf(document.activeElement as HTMLButtonElement) + by];
  event.preventDefault();
  next?.focus();
}
