/**
 * Who answers on a port is asked to prove that it is the engine that paired this panel, before it gets the
 * token: any program may have taken the port. The engine keeps the token's digest, which keys the proof.
 */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** "unknown": an engine by its words, which did not pair this panel; "foreign": it proved nothing. */
export type Proven = "proven" | "unknown" | "foreign";

/** Asks who listens at an address to prove that it knows the token, which is not sent. */
export type Prover = (base: string, token: string) => Promise<Proven>;

const ID_DIGITS = 32;
let asked = 0;

export const provesToPanel: Prover = async (base, token) => {
  const digest = hexadecimal(sha256(bytesOf(token)));
  const challenge = challengeFor(token);
  const response = await fetch(`${base}/proof/${challenge}/${panelId(digest)}`);
  if (response.status === 404) return "unknown";
  const answer = await response.text();
  return response.ok && answer === panelProof(digest, portOf(base), challenge) ? "proven" : "foreign";
};

/** Which of an engine's panels this is. */
export function panelId(digest: string): string {
  return keyed(digest, "backbeat panel id 1").slice(0, ID_DIGITS);
}

/** What only an engine that paired this panel answers, on one port, to one challenge. */
export function panelProof(digest: string, port: string, challenge: string): string {
  return keyed(digest, `backbeat panel proof 1:${port}:${challenge}`);
}

/**
 * One that nobody can have asked an engine before. Premiere is not known to have random numbers that cannot
 * be guessed; the token is one, and no time or count comes twice.
 */
export function challengeFor(token: string): string {
  asked += 1;
  return keyed(token, `challenge:${Date.now()}:${asked}:${Math.random()}`);
}

function portOf(base: string): string {
  return base.slice(base.lastIndexOf(":") + 1);
}

/** HMAC-SHA256 of ASCII with an ASCII key, in hexadecimal digits. */
export function keyed(key: string, said: string): string {
  return hexadecimal(hmac(sha256, bytesOf(key), bytesOf(said)));
}

/** Tokens and what is said here are ASCII; UXP is not known to have a TextEncoder. */
function bytesOf(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, (letter) => letter.charCodeAt(0));
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
