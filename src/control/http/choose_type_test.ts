import assert from "node:assert/strict";
import { chooseType } from "./choose_type.ts";

Deno.test("chooseType() gives what the header likes best, and nothing when all is refused", async (t) => {
  const offered = ["application/json", "application/yaml"];
  const cases: [string | null, string | undefined][] = [
    [null, "application/json"],
    ["", "application/json"],
    ["*/*", "application/json"],
    ["application/yaml", "application/yaml"],
    ["Application/YAML", "application/yaml"],
    ["application/yaml, application/json;q=0.9", "application/yaml"],
    ["application/*;q=0.2, application/yaml;q=0.1", "application/json"],
    ["*/*, application/json;q=0", "application/yaml"],
    ["text/html, */*;q=0.1", "application/json"],
    ["text/html", undefined],
    ["application/json;q=0", undefined],
    ["application/json;q=nonsense", undefined],
    ["nonsense", undefined],
    [`${"text/html,".repeat(100_000)}application/json`, undefined],
  ];
  for (const [accept, expected] of cases) {
    await t.step(String(accept).slice(0, 60), () => assert.equal(chooseType(accept, offered), expected));
  }
});
