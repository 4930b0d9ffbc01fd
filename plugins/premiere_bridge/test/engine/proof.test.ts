import { createHash, createHmac } from "crypto";
import { afterEach, expect, test, vi } from "vitest";
import { Engine, findEngine, ports } from "../../src/engine/client";
import { challengeFor, keyed, panelId, panelProof, provesToPanel } from "../../src/engine/proof";
import { type Answer, HELLO, serve, WHO } from "./served";

const TOKEN = "secret";
const where = (...bases: string[]) => ({ bases, prover: provesToPanel });
afterEach(() => void vi.useRealTimers());

/** A program that answers Hello as an engine does, and a proof as it is told; it remembers each token it gets. */
async function answering(proof: (path: string, port: string) => Answer | Promise<Answer>): Promise<{ base: string; heard: string[]; asked: string[] }> {
  const made = { base: "", heard: [] as string[], asked: [] as string[] };
  made.base = await serve((path, _body, token) => {
    if (path.startsWith("/proof/")) {
      made.asked.push(path);
      return proof(path, made.base.split(":")[2] ?? "");
    }
    if (token !== "") made.heard.push(token);
    return { body: { ...HELLO, paired: token !== "" } };
  });
  return made;
}

/** An engine that paired these tokens, by the words of docs/premiere.md and Node's own HMAC. */
const engineOf = (...tokens: string[]) =>
  answering((path, port) => {
    const [, , challenge, id] = path.split("/");
    for (const token of tokens) {
      const digest = createHash("sha256").update(token).digest("hex");
      const hmac = (said: string) => createHmac("sha256", digest).update(said).digest("hex");
      if (hmac("backbeat panel id 1").slice(0, 32) === id) return { body: hmac(`backbeat panel proof 1:${port}:${challenge}`) };
    }
    return { status: 404, body: { code: "not_found", message: "This panel is not paired with this engine." } };
  });

test("HMAC-SHA256 is that of RFC 4231, cases 2 and 6, and of Node at every length", () => {
  expect(keyed("Jefe", "what do ya want for nothing?")).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  expect(keyed("\xaa".repeat(131), "Test Using Larger Than Block-Size Key - Hash Key First")).toBe("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  for (let length = 0; length < 200; length += 1) {
    const [key, said] = ["k".repeat(length), "s".repeat(199 - length)];
    expect(keyed(key, said)).toBe(createHmac("sha256", key).update(said).digest("hex"));
  }
});

test("the engine computes the same", () => {
  const digest = createHash("sha256").update("token").digest("hex");
  expect(panelId(digest)).toBe("752b3670d47d852e4851c64ff3779540");
  expect(panelProof(digest, "47613", "ab".repeat(32))).toBe("f059fa598127611e662fefd3f0c8060934d37dbac9c090f2580d259d72ffd941");
});

test("no challenge comes twice, and the token is what makes it", () => {
  const made = Array.from({ length: 1000 }, () => challengeFor(TOKEN));
  expect(new Set(made).size).toBe(1000);
  expect(made.every((one) => /^[0-9a-f]{64}$/.test(one))).toBe(true);
});

test("the panel in Premiere asks the three ports of its manifest for a proof", () => {
  expect(ports(provesToPanel)).toEqual(where(...[47613, 47614, 47615].map((port) => `http://127.0.0.1:${port}`)));
});

test("the engine that paired this panel gets the token, after its proof", async () => {
  const own = await engineOf("other", TOKEN);
  const { engine, hello } = await findEngine(WHO, TOKEN, where(own.base));
  expect(hello.paired).toBe(true);
  expect(own.heard).toEqual([`Bearer ${TOKEN}`]);
  await engine.call("Jobs/ListJobs");
  expect(own.asked.length).toBe(1);
  expect(own.asked[0]).not.toContain(TOKEN);
});

test("who says Hello as an engine does and proves nothing gets no token, and is said", async () => {
  for (const answer of [{ body: "" }, { body: "0".repeat(64) }, { status: 401, body: { code: "unauthenticated", message: "" } }, { status: 302, body: "" }]) {
    const impostor = await answering(() => answer);
    await expect(findEngine(WHO, TOKEN, where(impostor.base))).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining(`What answers on port ${impostor.base.split(":")[2]} cannot show`),
    });
    expect(impostor.asked.length).toBeGreaterThan(0);
    expect(impostor.heard).toEqual([]);
  }
});

test("who passes the challenge on to the engine gets no token, and the engine is found", async () => {
  const own = await engineOf(TOKEN);
  const passing = await answering(async (path) => ({ body: await (await fetch(own.base + path)).text() }));
  const { engine } = await findEngine(WHO, TOKEN, where(passing.base, own.base));
  expect(engine.base).toBe(own.base);
  expect(passing.asked.length).toBe(1);
  expect(passing.heard).toEqual([]);
});

test("an engine that did not pair this panel gets no token, and one that did is preferred", async () => {
  const [other, own] = [await engineOf("another"), await engineOf(TOKEN)];
  expect((await findEngine(WHO, TOKEN, where(other.base, own.base))).engine.base).toBe(own.base);
  const { engine, hello } = await findEngine(WHO, TOKEN, where(other.base));
  expect([engine.base, engine.token, hello.paired]).toEqual([other.base, "", false]);
  expect(other.heard).toEqual([]);
});

test("who gets the port of an engine that ended is asked for a proof before the next call", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const own = await engineOf(TOKEN);
  const engine = new Engine(own.base, TOKEN, provesToPanel);
  await engine.call("Jobs/ListJobs");
  await engine.call("Jobs/ListJobs");
  expect(own.asked.length).toBe(1);
  vi.setSystemTime(Date.now() + 1001);
  await engine.call("Jobs/ListJobs");
  expect(own.asked.length).toBe(2);
  // A clock that was set back says nothing of how long ago that was.
  vi.setSystemTime(Date.now() - 3600_000);
  await engine.call("Jobs/ListJobs");
  expect(own.asked.length).toBe(3);
});

test("a call to who proves nothing fails as one to nobody, to who forgot the panel as one without a token", async () => {
  const impostor = await answering(() => ({ body: "0" }));
  await expect(new Engine(impostor.base, TOKEN, provesToPanel).call("Jobs/ListJobs")).rejects.toMatchObject({ code: "unreachable" });
  await expect(new Engine("http://127.0.0.1:9", TOKEN, provesToPanel).call("Jobs/ListJobs")).rejects.toMatchObject({ code: "unreachable" });
  const other = await engineOf("another");
  await expect(new Engine(other.base, TOKEN, provesToPanel).call("Jobs/ListJobs")).rejects.toMatchObject({ code: "unauthenticated" });
  expect([...impostor.heard, ...other.heard]).toEqual([]);
});
