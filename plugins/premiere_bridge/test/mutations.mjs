// Faults that a panel for Premiere could have, put into a copy of the source one at a time. Each must
// be caught by the tests. `node test/mutations.mjs`
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const HOST = "src/host/premiere";

/** What it is, where, what is there, what takes its place, and the tests that should see it. */
const MUTATIONS = [
  ["actions are made before the lock", `${HOST}/transactions.ts`, "  let done = false;\n", "  let done = false;\n  const made = making.map((make) => make());\n  making = made.map((one) => () => one);\n", "markers"],
  ["what did not land is not asked for again", `${HOST}/transactions.ts`, "let left = await missing();", "let left: readonly Making[] = [];", "markers"],
  ["a host that takes nothing is asked for ever", `${HOST}/transactions.ts`, "if (next.length >= left.length) break;", "if (steps > 500) throw new Error('for ever');", "markers"],
  ["everyone's markers are taken for ours", `${HOST}/markers.ts`, ".filter((marker) => marker.getComments().startsWith(`${MARK}:`))", "", "markers"],
  ["the count is what was asked for, not what is there", `${HOST}/markers.ts`, "const there = wanted.length - lacking(owner, wanted).length;", "const there = wanted.length;", "markers"],
  ["colours are numbers from a table", `${HOST}/markers.ts`, "cyan: colors.CYAN,", "cyan: 5,", "markers"],
  ["files are imported each time", `${HOST}/bin.ts`, "if ((await findByPath(project, path)) === null) missing.push(path);", "missing.push(path);", "clips"],
  ["clips that overlap cover each other", `${HOST}/lanes.ts`, "return one.at < other.end && other.at < one.end;", "return false;", "clips"],
  ["the silence before a sound is played as well", `${HOST}/clips.ts`, "    () => item.createSetInOutPointsAction(tick(clip.source), tick(clip.source + clip.end - clip.at)),\n", "", "clips"],
  ["the user's clips on a track of that name are covered", `${HOST}/tracks.ts`, "&& (await hasRoom(sequence, index, lane, given.goingKeys))", "", "clips"],
  ["every clip is taken for ours", `${HOST}/clips.ts`, "if (ours.has(await pathOf(item))) found.push", "found.push", "clips"],
  ["times go by way of seconds", "src/host/ticks.ts", "return BigInt(whole) * TICKS_PER_SECOND + BigInt(rest);", "return BigInt(Math.round(seconds * 1e4)) * (TICKS_PER_SECOND / 10000n);", "ticks"],
  ["the song's place forgets where the clip begins in it", "src/flows/choosing.ts", "startS: secondsOf(clip.start - clip.source),", "startS: secondsOf(clip.start),", "sequence"],
  ["retimed clips are taken for the music", `${HOST}/active.ts`, "if (Math.abs((await item.getSpeed()) - 1) > 1e-9)", "if (false)", "sequence"],
  ["the token is left out", "src/engine/client.ts", "headers.set(\"Authorization\", `Bearer ${this.token}`);", "headers.delete(\"Authorization\");", "client"],
  ["who answers is not asked for a proof", "src/engine/client.ts", "if (this.prover === null || this.token === \"\") return;", "return;", "proof"],
  ["any answer is a proof", "src/engine/proof.ts", "response.ok && answer === panelProof(digest, portOf(base), challenge)", "response.ok", "proof"],
  ["a proof holds for ever", "src/engine/client.ts", "if (ago >= 0 && ago < PROVEN_MS) return;", "if (Number.isFinite(ago)) return;", "proof"],
];

const copy = mkdtempSync(join(tmpdir(), "backbeat-mutations-"));
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
for (const name of ["src", "test", "public", "package.json", "tsconfig.json", "vitest.config.ts"]) cpSync(join(root, name), join(copy, name), { recursive: true });
symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

const vitest = (only) => spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", only], { cwd: copy, encoding: "utf8" });
let survived = 0;
for (const [what, file, from, to, only] of MUTATIONS) {
  const path = join(copy, file);
  const source = readFileSync(path, "utf8");
  if (!source.includes(from)) {
    console.log(`FAIL ${what}: what it changes is not in ${file} any more`);
    survived += 1;
    continue;
  }
  writeFileSync(path, source.replace(from, to));
  const caught = vitest(only).status !== 0;
  writeFileSync(path, source);
  console.log(`${caught ? "ok  " : "FAIL"} ${what}${caught ? "" : ": nothing noticed"}`);
  survived += caught ? 0 : 1;
}
const whole = ["markers", "sequence", "clips", "ticks", "client", "proof"].every((only) => vitest(only).status === 0);
if (!whole) console.log("FAIL without a fault the tests do not pass");
process.exitCode = survived > 0 || !whole ? 1 : 0;
