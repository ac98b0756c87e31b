import { expect } from "expect";
import { netGuard } from "./net_guard.ts";

Deno.test("netGuard() keeps the addresses that are allowed, and refuses when none is, in the policy's words", () => {
  const guard = netGuard({
    host: (host) => host === "no.test" ? { allowed: false, by: "document", message: "not no.test" } : { allowed: true },
    address: (_host, _port, address) =>
      address.startsWith("127.") ? { allowed: false, by: "document", message: `not ${address}` } : { allowed: true },
  });
  expect(() => guard.checkHost("no.test", 80)).toThrow(expect.objectContaining({ name: "NotCapable", message: "not no.test" }));
  expect(guard.checkHost("yes.test", 80)).toBe(undefined);
  expect(guard.allowedAddresses("yes.test", 80, ["127.0.0.1", "192.0.2.1", "192.0.2.2"])).toEqual(["192.0.2.1", "192.0.2.2"]);
  expect(() => guard.allowedAddresses("yes.test", 80, ["127.0.0.2", "127.0.0.1"])).toThrow(
    expect.objectContaining({ name: "NotCapable", message: "not 127.0.0.2" }),
  );
});

Deno.test("netGuard() tells every last word, and what is told may end the request", () => {
  const told: [string, boolean][] = [];
  const guard = netGuard(
    {
      host: (host) => host === "no.test" ? { allowed: false, by: "operator", message: "no" } : { allowed: true },
      address: (_host, _port, address) => address === "::1" ? { allowed: false, by: "document", message: "no" } : { allowed: true },
    },
    (resource, { allowed }) => {
      told.push([resource, allowed]);
      if (resource.startsWith("stop")) throw new Error("not audited");
    },
  );
  expect(() => guard.checkHost("no.test", 80)).toThrow("no");
  guard.checkHost("yes.test", 80);
  guard.allowedAddresses("yes.test", 80, ["::1", "192.0.2.1"]);
  guard.allowedAddresses("192.0.2.1", 80, ["192.0.2.1"]);
  expect(() => guard.allowedAddresses("::1", 80, ["::1"])).toThrow("no");
  expect(() => guard.allowedAddresses("stop.test", 80, ["192.0.2.1"])).toThrow("not audited");
  expect(told).toEqual([
    ["no.test:80", false],
    ["yes.test:80 (192.0.2.1)", true],
    ["192.0.2.1:80", true],
    ["[::1]:80", false],
    ["stop.test:80 (192.0.2.1)", true],
  ]);
});
