import { expect } from "expect";
import { resolveHost } from "./resolve_host.ts";

Deno.test("resolveHost() finds what the system knows, and fails for what it does not", async () => {
  const found = await resolveHost("localhost");
  expect(found.length).toBeGreaterThan(0);
  for (const address of found) expect(["127.0.0.1", "::1"]).toContain(address);
  await expect(resolveHost("no-such-host.invalid")).rejects.toThrow(Error);
});
