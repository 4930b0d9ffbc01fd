// The panel that Premiere loads, on the double of Premiere in Chromium, and a real engine that it finds.
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { build } from "esbuild";
import { browser, Engine, python, root } from "./support.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".png": "image/png" };

/** The panel, with the port of this engine for those of the manifest, which other programs may have. */
function lookingAt(port, script) {
  const [before, after, ...more] = script.split("[47613, 47614, 47615]");
  if (after === undefined || more.length > 0) throw new Error("the panel's ports are not where they were");
  return `${before}[${port}]${after}`;
}

/**
 * @param prepared the timeline that an export of the open sequence gives.
 * @param says what the double is told of the project, as `window.doubleSays`.
 */
export async function doubled({ prepared, ...says }) {
  const double = await build({ entryPoints: [join(root, "test/double/page.ts")], bundle: true, write: false, format: "iife" });
  let port = 0;
  const server = createServer((request, response) => {
    const name = request.url === "/" ? "/index.html" : request.url;
    response.setHeader("Content-Type", TYPES[extname(name)] ?? "application/octet-stream");
    try {
      const file = readFileSync(join(root, "dist/uxp", name));
      response.end(name === "/main.js" ? lookingAt(port, file.toString()) : file);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  // A page has an origin, which a panel in Premiere is not known to have: the switch for it is used here.
  const engine = await new Engine(undefined, 0, ["--allow-origin", origin]).start();
  port = engine.http_port;
  const chromium = await browser();
  const faults = [];
  let running = engine;

  return {
    engine,
    faults,
    /** A page with the panel in it. */
    async opened() {
      const page = await chromium.newPage({ viewport: { width: 420, height: 900 }, colorScheme: "dark" });
      page.on("pageerror", (error) => faults.push(error.message));
      await page.exposeFunction("hostRead", (path) => readFileSync(path, "utf8"));
      await page.exposeFunction("hostExport", (path) => {
        copyFileSync(prepared, path);
        return true;
      });
      await page.addInitScript((said) => { window.doubleSays = said; }, says);
      await page.addInitScript({ content: double.outputFiles[0].text });
      await page.goto(origin);
      return page;
    },
    /** A code to pair with, as a user gets it. */
    code() {
      return spawnSync(python, ["-m", "backbeat.cli.main", "pair", "--no-wait", "--home", engine.home], { encoding: "utf8" }).stdout.trim();
    },
    /** The engine again, after it was stopped. */
    async restarted() {
      running = await new Engine(engine.home, port, ["--allow-origin", origin]).start();
    },
    async closed() {
      await chromium.close();
      await running.stop();
      server.close();
    },
  };
}
