import assert from "node:assert/strict";
import { fromFileUrl, ROOT } from "../tools/paths.ts";
import { checkDeploy } from "./deploy_example.ts";
import { eventsOf, type ProgramEnd, ProgramWorld } from "./fault/program_world.ts";
import { recordStrokes } from "../src/live/sources/keyboard/testing.ts";
import { mayTrace } from "./may_trace.ts";
import { outputOf } from "./output_of.ts";

/** What running an example must come to. Its folder has been copied to the world's. */
type Proof = (world: ProgramWorld) => Promise<void>;

const EXAMPLES = fromFileUrl(new URL("examples/", ROOT));
const ignore = Deno.build.os === "windows";

/** Every pipeline below `examples/`; one that is missing here fails the tests. */
const PROMISES: Readonly<Record<string, Proof>> = {
  "announce/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "announce/pipeline.yaml", "--param", "version=2.0.0-rc.1");
    const text = Deno.readTextFileSync(`${world.dir}/announce/announcement.md`);
    assert.ok(text.startsWith("# Executor 2.0.0-rc.1\n\nReleased today.\n\n## Changes\n\n- Pipelines start twice as fast\n"), text);
    assert.equal(outputOf(end, "show"), text.trimEnd());
    // One that breaks the rules replaces nothing.
    const refused = await world.run("run", "announce/pipeline.yaml", "--param", "version=soon");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /announce: failed in .* semver.*\[template_requirement\]/);
    assert.equal(Deno.readTextFileSync(`${world.dir}/announce/announcement.md`), text);
  },
  "branches/pipeline.yaml": async (world) => {
    const many = await succeed(world, "run", "branches/pipeline.yaml");
    assert.deepEqual([outputOf(many, "notify"), outputOf(many, "archive")], ["12 items are more than 10", ""]);
    const few = await succeed(world, "run", "branches/pipeline.yaml", "--param", "threshold=12");
    assert.deepEqual([outputOf(few, "notify"), outputOf(few, "archive")], ["", "nothing to tell"]);
    assert.equal(outputOf(few, "done"), "done either way");
    assert.equal((await world.run("run", "branches/pipeline.yaml", "--param", "threshold=1001")).code, 2);
  },
  "cleanup/pipeline.yaml": async (world) => {
    const well = await succeed(world, "run", "cleanup/pipeline.yaml");
    assert.equal(outputOf(well, "tidy"), "tidied after succeeded");
    const failed = await world.run("run", "cleanup/pipeline.yaml", "--param", "fail=true");
    assert.equal(failed.code, 1);
    assert.match(outputOf(failed, "alert"), /^run [\w-]+ failed$/);
    assert.equal(outputOf(failed, "tidy"), "tidied after failed");
    for (const end of [well, failed]) {
      const folder = outputOf(end, "work").replace("working in ", "");
      assert.ok(folder.startsWith("/"));
      assert.throws(() => Deno.statSync(folder), Deno.errors.NotFound);
    }
  },
  "confine/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "confine/pipeline.yaml");
    assert.equal(outputOf(end, "build"), "counted 21 lines");
    assert.equal(outputOf(end, "report"), "stray failed, meddle failed");
    assert.match(end.stderr, /cannot create pipeline.yaml: Permission denied/);
    assert.match(end.stderr, /meddle: failed in .*SIGSYS.* `confine.syscalls: strict` refuses/);
  },
  "demo/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "demo/pipeline.yaml", "--param", "version=1.2.3");
    for (const suite of ["unit", "contract", "fuzz"]) assert.equal(outputOf(end, `test[${suite}]`), `${suite} passed`);
    assert.equal(outputOf(end, "publish"), "published 1.2.3 (42 MB)");
    assert.equal(outputOf(end, "reject"), "");
    assert.equal(outputOf(end, "report"), "succeeded");
  },
  "fetch/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "fetch/pipeline.yaml");
    assert.equal(outputOf(end, "tell"), "3 orders; the other said NotCapable");
  },
  "flow/backup.flow": async (world) => {
    const end = await succeed(world, "run", "flow/backup.flow");
    for (const folder of ["notes", "photos"]) assert.equal(outputOf(end, `pack[${folder}]`), `packed ${folder}`);
    assert.deepEqual([outputOf(end, "fine"), outputOf(end, "warn")], ["nothing to tidy up", ""]);
    assert.equal(outputOf(end, "report"), "the backup succeeded");
    const more = await succeed(world, "run", "flow/backup.flow", "--param", 'folders=["a","b","c"]');
    assert.match(outputOf(more, "warn"), /^ *5 backups, 2 are to be kept$/);
    assert.equal((await world.startProgram(["run", "flow/backup.flow"], { BACKUPS_KEPT: "0" }).ended).code, 2);
  },
  "flow/deploy.flow": (world) => checkDeploy(world, "flow/deploy.flow"),
  "flow/hello.flow": async (world) => {
    assert.equal((await succeed(world, "run", "flow/hello.flow", "--param", "who=you")).stdout, "greet | hello you\n");
  },
  "flow/smoke.flow": async (world) => {
    const end = await succeed(world, "run", "flow/smoke.flow", "--param", "region=eu", "--param", "tier=free");
    assert.deepEqual([outputOf(end, "ask"), outputOf(end, "sure")], ["eu free answers from 1", "eu is healthy"]);
    assert.equal((await world.run("run", "flow/smoke.flow", "--param", "region=mars", "--param", "tier=free")).code, 2);
  },
  "health/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "health/pipeline.yaml");
    assert.deepEqual([outputOf(end, "report"), outputOf(end, "praise")], ["2 errors in app.log", ""]);
    assert.match(outputOf(end, "summary"), /^disk (?:yes|no), config yes, errors yes$/);
    assert.match(outputOf(end, "errors"), /^yes: log .* \(2 lines\)/);
    Deno.writeTextFileSync(`${world.dir}/health/app.conf`, "listen nowhere\n");
    const refused = await world.run("run", "health/pipeline.yaml");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /config: failed in .*app\.conf does not say where to listen.*\[check_failed\]/);
  },
  "hello/pipeline.yaml": async (world) => {
    assert.equal((await succeed(world, "run", "hello/pipeline.yaml")).stdout, "greet | hello world\n");
    assert.equal((await succeed(world, "run", "hello/pipeline.yaml", "--param", "who=you; ls")).stdout, "greet | hello you; ls\n");
  },
  "keyboard/pipeline.yaml": async (world) => {
    assert.equal((await world.shell("mkdir run && mkfifo run/keys")).code, 0);
    await using daemon = await serve(world, "keyboard/pipeline.yaml");
    using keys = await Deno.open(`${world.dir}/run/keys`, { write: true });
    // F13 is 183, left shift 42, A 30.
    const press = (...codes: number[]) => keys.write(recordStrokes(codes.map((code, number) => ({ number, code, value: 1 }))));
    await press(183);
    assert.equal(await daemon.runOf("pedal", 1), "page | next page\n");
    await keys.write(recordStrokes([{ number: 9, code: 183, value: 0 }]));
    await press(42, 183, 30);
    assert.equal(await daemon.runOf("pedal", 2), "page | previous page\n");
  },
  "limits/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "limits/pipeline.yaml");
    assert.equal(outputOf(end, "summary"), "endless failed, slow timed_out");
    assert.match(end.stderr, /endless: failed in .*\[limit_output\]\n/);
    assert.match(end.stderr, /slow: timed out in .*\[task_timeout\]\n/);
  },
  "module/pipeline.ts": async (world) => {
    const eu = await succeed(world, "run", "module/pipeline.ts");
    assert.deepEqual([outputOf(eu, "deploy-api"), outputOf(eu, "deploy-web")], ["api 2 times to eu", "web 4 times to eu"]);
    assert.deepEqual([outputOf(eu, "smoke"), outputOf(eu, "alert")], ["api, web are up in eu", ""]);
    const us = await succeed(world, "run", "module/pipeline.ts", "--param", "region=us", "--param", "smoke=false");
    assert.deepEqual([outputOf(us, "deploy-api"), outputOf(us, "deploy-web"), outputOf(us, "smoke")], ["api 3 times to us", "", ""]);
    const wrong = await world.run("run", "module/pipeline.ts", "--param", "region=mars");
    assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
    assert.match(wrong.stderr, /"region" .*\[param_invalid\]/);
    const none = await world.startProgram(["check", "module/pipeline.ts"], { API_TOKEN: "x" }).ended;
    assert.deepEqual([none.code, none.stdout], [0, "module/pipeline.ts is valid\n"]);
  },
  "parallel/pipeline.yaml": async (world) => {
    // More than the matrix allows, also on a machine of one core.
    const end = await succeed(world, "run", "parallel/pipeline.yaml", "--max-parallel", "4", "--json");
    const events = eventsOf(end);
    assert.deepEqual(events.at(-1)?.["counts"], { succeeded: 6 });
    let now = 0, most = 0;
    for (const { type, task } of events) {
      if (!String(task).startsWith("compile[")) continue;
      if (type === "task.started") most = Math.max(most, ++now);
      if (type === "task.finished") now--;
    }
    assert.equal(most, 2);
    assert.equal(events.findLast(({ type }) => type === "task.started")?.["task"], "package");
  },
  "probe/pipeline.yaml": async (world) => {
    if (!mayTrace()) return;
    await using daemon = await serve(world, "probe/pipeline.yaml");
    assert.equal((await world.shell("cat probe/pipeline.yaml > settings.conf; cat settings.conf")).code, 0);
    assert.equal(await daemon.runOf("writers"), "tell | sh writes settings.conf\n");
  },
  "report/pipeline.yaml": (world) => checkReport(world, "report/pipeline.yaml"),
  "retry/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "retry/pipeline.yaml");
    assert.equal(outputOf(end, "flaky"), "attempt 1\nattempt 2\nattempt 3");
    assert.deepEqual(world.lines("retry/attempts.txt"), ["try", "try", "try", "poll", "poll"]);
    const { tasks } = await world.show();
    assert.equal(tasks[0]?.attempts, 3);
  },
  "sandbox/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "sandbox/pipeline.yaml");
    for (const limit of ["time", "cpu", "memory", "output", "messages", "requests"]) {
      assert.match(end.stderr, new RegExp(`^${limit}: failed in .*\\[limit_${limit}\\]$`, "m"));
    }
    assert.equal(outputOf(end, "report"), "fine was succeeded");
  },
  "scripts/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "scripts/pipeline.yaml");
    assert.equal(outputOf(end, "tell"), "2 orders\na,12\nc,7");
    assert.match(end.stderr, /^process \| .* INFO kept rows=2$/m);
    assert.equal(outputOf(await succeed(world, "run", "scripts/pipeline.yaml", "--param", "least=10"), "tell"), "1 orders\na,12");
    assert.equal((await world.run("run", "scripts/pipeline.yaml", "--allow-none")).code, 1);
  },
  "secrets/pipeline.yaml": async (world) => {
    const end = await world.startProgram(["run", "secrets/pipeline.yaml"], { API_TOKEN: "hunter2-hunter2" }).ended;
    assert.equal(end.code, 0, end.stderr);
    assert.equal(outputOf(end, "login"), "logged in with ***\n***");
    const without = await world.run("run", "secrets/pipeline.yaml");
    assert.equal(without.code, 2);
    assert.match(without.stderr, /API_TOKEN/);
  },
  "serve/deploy.yaml": async (world) => {
    await using daemon = await serve(world, "serve", { WEBHOOK_KEY: "sesame" });
    const body = JSON.stringify({ version: "1.2" });
    const post = async (signature: string) => {
      const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
      const answer = await fetch(`${daemon.url}/hooks/deploy`, { method: "POST", headers, body });
      await answer.body?.cancel();
      return answer.status;
    };
    assert.equal(await post("0".repeat(64)), 401);
    const { stdout } = await world.shell(`printf %s '${body}' | openssl dgst -sha256 -hmac sesame -r`);
    assert.equal(await post(stdout.slice(0, 64)), 202);
    assert.equal(await daemon.runOf("deploy"), "deploy | deploying 1.2\n");
  },
  "serve/inbox.yaml": async (world) => {
    await using daemon = await serve(world, "serve", { WEBHOOK_KEY: "sesame" });
    await Deno.mkdir(`${world.dir}/serve/inbox`);
    // In one step: a file is there before its lines are.
    await Deno.writeTextFile(`${world.dir}/a.csv`, "1\n2\n");
    await Deno.rename(`${world.dir}/a.csv`, `${world.dir}/serve/inbox/a.csv`);
    assert.equal(await daemon.runOf("inbox"), "count[inbox/a.csv] | 2\n");
  },
  "serve/nightly.yaml": async (world) => {
    await using daemon = await serve(world, "serve", { WEBHOOK_KEY: "sesame" });
    // Nobody waits for the night: a schedule can be changed while it is served.
    await succeed(world, "patch", "nightly", "--set", 'on.schedule.cron="* * * * * *"');
    assert.match(await daemon.runOf("nightly"), /^report \| the report that was due at 2\d{3}-.*Z\n$/);
    assert.match(Deno.readTextFileSync(`${world.dir}/serve/nightly.yaml`), /cron: "\* .*overlap: skip } # a night/s);
  },
  "source/pipeline.yaml": async (world) => {
    await using daemon = await serve(world, "source/pipeline.yaml");
    assert.equal(await daemon.runOf("jobs", 2), "work | ship for bob\n");
    await Deno.writeTextFile(`${world.dir}/source/jobs.jsonl`, '{"job":"bill","customer":"cy"}\n', { append: true });
    assert.equal(await daemon.runOf("jobs", 3), "work | bill for cy\n");
  },
  "subpipeline/pipeline.yaml": async (world) => {
    const end = await succeed(world, "run", "subpipeline/pipeline.yaml");
    for (const [region, tier] of [["eu", "gold"], ["eu", "free"], ["us", "gold"], ["us", "free"]]) {
      assert.equal(outputOf(end, `per_region[${region},${tier}]`), `${region} ${tier} is healthy`);
    }
    assert.equal(outputOf(end, "summary"), "eu/gold is healthy");
  },
  "subpipeline/regional.yaml": async (world) => {
    const end = await succeed(world, "run", "subpipeline/regional.yaml", "--param", "region=eu", "--param", "tier=free");
    assert.equal(end.stdout, "check | eu free is healthy\n");
    assert.equal((await world.run("run", "subpipeline/regional.yaml", "--param", "region=eu", "--param", "tier=silver")).code, 2);
  },
};

Deno.test("every pipeline in examples/ is valid, formatted, and has a test here", { ignore }, async () => {
  const found = pipelinesIn(EXAMPLES);
  assert.deepEqual(found, Object.keys(PROMISES).sort());
  await using world = await ProgramWorld.create();
  for (const verb of [["check"], ["fmt", "--check"]]) {
    // A module is code, which is formatted with the code of the project.
    const files = verb[0] === "fmt" ? found.filter((name) => !/\.m?[jt]s$/.test(name)) : found;
    const { code, stdout, stderr } = await world.run(...verb, ...files.map((name) => EXAMPLES + name));
    assert.deepEqual([code, stderr], [0, ""], stdout);
  }
});

for (const [name, promise] of Object.entries(PROMISES)) {
  Deno.test(`examples/${name} does what it says`, { ignore }, async () => {
    await using world = await ProgramWorld.create();
    const [folder = ""] = name.split("/");
    assert.equal((await world.shell(`cp -R '${EXAMPLES}${folder}' .`)).code, 0);
    await promise(world);
  });
}

/** The fetch → process → validate → route pipeline against a server of this test. */
async function checkReport(world: ProgramWorld, file: string): Promise<void> {
  const seen: { method: string; path: string; authorization: string | null; body: string }[] = [];
  let items = 12;
  let refusals = 1;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname;
    seen.push({ method: request.method, path, authorization: request.headers.get("authorization"), body: await request.text() });
    if (path !== "/v1/data") return new Response("noted");
    return refusals-- > 0 ? new Response("busy", { status: 503 }) : Response.json(Array.from({ length: items }, (_, n) => ({ n })));
  });
  try {
    const env = { API_URL: `http://127.0.0.1:${server.addr.port}`, API_TOKEN: "tok3n-tok3n" };
    const many = await world.startProgram(["run", file], env).ended;
    assert.equal(many.code, 0, many.stderr);
    assert.match(many.stderr, /fetch: attempt 1 failed: .*503/);
    assert.equal(outputOf(many, "validate"), "valid against https://example.org/schema.json");
    assert.equal(outputOf(many, "report"), "succeeded");
    assert.deepEqual(seen.map(({ method, path }) => `${method} ${path}`), ["GET /v1/data", "GET /v1/data", "POST /notify"]);
    assert.equal(seen[0]?.authorization, "Bearer tok3n-tok3n");
    assert.deepEqual(JSON.parse(seen[2]?.body ?? ""), { count: 12 });
    assert.ok(!(many.stdout + many.stderr).includes("tok3n"));

    items = 3;
    const few = await world.startProgram(["run", file, "--json"], { ...env, SCHEMA_URL: "https://example.org/other.json" }).ended;
    assert.equal(few.code, 0, few.stdout);
    assert.deepEqual(eventsOf(few).at(-1)?.["counts"], { succeeded: 6, skipped: 1 });
    assert.ok(few.stdout.includes('"line":"only 3 items"') && few.stdout.includes('"line":"valid against https://example.org/other.json"'));
    assert.equal(seen.length, 4, "nobody was notified");

    const wrong = await world.startProgram(["run", file], { ...env, API_TIMEOUT: "50" }).ended;
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /API_TIMEOUT/);
  } finally {
    await server.shutdown();
  }
}

/** A daemon that serves a part of the world. */
interface ServedExample extends AsyncDisposable {
  readonly url: string;
  /** What the newest run of a pipeline wrote, once so many of it have succeeded. */
  runOf(pipeline: string, count?: number): Promise<string>;
}

/** Serves a folder or file of the world, and waits until it does. */
async function serve(world: ProgramWorld, path: string, env: Readonly<Record<string, string>> = {}): Promise<ServedExample> {
  const daemon = world.startProgram(["serve", path, "--listen", "127.0.0.1:0"], env);
  const isReady = until(world, "executor status");
  const early = daemon.ended.then(({ stdout, stderr }) => assert.fail(`it does not serve: ${stdout}${stderr}`));
  early.catch(() => {});
  await Promise.race([isReady, early]);
  return {
    url: JSON.parse(Deno.readTextFileSync(`${world.state}/endpoint.json`)).url,
    async runOf(pipeline, count = 1) {
      const runs = `executor runs --pipeline ${pipeline} --json`;
      await until(world, `test "$(${runs} | grep -c succeeded)" -ge ${count}`);
      const { stdout } = await world.shell(`executor logs $(${runs} | grep -m 1 succeeded | sed 's/.*"run":"\\([^"]*\\)".*/\\1/')`);
      return stdout;
    },
    async [Symbol.asyncDispose]() {
      daemon.kill("SIGTERM");
      await daemon.ended;
    },
  };
}

/** Waits until a command of the shell succeeds. */
async function until(world: ProgramWorld, command: string): Promise<void> {
  const { code, stderr } = await world.shell(`until ${command} > /dev/null 2>&1; do sleep 0.1; done`);
  assert.equal(code, 0, `${command} did not succeed: ${stderr}`);
}

/** Runs the program, which has to succeed. */
async function succeed(world: ProgramWorld, ...args: string[]): Promise<ProgramEnd> {
  const end = await world.run(...args);
  assert.equal(end.code, 0, end.stdout + end.stderr);
  return end;
}

function pipelinesIn(folder: string, below = ""): string[] {
  return [...Deno.readDirSync(folder + below)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return name.startsWith(".") ? [] : pipelinesIn(folder, `${below}${name}/`);
    return /\.(yaml|yml|flow)$|^pipeline\.m?[jt]s$/.test(name) ? [below + name] : [];
  }).sort();
}
