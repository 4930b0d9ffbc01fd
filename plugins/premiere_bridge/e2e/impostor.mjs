// A program that answers Hello as an engine does, and remembers the tokens that it is sent.
import { createServer } from "node:http";
import { sleep } from "./support.mjs";

const HELLO = { product: "backbeat", version: "0.1.0", serverId: "s", protocolMin: 1, protocolMax: 1, features: [], mismatch: "", paired: true };

/** The program, on a port that nobody else has. */
export async function impostorOn(port) {
  const tokens = [];
  const paths = [];
  const server = createServer((request, response) => {
    const { authorization, origin } = request.headers;
    if (authorization !== undefined) tokens.push(authorization);
    if (request.method !== "OPTIONS") paths.push(request.url);
    response.setHeader("Access-Control-Allow-Origin", origin ?? "*");
    response.setHeader("Access-Control-Allow-Headers", "authorization, content-type");
    response.end(request.url.startsWith("/proof/") ? "0".repeat(64) : JSON.stringify(HELLO));
  });
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  return {
    tokens,
    /** Waits until it was asked for a path this often. */
    async asked(prefix, times) {
      while (paths.filter((path) => path.startsWith(prefix)).length < times) await sleep(50);
    },
    async closed() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
