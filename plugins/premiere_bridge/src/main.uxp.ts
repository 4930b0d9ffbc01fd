/** The panel in Premiere. */

import { App } from "./app";
import { ports } from "./engine/client";
import { provesToPanel } from "./engine/proof";
import { uxp } from "./host/premiere/adobe";
import { PremiereHost } from "./host/premiere/host";
import { secondsOf, ticksOf } from "./host/ticks";
import { musicToTake } from "./flows/choosing";
import { musicRemembered } from "./flows/remembering";
import { panelView } from "./ui/panel";

const PLAYHEAD_MS = 500;

function start(root: HTMLElement): void {
  const host = new PremiereHost();
  const app = new App(host, ports(provesToPanel));
  const guarded = (work: () => Promise<unknown>): void => void work().catch((error: unknown) => app.fail(error));
  const seek = (seconds: number): void => {
    app.state.set({ playheadS: seconds });
    guarded(() => host.setPlayhead(ticksOf(seconds)));
  };
  root.append(panelView(app, { seek, togglePlay: () => {} }).element);

  async function look(): Promise<void> {
    const sequence = await host.sequence();
    const before = app.state.now.sequence;
    app.state.set({ sequence });
    if (sequence === null || app.state.now.connection.kind !== "ready") return;
    const remembered = await musicRemembered(host.memory, sequence.id);
    const music = musicToTake(before, sequence, app.state.now.music?.path ?? "", remembered);
    if (music !== null) await app.chooseMusic(music, false);
  }

  host.onChange(() => guarded(look));
  app.state.watch(["connection"], ({ connection }) => {
    if (connection.kind === "ready") guarded(look);
  });
  setInterval(() => {
    if (app.state.now.sequence === null) return;
    host.playhead().then(
      (at) => at !== null && app.state.set({ playheadS: secondsOf(at) }),
      // A sequence that was closed meanwhile is noticed by its own event.
      () => {},
    );
  }, PLAYHEAD_MS);
  guarded(() => app.connect());
}

uxp().entrypoints.setup({
  panels: {
    backbeat: {
      create(root: HTMLElement): void {
        start(document.getElementById("panel") ?? root);
      },
    },
  },
});
