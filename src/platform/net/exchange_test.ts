import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Client, Dispatcher } from "undici";
import { Exchange } from "./exchange.ts";

Deno.test("Exchange.read() takes what a connection gives at the very moment it may go on", async () => {
  const client = { dispatch: () => true, destroy: () => Promise.resolve() } as unknown as Client;
  const exchange = new Exchange(client);
  const controller = {
    pause() {},
    resume: () => exchange.onResponseData(controller, Buffer.from("now")),
  } as unknown as Dispatcher.DispatchController;
  exchange.onRequestStart(controller);
  assert.deepEqual(await exchange.read(), new TextEncoder().encode("now"));
});
