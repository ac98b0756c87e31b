import assert from "node:assert/strict";
import { isLoopback, parseAddress } from "./parse_address.ts";

Deno.test("parseAddress() reads hosts with ports and paths of sockets", () => {
  assert.deepEqual(parseAddress("127.0.0.1:7400"), { kind: "tcp", hostname: "127.0.0.1", port: 7400 });
  assert.deepEqual(parseAddress("LocalHost:0"), { kind: "tcp", hostname: "localhost", port: 0 });
  assert.deepEqual(parseAddress("[::1]:7400"), { kind: "tcp", hostname: "::1", port: 7400 });
  assert.deepEqual(parseAddress("unix:/run/a b.sock"), { kind: "unix", path: "/run/a b.sock" });
});

Deno.test("parseAddress() refuses what is no address", () => {
  for (
    const text of [
      "",
      "7400",
      ":7400",
      "host",
      "host:",
      "host:70000",
      "::1:7400",
      "http://a:1",
      "a b:1",
      "unix:",
      `unix:/${"x".repeat(103)}`,
    ]
  ) {
    assert.throws(() => parseAddress(text), { code: "usage" }, text);
  }
});

Deno.test("isLoopback() knows what other machines can reach", () => {
  for (const text of ["127.0.0.1:1", "127.9.9.9:1", "localhost:1", "[::1]:1", "unix:/a"]) assert.ok(isLoopback(parseAddress(text)), text);
  for (const text of ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "localhost.example:1", "127.evil.example:1"]) {
    assert.ok(!isLoopback(parseAddress(text)), text);
  }
});
