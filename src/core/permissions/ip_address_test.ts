import assert from "node:assert/strict";
import { parseIpAddress } from "./ip_address.ts";

Deno.test("parseIpAddress() gives the bytes when the text is an address", async (t) => {
  const six = (...head: number[]) => Array.from({ length: 16 }, (_, index) => head[index] ?? 0);
  const rows: readonly (readonly [string, readonly number[] | undefined])[] = [
    ["127.0.0.1", [127, 0, 0, 1]],
    ["0.0.0.0", [0, 0, 0, 0]],
    ["255.255.255.255", [255, 255, 255, 255]],
    ["256.0.0.0", undefined],
    ["01.2.3.4", undefined],
    ["1.2.3", undefined],
    ["1.2.3.4 ", undefined],
    ["0x7f.0.0.1", undefined],
    ["::", six()],
    ["::1", [...six().slice(1), 1]],
    ["1::", six(0, 1)],
    ["fe80::1:2", [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2]],
    ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ["1:2:3:4:5:6:7::", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]],
    ["1:2:3:4:5:6:7:8::", undefined],
    ["1:2:3:4:5:6:7", undefined],
    ["1::2::3", undefined],
    [":::", undefined],
    [":1", undefined],
    ["1:", undefined],
    ["12345::", undefined],
    ["g::", undefined],
    ["::ffff:127.0.0.1", [127, 0, 0, 1]],
    ["::FFFF:7f00:1", [127, 0, 0, 1]],
    ["::127.0.0.1", [...six().slice(4), 127, 0, 0, 1]],
    ["1.2.3.4::", undefined],
    ["::1.2.3.4:5", undefined],
    ["fe80::1%eth0", undefined],
    ["[::1]", undefined],
    ["", undefined],
  ];
  for (const [text, bytes] of rows) {
    await t.step(text || "nothing", () => assert.deepEqual(parseIpAddress(text) && [...parseIpAddress(text) ?? []], bytes));
  }
});
