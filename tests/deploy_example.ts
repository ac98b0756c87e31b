import assert from "node:assert/strict";
import type { ProgramWorld } from "./fault/program_world.ts";
import { outputOf } from "./output_of.ts";

/** The deployment against a registry of this test: a few users, everyone, nobody, and what goes wrong. */
export async function checkDeploy(world: ProgramWorld, file: string): Promise<void> {
  const seen: string[] = [];
  let isBroken = false;
  let errors = 2;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname;
    if (path === "/errors") return Response.json({ errors: errors-- });
    const allowed = path === "/rollout" || request.headers.get("authorization") === "Bearer hunter2-hunter2";
    seen.push(`${request.method} ${path} ${await request.text()}`);
    return new Response(null, { status: isBroken || !allowed ? 500 : 200 });
  });
  const env = { REGISTRY: `http://127.0.0.1:${server.addr.port}`, DEPLOY_TOKEN: "hunter2-hunter2" };
  const deploy = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    world.startProgram(["run", file, ...args], { ...env, ...more }).ended;
  try {
    const few = await deploy(["--param", "version=v1.2.0"]);
    assert.equal(few.code, 0, few.stderr);
    assert.match(seen.join("\n"), /^PUT \/app\/v1.2.0 \{"digest":"\d+","bytes":11\}\nPOST \/rollout \{"version":"v1.2.0","share":5\}$/);
    assert.equal(errors, -1, "it was asked until there were none");
    assert.equal(outputOf(few, "smoke[us,gold]"), "us gold answers from 3\nus is healthy");
    assert.deepEqual([outputOf(few, "tell"), outputOf(few, "page")], ["deployed v1.2.0 to 2 regions", ""]);
    assert.equal(outputOf(few, "report"), "deploy succeeded");
    assert.ok(!(few.stdout + few.stderr).includes("hunter2"));

    const full = await deploy(["--param", "version=v1.2.1", "--param", "stage=full", "--param", 'regions=["ap"]', "--yes"]);
    assert.equal(full.code, 0, full.stderr);
    assert.equal(seen.at(-1), 'POST /rollout {"version":"v1.2.1","share":100}');
    assert.match(full.stderr, /^canary: skipped/m);
    const alone = await deploy(["--param", "version=v1.2.1", "--param", "stage=full", "--yes"], { REPLICAS: "1" });
    assert.match(alone.stderr, /^rollout: failed in .*a full rollout needs two replicas.*\[precondition_failed\]$/m);

    const candidate = await deploy(["--param", "version=v1.3.0-rc"]);
    assert.equal(outputOf(candidate, "note"), "v1.3.0-rc is not for users");
    isBroken = true;
    const broken = await deploy(["--param", "version=v1.4.0"]);
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /^push: attempt 2 failed/m);
    assert.deepEqual([outputOf(broken, "page"), outputOf(broken, "report")], ["v1.4.0 needs somebody", "deploy failed"]);

    const count = seen.length;
    for (
      const [args, more, why] of [
        [["--param", "version=v1.2.0"], { REPLICAS: "51" }, /REPLICAS .* expected 1 to 50, found 51/],
        [["--param", "version=v1.2.0"], { PATIENCE: "1h" }, /PATIENCE .* expected 100ms to 5m, found 1h/],
        [["--param", "version=1.2"], {}, /"version" is wrong/],
        [["--param", "version=v1.2.0", "--param", "stage=everyone"], {}, /"stage" is wrong: expected one of canary, full/],
      ] as const
    ) {
      const refused = await deploy(args, more);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, why);
    }
    assert.equal(seen.length, count, "nothing was sent");
  } finally {
    await server.shutdown();
  }
}
