import assert from "node:assert/strict";
import type { SocketChannel } from "../../platform/net/mod.ts";
import { RemoteSession } from "./remote_session.ts";

/** A daemon that keeps a session's output from byte 20 on. */
function daemon(): SocketChannel {
  const text = (frame: unknown) => ({ kind: "text", data: new TextEncoder().encode(JSON.stringify(frame)) });
  const events = [
    text({ type: "attached", cols: 80, rows: 24, read_only: false, offset: 20 }),
    { kind: "binary", data: new TextEncoder().encode("end") },
    text({ type: "exit", code: 3 }),
  ];
  const socket: Partial<SocketChannel> = {
    receive: () => Promise.resolve(events.shift() as Awaited<ReturnType<SocketChannel["receive"]>>),
    send: () => Promise.resolve(),
    close: () => {},
  };
  return socket as SocketChannel;
}

Deno.test("RemoteSession tells how much is missing of what it was to show from its beginning", async (t) => {
  for (const [from, told] of [[0, ["20 bytes are no longer kept"]], [undefined, []]] as const) {
    await t.step(`from ${from}`, async () => {
      const said: string[] = [];
      let shown = "";
      const session = new RemoteSession({
        open: (asked) => {
          assert.equal(asked, from);
          return Promise.resolve(daemon());
        },
        from,
        output: (bytes) => void (shown += new TextDecoder().decode(bytes)),
        size: () => ({ cols: 80, rows: 24 }),
        resized: () => {},
        tell: (message) => void said.push(message),
      });
      assert.deepEqual(await session.attend(), { kind: "exited", code: 3 });
      assert.deepEqual([shown, said], ["end", told]);
    });
  }
});
