import { expect } from "expect";
import { openRelay } from "./relay.ts";

/** Both ends of a connection, one of them behind a relay. */
async function relayed() {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [outer, far] = await Promise.all([Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }), listener.accept()]);
  return { relay: await openRelay(outer), far };
}

async function readAll(conn: Deno.Conn): Promise<number> {
  const buffer = new Uint8Array(65536);
  let all = 0;
  for (let count = await conn.read(buffer); count !== null; count = await conn.read(buffer)) all += count;
  return all;
}

Deno.test("openRelay() carries bytes both ways, and an end without the other", async () => {
  const { relay, far } = await relayed();
  await relay.inner.write(new Uint8Array([1, 2, 3]));
  await relay.inner.closeWrite();
  expect(await readAll(far)).toBe(3);
  await far.write(new Uint8Array(5));
  far.close();
  expect(await readAll(relay.inner)).toBe(5);
  relay.inner.close();
  relay.close();
});

Deno.test("close() sends what was written and closes the far end, though the near end was never closed", async () => {
  const { relay, far } = await relayed();
  await relay.inner.write(new Uint8Array(70_000));
  relay.close();
  expect(await readAll(far)).toBe(70_000);
  far.close();
  relay.inner.close();
});

Deno.test("openRelay() holds the near end back while the far end does not read", async () => {
  const { relay, far } = await relayed();
  let written = 0;
  const writing = (async () => {
    for (;;) written += await relay.inner.write(new Uint8Array(256 * 1024));
  })();
  let before = -1;
  while (before !== written) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(written).toBeLessThan(64 * 1024 * 1024);
  far.close();
  await expect(writing).rejects.toThrow();
  relay.inner.close();
  relay.close();
});
