import assert from "node:assert/strict";
import { createStartingApp } from "./starting_app.ts";

Deno.test("createStartingApp() lives, is not ready, and asks to come back for all else", async () => {
  const app = createStartingApp("1.2.3");
  const get = (path: string) => app.fetch(new Request(`http://localhost${path}`));
  assert.equal((await get("/healthz")).status, 200);
  assert.deepEqual(await (await get("/readyz")).json(), { status: "starting" });
  const other = await get("/api/v1/pipelines");
  assert.deepEqual([other.status, other.headers.get("retry-after"), other.headers.get("server")], [503, "1", "executor/1.2.3"]);
  assert.equal((await other.json()).code, "starting");
});
