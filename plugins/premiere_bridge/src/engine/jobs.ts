/** A job of the engine, from its request to its result, with progress and cancel. */

import { EngineProblem, type Engine, type Sent } from "./client";
import type { Stop } from "./stop";
import type { Job, JobRequest, JobResult } from "./contract";

const POLL_MS = 250;
const PATIENCE_MS = 60_000;

export type Kind = keyof JobRequest & keyof JobResult;

export interface Progress {
  readonly fraction: number;
  readonly step: string;
}

/** Told by the user that it should end. */
export class Cancelled extends Error {
  constructor() {
    super("Cancelled.");
    this.name = "Cancelled";
  }
}

/**
 * Runs one job to its end.
 *
 * An engine that is restarted meanwhile is waited for, and so is one that is busy and says when to ask
 * again; the same request id makes sure that the work is never queued twice.
 *
 * @throws Cancelled, EngineProblem
 */
export async function runJob<K extends Kind>(
  engine: Engine,
  kind: K,
  request: Sent<NonNullable<JobRequest[K]>>,
  report: (progress: Progress) => void = () => {},
  signal?: Stop,
): Promise<NonNullable<JobResult[K]>> {
  const wanted = { request: { [kind]: request }, requestId: `panel-${newId()}` };
  let job = await patiently(
    () => engine.call("Jobs/SubmitJob", wanted as never),
    (step) => report({ fraction: 0, step }),
    signal,
  );
  let asked = false;
  while (!ended(job)) {
    if (signal?.aborted === true && !asked) {
      asked = true;
      job = await engine.call("Jobs/CancelJob", { name: job.name });
      continue;
    }
    report({ fraction: job.fraction, step: job.step });
    await pause(POLL_MS, signal);
    const { name, fraction } = job;
    job = await patiently(
      () => engine.call("Jobs/GetJob", { name }),
      (step) => report({ fraction, step }),
      signal,
    );
  }
  return outcome(job, kind);
}

function ended(job: Job): boolean {
  return job.state !== "JOB_STATE_QUEUED" && job.state !== "JOB_STATE_RUNNING";
}

function outcome<K extends Kind>(job: Job, kind: K): NonNullable<JobResult[K]> {
  if (job.state === "JOB_STATE_CANCELLED") throw new Cancelled();
  const result = job.result?.[kind];
  if (job.state === "JOB_STATE_SUCCEEDED" && result !== undefined && result !== null) {
    return result as NonNullable<JobResult[K]>;
  }
  const error = job.error;
  throw new EngineProblem(error?.code ?? "internal", error?.message ?? "The job failed.", error?.hint);
}

/**
 * Calls again, for a minute, while the engine cannot be reached, since it may be starting anew, and when
 * it is busy, as soon as it says. What is waited for is told to `says`.
 */
async function patiently<T>(
  call: () => Promise<T>,
  says: (step: string) => void,
  signal?: Stop,
): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const waitMs = error instanceof EngineProblem ? waitOf(error) : 0;
      if (waitMs === 0 || Date.now() + waitMs > until || signal?.aborted === true) throw error;
      if (error instanceof EngineProblem && error.retryAfterS > 0) {
        says(`${firstSentence(error.message)}; asking again in ${error.retryAfterS} s`);
      }
      await pause(waitMs, signal);
    }
  }
}

/** Milliseconds after which a call that failed is worth making again; 0: never. */
function waitOf(problem: EngineProblem): number {
  if (problem.code === "resource_exhausted") return problem.retryAfterS * 1000;
  return problem.code === "unreachable" ? 4 * POLL_MS : 0;
}

/** What is wrong, without what to do, and without its full stop. */
function firstSentence(message: string): string {
  return message.split(". ", 1)[0]?.replace(/\.$/, "") ?? message;
}

function pause(ms: number, signal?: Stop): Promise<void> {
  return new Promise((done) => {
    let stop: (() => void) | undefined;
    const timer = setTimeout(finish, ms);
    function finish(): void {
      clearTimeout(timer);
      stop?.();
      done();
    }
    if (signal?.aborted !== true) stop = signal?.listen(finish);
  });
}

function newId(): string {
  const parts = Array.from({ length: 4 }, () => Math.floor(Math.random() * 2 ** 32));
  return parts.map((part) => part.toString(16).padStart(8, "0")).join("");
}
