import { expect } from "expect";
import { netGuard } from "./net_guard.ts";

Deno.test("netGuard() keeps the addresses that are allowed, and refuses when none is, in the policy's words", () => {
  const guard = netGuard({
    host: (host) => host === "no.test" ? { allowed: false, message: "not no.test" } : { allowed: true },
    address: (_host, _port, address) => address.startsWith("127.") ? { allowed: false, message: `not ${address}` } : { allowed: true },
  });
  expect(() => guard.checkHost("no.test", 80)).toThrow(expect.objectContaining({ name: "NotCapable", message: "not no.test" }));
  expect(guard.checkHost("yes.test", 80)).toBe(undefined);
  expect(guard.allowedAddresses("yes.test", 80, ["127.0.0.1", "192.0.2.1", "192.0.2.2"])).toEqual(["192.0.2.1", "192.0.2.2"]);
  expect(() => guard.allowedAddresses("yes.test", 80, ["127.0.0.2", "127.0.0.1"])).toThrow(
    expect.objectContaining({ name: "NotCapable", message: "not 127.0.0.2" }),
  );
});
