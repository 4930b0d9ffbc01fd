/** The engine as the panel calls it: unary calls of the Connect protocol, in JSON, on this machine. */

import type { HelloResponse, Methods } from "./contract";

export const PORTS: readonly number[] = [47613, 47614, 47615];
export const PROTOCOL = 1;
const CALL_LIMIT_MS = 30_000;
const HELLO_LIMIT_MS = 1_500;

/** What may be left out of a request: everything, at every depth. */
export type Sent<T> = T extends (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { [Key in keyof T]?: Sent<NonNullable<T[Key]>> | undefined }
    : T;

/** A call that did not give an answer. */
export class EngineProblem extends Error {
  constructor(
    /** A code of the Connect protocol; "unreachable": nobody answered. */
    readonly code: string,
    message: string,
    readonly hint = "",
  ) {
    super(message);
    this.name = "EngineProblem";
  }
}

export interface Who {
  readonly client: string;
  readonly version: string;
  readonly host: string;
}

/** An engine at an address, with the token that it takes. */
export class Engine {
  constructor(
    readonly base: string,
    readonly token = "",
  ) {}

  withToken(token: string): Engine {
    return new Engine(this.base, token);
  }

  async call<M extends keyof Methods>(
    method: M,
    request: Sent<Methods[M]["request"]> = {} as Sent<Methods[M]["request"]>,
    limitMs = CALL_LIMIT_MS,
  ): Promise<Methods[M]["answer"]> {
    const headers = new Headers({ "Content-Type": "application/json" });
    if (this.token !== "") headers.set("Authorization", `Bearer ${this.token}`);
    let response: Response;
    let body: unknown;
    try {
      response = await within(
        limitMs,
        fetch(`${this.base}/backbeat.v1.${method}`, {
          method: "POST",
          headers,
          body: JSON.stringify(request),
        }),
      );
      body = await within(limitMs, response.json());
    } catch {
      throw new EngineProblem(
        "unreachable",
        "The engine does not answer.",
        "Start it with `backbeat serve`.",
      );
    }
    if (!response.ok) throw problem(body, response.status);
    return body as Methods[M]["answer"];
  }
}

/**
 * The first engine on the known ports. The first request of a session may stall for seconds on some
 * systems, so each port is asked twice.
 */
export async function findEngine(
  who: Who,
  token: string,
  bases: readonly string[] = PORTS.map((port) => `http://127.0.0.1:${port}`),
): Promise<{ engine: Engine; hello: HelloResponse }> {
  for (const limit of [HELLO_LIMIT_MS, 4 * HELLO_LIMIT_MS]) {
    for (const base of bases) {
      // Another program may have the port: it is not told the token.
      const stranger = await greeted(new Engine(base), who, limit);
      if (stranger === null) continue;
      const engine = new Engine(base, token);
      const hello = token === "" ? stranger : await greeted(engine, who, limit);
      if (hello !== null) return { engine, hello };
    }
  }
  throw new EngineProblem(
    "unreachable",
    "No Backbeat engine is running on this machine.",
    "Start it with `backbeat serve`.",
  );
}

async function greeted(engine: Engine, who: Who, limitMs: number): Promise<HelloResponse | null> {
  try {
    const hello = await engine.call(
      "Pairing/Hello",
      { protocol: PROTOCOL, client: who.client, clientVersion: who.version, host: who.host },
      limitMs,
    );
    return hello.product === "backbeat" ? hello : null;
  } catch {
    return null;
  }
}

function problem(body: unknown, status: number): EngineProblem {
  const said = (typeof body === "object" && body !== null ? body : {}) as {
    code?: unknown;
    message?: unknown;
  };
  const code = typeof said.code === "string" ? said.code : "unknown";
  const message = typeof said.message === "string" ? said.message : `The engine answered ${status}.`;
  return new EngineProblem(code, message);
}

function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error("too late")), limitMs);
    work.then(done, failed).finally(() => clearTimeout(timer));
  });
}
