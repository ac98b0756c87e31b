import { expect } from "expect";
import { connectionStream } from "./connection_stream.ts";
import { openHttpClient } from "./http_engine.ts";
import { RawServer, say } from "./testing_net.ts";

Deno.test("openHttpClient() uses its one connection and asks for no other when that breaks", async () => {
  await using server = new RawServer((conn) => say(conn, "HTTP/1.1 404 X\r\ncontent-length: 2\r\n\r\nno"));
  const client = await openHttpClient(
    "http://api.test",
    connectionStream(await Deno.connect({ hostname: "127.0.0.1", port: server.port })),
  );
  const ended = Promise.withResolvers<string>();
  client.dispatch({ path: "/", method: "GET", upgrade: "websocket" }, {
    onRequestStart() {},
    onResponseStart: (controller) => controller.abort(new Error("enough")),
    onResponseError: (_controller, error) => ended.resolve(error.message),
  });
  expect(await ended.promise).toBe("enough");
  const again = Promise.withResolvers<string>();
  client.dispatch({ path: "/", method: "GET" }, {
    onRequestStart() {},
    onResponseError: (_controller, error) => again.resolve(error.message),
  });
  expect(await again.promise).toBe("the connection was closed");
  await client.destroy();
  expect(server.connections).toBe(1);
});
