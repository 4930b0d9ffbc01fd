/** Programs that answer on a port of this machine, as an engine does or not quite. */

import { createServer, type Server } from "http";
import { afterEach } from "vitest";

export const WHO = { client: "test", version: "1", host: "" };
export const HELLO = { product: "backbeat", version: "9", serverId: "s", protocolMin: 1, protocolMax: 1, features: [], mismatch: "", paired: true };

export const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An answer: an object in JSON, or a text as it is. */
export type Answer = { status?: number; body: unknown; headers?: Record<string, string> };
export type Answering = (path: string, body: Record<string, unknown>, token: string) => Answer | Promise<Answer>;

/** Serves until the test is over; returns the address. */
export async function serve(answering: Answering): Promise<string> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      const sent = text === "" ? {} : (JSON.parse(text) as never);
      void Promise.resolve(answering(request.url ?? "", sent, request.headers.authorization ?? "")).then(({ status = 200, body, headers = {} }) => {
        response.writeHead(status, { "Content-Type": "application/json", ...headers });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}
