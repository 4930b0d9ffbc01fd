/** The engine as the panel calls it: unary calls of the Connect protocol, in JSON, on this machine. */

import type { HelloResponse, Methods } from "./contract";
import type { Prover } from "./proof";

const PORTS: readonly number[] = [47613, 47614, 47615];
export const PROTOCOL = 1;
const CALL_LIMIT_MS = 30_000;
const HELLO_LIMIT_MS = 1_500;
/** So soon after an answer nobody else can have got the engine's port. */
const PROVEN_MS = 1_000;
/** The code of a token that the engine does not take. */
const UNPAIRED = "unauthenticated";

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
    /** Seconds after which an engine that is busy says to ask again; 0 where it says nothing. */
    readonly retryAfterS = 0,
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

/** Where an engine is looked for. */
export interface Where {
  readonly bases: readonly string[];
  /** How who answers there proves to be the engine; null where there is no doubt. */
  readonly prover: Prover | null;
}

/** The ports of this machine, on which any program may answer. */
export function ports(prover: Prover): Where {
  return { bases: PORTS.map((port) => `http://127.0.0.1:${port}`), prover };
}

/** An engine at an address, with the token that it takes. */
export class Engine {
  private answeredAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly base: string,
    readonly token = "",
    private readonly prover: Prover | null = null,
  ) {}

  withToken(token: string): Engine {
    return new Engine(this.base, token, this.prover);
  }

  async call<M extends keyof Methods>(
    method: M,
    request: Sent<Methods[M]["request"]> = {} as Sent<Methods[M]["request"]>,
    limitMs = CALL_LIMIT_MS,
  ): Promise<Methods[M]["answer"]> {
    await this.prove(limitMs);
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
      this.answeredAt = Number.NEGATIVE_INFINITY;
      throw silent();
    }
    this.answeredAt = Date.now();
    if (!response.ok) throw problem(body, response);
    return body as Methods[M]["answer"];
  }

  /**
   * Has who answers prove to be the engine, before it gets the token: an engine may have ended since it was
   * last heard, and another program have got its port.
   */
  private async prove(limitMs: number): Promise<void> {
    if (this.prover === null || this.token === "") return;
    const ago = Date.now() - this.answeredAt;
    if (ago >= 0 && ago < PROVEN_MS) return;
    const proven = await within(limitMs, this.prover(this.base, this.token)).catch(() => {
      throw silent();
    });
    if (proven === "unknown") throw new EngineProblem(UNPAIRED, "The engine has not paired this panel.", "Run `backbeat pair`.");
    if (proven === "foreign") throw foreign(this.base);
  }
}

/**
 * The first engine at these addresses that has this token, else the first that answers, without the token.
 * The first request of a session may stall for seconds on some systems, so each address is asked twice.
 */
export async function findEngine(
  who: Who,
  token: string,
  { bases, prover }: Where,
): Promise<{ engine: Engine; hello: HelloResponse }> {
  let other: { engine: Engine; hello: HelloResponse } | null = null;
  let doubtful: EngineProblem | null = null;
  for (const limit of [HELLO_LIMIT_MS, 4 * HELLO_LIMIT_MS]) {
    for (const base of bases) {
      // Another program may have the port: it is not told the token.
      const stranger = await greeted(new Engine(base), who, limit);
      if (!(stranger instanceof EngineProblem)) {
        const unpaired = { engine: new Engine(base, "", prover), hello: stranger };
        if (token === "") return unpaired;
        const engine = new Engine(base, token, prover);
        const hello = await greeted(engine, who, limit);
        if (!(hello instanceof EngineProblem)) return { engine, hello };
        // One that has not paired this panel is not preferred to one that has, on a later port.
        if (hello.code === UNPAIRED) other ??= unpaired;
        else doubtful = hello;
      }
    }
  }
  if (other !== null) return other;
  if (doubtful !== null) throw doubtful;
  throw new EngineProblem(
    "unreachable",
    "No Backbeat engine is running on this machine.",
    "Start it with `backbeat serve`.",
  );
}

async function greeted(engine: Engine, who: Who, limitMs: number): Promise<HelloResponse | EngineProblem> {
  try {
    const hello = await engine.call(
      "Pairing/Hello",
      { protocol: PROTOCOL, client: who.client, clientVersion: who.version, host: who.host },
      limitMs,
    );
    return hello.product === "backbeat" ? hello : silent();
  } catch (error) {
    return error instanceof EngineProblem ? error : silent();
  }
}

function silent(): EngineProblem {
  return new EngineProblem("unreachable", "The engine does not answer.", "Start it with `backbeat serve`.");
}

function foreign(base: string): EngineProblem {
  const port = base.slice(base.lastIndexOf(":") + 1);
  return new EngineProblem(
    "unreachable",
    `What answers on port ${port} cannot show that it is this panel's engine, and is told nothing: end that program, or update that Backbeat.`,
    "Then start `backbeat serve`.",
  );
}

function problem(body: unknown, response: Response): EngineProblem {
  const said = (typeof body === "object" && body !== null ? body : {}) as {
    code?: unknown;
    message?: unknown;
  };
  const code = typeof said.code === "string" ? said.code : "unknown";
  const message = typeof said.message === "string" ? said.message : `The engine answered ${response.status}.`;
  const after = Number(response.headers.get("Retry-After") ?? "");
  return new EngineProblem(code, message, "", Number.isFinite(after) ? after : 0);
}

function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error("too late")), limitMs);
    work.then(done, failed).finally(() => clearTimeout(timer));
  });
}
