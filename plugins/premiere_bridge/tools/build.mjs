// Builds the panel for Premiere (dist/uxp) and for the browser (dist/browser). The same source gives
// the same bytes; `--check` says whether the copies that are shipped are this source's.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where the copies lie that are shipped: the one that the engine serves, and the one for Premiere. */
const shipped = {
  browser: join(root, "../../engine/backbeat/server/panel_files"),
  uxp: join(root, "built"),
};
const common = { bundle: true, charset: "utf8", legalComments: "none", logLevel: "warning", absWorkingDir: root };

async function made(name, options, files) {
  const out = join(root, "dist", name);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await build({ ...common, ...options, outfile: join(out, options.outfile) });
  for (const file of files) await cp(join(root, "public", file), join(out, file.split("/").pop()), { recursive: true });
  return out;
}

const uxp = await made(
  "uxp",
  // Premiere's own engine reads it: no module, no syntax newer than it knows.
  { entryPoints: ["src/main.uxp.ts"], outfile: "main.js", format: "cjs", target: "es2020", external: ["premierepro", "uxp"] },
  ["manifest.json", "uxp/index.html", "panel.css", "icons"],
);
// Its licence asks that it be where the code is.
await cp(join(root, "node_modules/@noble/hashes/LICENSE"), join(uxp, "LICENSE-noble-hashes.txt"));
const browser = await made(
  "browser",
  { entryPoints: ["src/main.browser.ts"], outfile: "panel.js", format: "iife", target: "es2022", minifyWhitespace: true },
  ["browser/index.html", "panel.css", "icons"],
);

async function contents(folder, prefix = "") {
  const found = new Map();
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true }).catch(() => [])) {
    const name = join(prefix, entry.name);
    if (entry.isDirectory()) for (const [key, value] of await contents(folder, name)) found.set(key, value);
    else found.set(name, await readFile(join(folder, name)));
  }
  return found;
}

for (const [name, fresh] of Object.entries({ browser, uxp })) {
  const kept = shipped[name];
  if (!process.argv.includes("--check")) {
    await rm(kept, { recursive: true, force: true });
    await cp(fresh, kept, { recursive: true });
    continue;
  }
  const [new_, old] = [await contents(fresh), await contents(kept)];
  const stale = [...new Set([...new_.keys(), ...old.keys()])].filter((file) => !new_.get(file)?.equals(old.get(file) ?? Buffer.alloc(0)));
  if (stale.length > 0) {
    console.error("stale, run `npm run build` in plugins/premiere_bridge:", ...stale.sort());
    process.exitCode = 1;
  }
}
