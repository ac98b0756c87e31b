import assert from "node:assert/strict";
import type { Log } from "../../core/mod.ts";
import { HealthLog } from "./health_log.ts";

Deno.test("HealthLog tells once why a source fails, whatever its tries, and that it works again", () => {
  const lines: unknown[] = [];
  const say = (message: string, fields?: Record<string, unknown>) => void lines.push([message, fields?.reason]);
  const health = new HealthLog({ info: say, warning: say } as unknown as Log, () => [{ source: "a" }]);
  health.see({ source: "a", health: "healthy" });
  for (let n = 0; n < 3; n++) health.see({ source: "a", health: "restarting", reason: "no device" });
  health.see({ source: "a", health: "restarting", reason: "no right" });
  health.see({ source: "a", health: "healthy" });
  health.see({ source: "a", health: "restarting", reason: "no device" });
  assert.deepEqual(lines, [
    ["source fails, and is tried again", "no device"],
    ["source fails, and is tried again", "no right"],
    ["source works again", undefined],
    ["source fails, and is tried again", "no device"],
  ]);
});
