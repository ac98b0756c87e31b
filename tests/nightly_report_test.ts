import assert from "node:assert/strict";
import { eventsOf, ProgramWorld } from "./fault/program_world.ts";

/** The pipeline that the product is explained by. Only its hosts are this test's. */
const PIPELINE = `# yaml-language-server: $schema=./pipeline.schema.json
name: nightly-report
config:                                  # typed settings, checked before anything runs
  schema_url: { type: url, env: SCHEMA_URL, default: "https://example.org/schema.json" }
  timeout_ms: { type: int, env: API_TIMEOUT, default: 3000, range: [100, 10000] }
params:
  threshold: { type: int, default: 10 }
secrets: { token: { env: API_TOKEN } }   # masked in every log and in the history
on:
  schedule: "0 2 * * *"
  watch: { paths: ["inbox/*.csv"], debounce: 200ms }
  http: { path: /hooks/report, method: POST }
permissions: { net: [api.example.com], read: [./data] }
concurrency: { group: report, limit: 1, overlap: queue }   # queue | skip | cancel
tasks:
  - id: fetch
    command: [curl, -fsS, "SERVER/v1/data"]
    retry: { attempts: 3, delay: 10ms, backoff: 2, jitter: true }
    timeout: 30s
    idempotent: true                     # may be repeated after a crash
  - id: process
    depends_on: [fetch]                  # standard input is fetch's standard output
    script: ./process.ts
    permissions: none
    limits: { time: 5s, memory: 128MiB }
  - id: validate
    depends_on: [fetch]
    inject:
      SCHEMA_URL: "{{ .config.schema_url }}"
      PAYLOAD: "{{ .upstream.fetch.stdout }}"
    run: ./validate.sh
  - id: route
    depends_on: [process]
    if: "{{ .upstream.process.items | length > 10 }}"
    then: notify_team
    else: archive
  - id: notify_team
    http: { url: "SERVER", method: POST, json: { count: "{{ tasks.process.outputs.count }}" } }
  - id: archive
    run: tar czf out.tgz data/
  - id: per_region
    matrix: { region: [eu, us], tier: [gold, free] }
    max_parallel: 2
    pipeline: ./regional.yaml
    with: { region: "{{ matrix.region }}" }
finally:
  - id: report
    run: echo "{{ run.status }}"
`;
const FILES = {
  "process.ts": `/** @type {import("executor").Script} */
export default async function ({ input, params, log, signal, fetch }) {
  const rows = JSON.parse(input);
  log.info("rows", { n: rows.length });
  return { count: rows.length, items: rows };
}
`,
  "regional.yaml": 'params: { region: { type: string } }\ntasks: [{ id: greet, run: "echo {{ params.region }}" }]\n',
  "validate.sh": '#!/bin/sh\ncase $PAYLOAD in \\[*\\]) echo "valid against $SCHEMA_URL" ;; *) exit 1 ;; esac\n',
};

for (const [count, taken, left] of [[12, "notify_team", "archive"], [3, "archive", "notify_team"]] as const) {
  Deno.test({
    name: `the nightly report runs from a shell: ${count} items take the branch to ${taken}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const posted: string[] = [];
      const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
        if (request.method === "POST") posted.push(await request.text());
        return Response.json(Array.from({ length: count }, (_, n) => ({ n })));
      });
      try {
        const pipeline = PIPELINE.replaceAll("SERVER", `http://127.0.0.1:${server.addr.port}`);
        await using world = await ProgramWorld.create({ ...FILES, "pipeline.yaml": pipeline });
        await Deno.mkdir(`${world.dir}/data`);
        const env = { API_TOKEN: "s3cr3t-token" };
        const plain = await world.shell("executor run pipeline.yaml", env);
        assert.equal(plain.code, 0, plain.stderr);
        assert.match(plain.stdout, /^validate \| valid against https:\/\/example.org\/schema.json$/m);
        assert.match(plain.stdout, /^per_region\[eu,gold\] \| eu$/m);
        assert.match(plain.stdout, /^report \| succeeded$/m);
        assert.deepEqual(posted.map((body) => JSON.parse(body)), taken === "notify_team" ? [{ count }] : []);
        assert.equal(world.exists("out.tgz"), taken === "archive");

        const json = await world.shell("executor run pipeline.yaml --json --param threshold=5", env);
        const events = eventsOf(json);
        assert.deepEqual(events.map(({ type }) => type).filter((type) => String(type).startsWith("run.")), ["run.started", "run.finished"]);
        const statuses = new Map(events.filter(({ type }) => type === "task.finished").map(({ task, status }) => [task, status]));
        assert.equal(statuses.get(taken), "succeeded");
        assert.equal(statuses.get(left), "skipped");
        assert.equal(events[0]?.["pipeline"], "nightly-report");

        const missing = await world.shell("executor run pipeline.yaml");
        assert.equal(missing.code, 2);
        assert.match(missing.stderr, /API_TOKEN/);
        const bad = await world.shell("executor run pipeline.yaml", { ...env, API_TIMEOUT: "99" });
        assert.equal(bad.code, 2);
        assert.match(bad.stderr, /API_TIMEOUT/);
      } finally {
        await server.shutdown();
      }
    },
  });
}

Deno.test({
  name: "the nightly report in flow runs from a shell, is formatted, and is the same in YAML and back",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const posted: string[] = [];
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
      if (request.method === "POST") posted.push(await request.text());
      return Response.json(Array.from({ length: 12 }, (_, n) => ({ n })));
    });
    try {
      const pair = await Deno.readTextFile(new URL("./dsl/flow/pairs/product_example.pair", import.meta.url));
      const flow = (pair.split("=====\n")[0] ?? "").replaceAll(
        /https:\/\/(?:api|hooks)\.example\.com/g,
        `http://127.0.0.1:${server.addr.port}`,
      );
      // A machine so busy would be watched for the whole minute.
      const calm = flow.replace("cpu load > 4 for", "cpu load > 1000000 for");
      assert.notEqual(calm, flow);
      await using world = await ProgramWorld.create({ ...FILES, "report.flow": calm });
      await Deno.mkdir(`${world.dir}/data`);
      const run = await world.shell("executor run report.flow");
      assert.equal(run.code, 0, run.stderr);
      assert.deepEqual(posted.map((body) => JSON.parse(body)), [{ count: 12 }]);
      assert.match(run.stderr, /^process \| .* INFO rows n=12$/m);
      const other = await world.shell("executor run report.flow --param threshold=12");
      assert.equal(other.code, 0, other.stderr);
      assert.equal(world.exists("out.tgz"), true);
      assert.equal((await world.shell("executor fmt --check report.flow")).code, 0);
      assert.equal(
        (await world.shell("executor fmt --to yaml report.flow > report.yaml && executor fmt --to flow report.yaml > back.flow")).code,
        0,
      );
      const plans = await Promise.all(["report.flow", "report.yaml", "back.flow"].map((file) => world.run("plan", file, "--json")));
      const [own, yaml, back] = plans.map(({ stdout }) => JSON.parse(stdout));
      assert.equal(own.tasks.length > 5, true);
      assert.deepEqual([yaml.tasks, back.tasks, yaml.config], [own.tasks, own.tasks, own.config]);
    } finally {
      await server.shutdown();
    }
  },
});
