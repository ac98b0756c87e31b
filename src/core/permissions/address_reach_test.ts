import assert from "node:assert/strict";
import { nearBlockOf } from "./address_reach.ts";
import { parseIpAddress } from "./ip_address.ts";

Deno.test("nearBlockOf() tells what reaches this machine or its metadata service when an address does", async (t) => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["128.0.0.1", undefined],
    ["126.255.255.255", undefined],
    ["::1", "loopback"],
    ["::127.0.0.1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "unspecified"],
    ["::", "loopback"],
    ["169.254.169.254", "link-local"],
    ["::ffff:a9fe:a9fe", "link-local"],
    ["169.253.0.1", undefined],
    ["fe80::1", "link-local"],
    ["febf::1", "link-local"],
    ["fec0::1", undefined],
    ["10.0.0.1", undefined],
    ["2001:db8::1", undefined],
  ];
  for (const [text, reach] of rows) {
    await t.step(text, () => assert.equal(nearBlockOf(parseIpAddress(text) ?? new Uint8Array(0))?.reach, reach));
  }
});
