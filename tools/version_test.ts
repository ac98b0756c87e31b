import assert from "node:assert/strict";
import { VERSION } from "../src/cli/version_number.ts";
import config from "../deno.json" with { type: "json" };

Deno.test("VERSION is the version in deno.json", () => {
  assert.equal(VERSION, config.version);
});
