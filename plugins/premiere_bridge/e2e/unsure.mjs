// Applause as music: the panel says that hardly a beat is heard, moves no cut, and does when it is told to.
import { join } from "node:path";
import { applause, Checks, edit, Engine, film, folder, openedPanel, shots, sleep } from "./support.mjs";

const checks = new Checks();
const dir = folder("unsure");
const song = join(dir, "applause.wav");
applause(song);
const path = edit(join(dir, "edit.otio"), film(join(dir, "film.mp4")), song);
const engine = await new Engine().start();
const { chromium, page, faults } = await openedPanel(engine, path);

/** How the cuts of the plan stand, once it is made. */
async function standings() {
  await sleep(700);
  await page.locator(".progress").waitFor({ state: "hidden", timeout: 30_000 });
  return page.locator("tr[data-standing]").evaluateAll((all) => all.map((row) => row.dataset.standing));
}

const tempo = await page.locator("p.big").first().textContent();
checks.ok("beside the tempo it says how sure it is", /\d % sure: hardly a beat is heard/.test(tempo), tempo);
await page.getByRole("button", { name: "Preview the cuts" }).click();
const said = page.locator(".messages").getByText("Hardly a beat is heard in applause.wav").first();
await said.waitFor({ timeout: 30_000 });
checks.ok("the plan says it", true, await said.textContent());
const before = await standings();
checks.ok("no cut moves", before.length > 0 && !before.includes("moved"), before.join());

const anyway = page.getByRole("button", { name: "Cut to it all the same" });
await anyway.click();
const told = await standings();
checks.ok("told to, cuts move", told.includes("moved"), told.join());
checks.ok("the button is pressed then", (await anyway.getAttribute("aria-pressed")) === "true");
if (shots()) await page.screenshot({ path: join(shots(), "unsure.png"), fullPage: true });
await anyway.click();
const again = await standings();
checks.ok("and no longer when it is pressed again", !again.includes("moved"), again.join());
checks.ok("no error on the page", faults.length === 0, faults[0] ?? "");
await chromium.close();
await engine.stop();
checks.end();
process.exit();
