/** The panel in a browser, served by the engine. */

import { App } from "./app";
import { FilesHost, type Opened } from "./host/files/host";
import { player } from "./player/view";
import { button } from "./ui/controls";
import { h } from "./ui/dom";
import { panelView } from "./ui/panel";

function opened(): Opened | null {
  const { edit, editPath, media, music } = app.state.now;
  const path = editPath !== "" ? editPath : (media?.path ?? music?.path ?? "");
  return path === "" ? null : { path, edit };
}

const host = new FilesHost(() => app.engine(), opened);
// The page came from who answers there, and its token ends with that engine: there is nothing to prove.
const app: App = new App(host, { bases: [location.origin], prover: null });

async function openAnother(): Promise<void> {
  const path = await host.pickFile("any", "Open a timeline, a song, a video or a result");
  if (path !== null) await app.open(path);
}

async function start(): Promise<void> {
  const asked = new URLSearchParams(location.hash.slice(1));
  // The code must not stay in the address, nor in the history.
  history.replaceState(null, "", location.pathname);
  const sound = player(app);
  const view = panelView(app, { player: sound, seek: sound.seek, togglePlay: sound.togglePlay });
  const root = document.getElementById("panel");
  root?.append(h("div", { class: "open-row" }, button("Open…", openAnother)), view.element);
  await app.connect();
  const code = asked.get("code");
  if (code !== null && app.state.now.connection.kind === "unpaired") {
    try {
      await app.pair(code);
    } catch (error) {
      app.fail(error);
    }
  }
  const path = asked.get("open") ?? sessionStorage.getItem("backbeat.open");
  if (path !== null && path !== "" && app.state.now.connection.kind === "ready") {
    sessionStorage.setItem("backbeat.open", path);
    await app.open(path);
  }
  watchRestarts();
}

/** An engine that went away is looked for; a page's token ends with it, which is said. */
function watchRestarts(): void {
  setInterval(() => {
    const { connection, running } = app.state.now;
    if (connection.kind === "ready" && running === null) void app.check();
  }, 5000);
}

// A new address in the same tab changes only what stands behind the #.
window.addEventListener("hashchange", () => location.hash !== "" && location.reload());
window.addEventListener("error", (event) => app.fail(event.error ?? new Error(event.message)));
window.addEventListener("unhandledrejection", (event) => app.fail(event.reason));
void start();
