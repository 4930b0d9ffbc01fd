import { expect, test } from "vitest";
import { Engine, findEngine, type Where } from "../../src/engine/client";
import { Cancelled, runJob } from "../../src/engine/jobs";
import { Stop } from "../../src/engine/stop";
import { HELLO, serve, servers, WHO } from "./served";

const at = (...bases: string[]): Where => ({ bases, prover: null });

test("the first port that is an engine's is taken, another program's is not", async () => {
  const heard: string[] = [];
  const other = await serve((_path, _body, token) => {
    heard.push(token);
    return { body: { hello: "I am a printer" } };
  });
  const own = await serve(() => ({ body: HELLO }));
  const { engine, hello } = await findEngine(WHO, "secret", at("http://127.0.0.1:9", other, own));
  expect(engine.base).toBe(own);
  expect(hello.version).toBe("9");
  expect(heard).toEqual([""]);
});

test("the engine says whether the token is good", async () => {
  const own = await serve((_path, _body, token) => ({ body: { ...HELLO, paired: token === "Bearer secret" } }));
  for (const [token, paired] of [["secret", true], ["wrong", false], ["", false]] as const) {
    const { engine, hello } = await findEngine(WHO, token, at(own));
    expect(hello.paired).toBe(paired);
    expect(engine.token).toBe(token);
  }
});

test("no engine is said with what to do", async () => {
  await expect(findEngine(WHO, "", at("http://127.0.0.1:9"))).rejects.toMatchObject({ code: "unreachable", hint: "Start it with `backbeat serve`." });
});

test("the token is sent, and errors come in the engine's words", async () => {
  const base = await serve((_path, _body, token) => (token === "Bearer t" ? { body: { panels: [] } } : { status: 401, body: { code: "unauthenticated", message: "The token is wrong." } }));
  expect(await new Engine(base, "t").call("Pairing/ListPaired")).toEqual({ panels: [] });
  await expect(new Engine(base, "x").call("Pairing/ListPaired")).rejects.toMatchObject({ code: "unauthenticated", message: "The token is wrong." });
});

const job = (state: string, more: object = {}) => ({ body: { name: "jobs/1", state: `JOB_STATE_${state}`, fraction: 0.5, step: "Listening", ...more } });

test("a job is followed to its result, with progress", async () => {
  let polls = 0;
  const base = await serve((path) => {
    if (path.endsWith("SubmitJob")) return job("QUEUED");
    polls += 1;
    return polls < 3 ? job("RUNNING") : job("SUCCEEDED", { result: { beats: { tempoBpm: 120 } } });
  });
  const steps: string[] = [];
  const result = await runJob(new Engine(base), "beats", { path: "/s.wav" }, ({ step }) => steps.push(step));
  expect(result.tempoBpm).toBe(120);
  expect(steps.length).toBeGreaterThanOrEqual(3);
});

const busy = (after: string) => ({ status: 429, headers: after === "" ? {} : { "Retry-After": after }, body: { code: "resource_exhausted", message: "The queue is full (2 waiting). Come again in 1 s." } });

test("an engine that is busy is asked again when it says, with the same request", async () => {
  const asked: [number, unknown][] = [];
  const base = await serve((path, body) => {
    if (!path.endsWith("SubmitJob")) return job("SUCCEEDED", { result: { beats: { tempoBpm: 120 } } });
    asked.push([Date.now(), body.requestId]);
    return asked.length === 1 ? busy("1") : job("QUEUED");
  });
  const steps: string[] = [];
  const result = await runJob(new Engine(base), "beats", { path: "/s.wav" }, ({ step }) => steps.push(step));
  expect(result.tempoBpm).toBe(120);
  expect(steps[0]).toBe("The queue is full (2 waiting); asking again in 1 s");
  expect(asked.length).toBe(2);
  expect(asked[1]?.[1]).toBe(asked[0]?.[1]);
  expect((asked[1]?.[0] ?? 0) - (asked[0]?.[0] ?? 0)).toBeGreaterThanOrEqual(950);
});

test("a refusal that waiting does not mend, and one that takes too long, are said at once", async () => {
  for (const after of ["", "3600"]) {
    let asked = 0;
    const base = await serve(() => {
      asked += 1;
      return busy(after);
    });
    await expect(runJob(new Engine(base), "beats", { path: "/s.wav" })).rejects.toMatchObject({ code: "resource_exhausted", message: "The queue is full (2 waiting). Come again in 1 s." });
    expect(asked).toBe(1);
  }
});

test("a cancel is sent on, and nothing is taken for a result", async () => {
  const calls: string[] = [];
  const stop = new Stop();
  const base = await serve((path) => {
    calls.push(path.split("/").pop() ?? "");
    if (path.endsWith("CancelJob")) return job("CANCELLED");
    setTimeout(() => stop.abort(), 20);
    return job("RUNNING");
  });
  await expect(runJob(new Engine(base), "beats", { path: "/s.wav" }, () => {}, stop)).rejects.toBeInstanceOf(Cancelled);
  expect(calls).toContain("CancelJob");
});

test("a failed job says why and what to do", async () => {
  const base = await serve(() => job("FAILED", { error: { code: "not_found", message: "s.wav is not there.", hint: "Check the path.", exitStatus: 3 } }));
  await expect(runJob(new Engine(base), "beats", { path: "/s.wav" })).rejects.toMatchObject({ code: "not_found", message: "s.wav is not there.", hint: "Check the path." });
});

test("a submit that is repeated has the same id, so that nothing runs twice", async () => {
  const ids = new Set<unknown>();
  let first = true;
  const base = await serve((path, body) => {
    if (path.endsWith("SubmitJob")) ids.add(body.requestId);
    if (first) {
      first = false;
      for (const server of servers) server.closeAllConnections();
    }
    return job("SUCCEEDED", { result: { beats: { tempoBpm: 1 } } });
  });
  await runJob(new Engine(base), "beats", { path: "/s.wav" });
  expect(ids.size).toBe(1);
});
