// Runs every end-to-end test, one after the other.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here).filter((name) => name.endsWith(".mjs") && !["run.mjs", "support.mjs", "double.mjs", "impostor.mjs"].includes(name)).sort();
for (const name of names) {
  console.log(`\n${name}`);
  if (spawnSync(process.execPath, [join(here, name)], { stdio: "inherit" }).status !== 0) process.exitCode = 1;
}
