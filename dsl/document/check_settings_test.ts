import assert from "node:assert/strict";
import { readYaml } from "../yaml/mod.ts";
import { checkSettings } from "./check_settings.ts";

async function check(text: string) {
  const { root } = await readYaml(text, "settings.yaml");
  return checkSettings(root, "settings.yaml", text);
}

Deno.test("checkSettings() fills every default, also of blocks that are not there", async () => {
  for (const text of ["", "api: {}\n", "runs: { at_once: 16 }\n"]) {
    const { settings, diagnostics } = await check(text);
    assert.deepEqual(diagnostics, [], text);
    assert.equal(settings?.runs.at_once, 16);
    assert.equal(settings?.reload.debounce, 100);
    assert.equal(settings?.api.require_if_match, false);
    assert.equal(settings?.api.webhook_body, 8 * 1024 * 1024);
    assert.deepEqual(settings?.sessions.allow.operator, []);
  }
});

Deno.test("checkSettings() tells every mistake at its place", async () => {
  const { settings, diagnostics } = await check("api: { require_if_mach: true }\nruns: { at_once: 0 }\n");
  assert.equal(settings, undefined);
  assert.deepEqual(diagnostics.map(({ code }) => code), ["unknown_field", "out_of_range"]);
  assert.match(diagnostics[0]?.hint ?? "", /require_if_match/);
});
