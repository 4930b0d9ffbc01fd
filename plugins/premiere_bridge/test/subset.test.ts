/** What UXP is known to lack is not in the stylesheet nor in what Premiere loads. */

import { readFileSync } from "fs";
import { join } from "path";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

test("the stylesheet has only what UXP knows", () => {
  const css = readFileSync(join(root, "public/panel.css"), "utf8").replace(/\/\*.*?\*\//gs, "");
  for (const lacking of [/display:\s*(inline-)?grid/, /grid-template/, /transition/, /animation/, /@keyframes/, /gradient\(/, /\bgap:/, /position:\s*sticky/, /backdrop-filter/]) {
    expect(css).not.toMatch(lacking);
  }
});

test("what Premiere loads asks for nothing that UXP lacks or may lack, and only for its two modules", async () => {
  const built = await build({ entryPoints: [join(root, "src/main.uxp.ts")], bundle: true, write: false, format: "cjs", target: "es2020", external: ["premierepro", "uxp"] });
  const text = built.outputFiles[0]?.text ?? "";
  for (const lacking of ["new TextDecoder", "new TextEncoder", "crypto.", "new AudioContext", "WebAssembly.", "new Worker", "new WebSocket", "sessionStorage", "new AbortController", "atob(", "innerHTML", "FormData", "clearRect", "createLinearGradient"]) {
    expect(text).not.toContain(lacking);
  }
  expect([...text.matchAll(/require\("([^"]+)"\)/g)].map((found) => found[1]).sort()).toEqual(["premierepro", "uxp"]);
});

test("the manifest asks for as little as it can", () => {
  const manifest = JSON.parse(readFileSync(join(root, "public/manifest.json"), "utf8"));
  expect(Array.isArray(manifest.host)).toBe(false);
  expect(manifest.host).toEqual({ app: "premierepro", minVersion: "25.6.0" });
  expect(manifest.requiredPermissions.network.domains).toEqual([47613, 47614, 47615].map((port) => `http://127.0.0.1:${port}`));
  expect(manifest.requiredPermissions.localFileSystem).toBe("request");
  expect(manifest.requiredPermissions.webview).toBeUndefined();
});
