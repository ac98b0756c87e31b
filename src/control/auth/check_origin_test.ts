import assert from "node:assert/strict";
import { checkOrigin } from "./check_origin.ts";

const own = { host: "127.0.0.1:7400", isSecure: false, origins: ["https://console.example", "null"] };

Deno.test("checkOrigin() passes who is no page, the own origin and those of the settings", () => {
  assert.equal(checkOrigin({ ...own, origin: null }), undefined);
  assert.equal(checkOrigin({ ...own, origin: "http://127.0.0.1:7400" }), undefined);
  assert.equal(checkOrigin({ ...own, origin: "https://console.example" }), "https://console.example");
});

Deno.test("checkOrigin() refuses every other page, also one that has no origin or only looks like it", () => {
  for (
    const origin of [
      "null",
      "",
      "*",
      "http://127.0.0.1",
      "https://127.0.0.1:7400",
      "http://127.0.0.1:7401",
      "https://console.example.evil",
      "https://console.example:8443",
      "http://127.0.0.1:7400.evil",
    ]
  ) assert.throws(() => checkOrigin({ ...own, origin }), { code: "origin_foreign" }, origin);
});
