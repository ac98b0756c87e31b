import assert from "node:assert/strict";
import { LOCAL_CALLER } from "../caller.ts";
import { checkHost } from "./check_host.ts";

const passes = (host: string, names: string[] = [], hosts: string[] = [], isUnix = false) => {
  try {
    checkHost(host, { ...LOCAL_CALLER, names: new Set(names), isUnix }, hosts);
    return true;
  } catch (error) {
    assert.equal((error as { code?: string }).code, "host_unknown");
    return false;
  }
};

Deno.test("checkHost() passes the loopback's names, those listened on and those of the settings", () => {
  for (const host of ["localhost", "LOCALHOST:7400", "127.0.0.1:1", "127.1.2.3", "[::1]:7400", "[::1]", "localhost."]) {
    assert.ok(passes(host), host);
  }
  assert.ok(passes("10.0.0.5:7400", ["10.0.0.5"]));
  assert.ok(passes("10.0.0.5:7400", ["*"]));
  assert.ok(passes("[fe80::1]:7400", ["*"]));
  assert.ok(passes("executor.internal:8443", [], ["executor.internal"]));
  assert.ok(passes("Executor.Internal", [], ["executor.INTERNAL"]));
  assert.ok(passes("a.example:8443", [], ["a.example:8443"]));
  assert.ok(passes("whatever", [], [], true));
});

Deno.test("checkHost() refuses names that others can point here, and what is no name", () => {
  for (
    const host of [
      "evil.example",
      "evil.example:7400",
      "10.0.0.5",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "",
      " ",
      "a b",
      "localhost,evil",
    ]
  ) {
    assert.ok(!passes(host), host);
  }
  for (const host of ["user@localhost", "localhost:x", "localhost:", "localhost/", "127.0.0.1:7400:7400", "x".repeat(100_000)]) {
    assert.ok(!passes(host), host);
  }
  assert.ok(!passes("evil.example", ["*"]));
  assert.ok(!passes("a.example:1", [], ["a.example:8443"]));
});
