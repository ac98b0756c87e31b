import assert from "node:assert/strict";
import { ProgramWorld } from "./fault/program_world.ts";
import { mayTrace } from "./may_trace.ts";
import { type Customer, serving, YAML } from "./serve/customer.ts";

const ignore = !mayTrace();

/** A program with a name that nobody else uses, and how often it ran. */
async function installed(customer: Customer): Promise<{ readonly name: string; run(): Promise<void> }> {
  const name = `p${Deno.pid}x${customer.daemon.pid}`;
  const path = `${customer.folder}/${name}`;
  await Deno.copyFile("/bin/true", path);
  return { name, run: async () => assert.ok((await new Deno.Command(path).output()).success) };
}

/** The runs of a pipeline, oldest first, once there are so many and all have ended. */
// deno-lint-ignore no-explicit-any
async function runsOf(customer: Customer, pipeline: string, count: number): Promise<any[]> {
  using events = await customer.events("/api/v1/events", { "last-event-id": "0" });
  const ended = new Set<string>();
  while (ended.size < count) {
    const { data } = await events.find(({ event, data }) => event === "run.finished" && data.pipeline === pipeline);
    ended.add(data.run);
  }
  const { json } = await customer.get(`/api/v1/runs?pipeline=${pipeline}&limit=200`);
  return json.items.toReversed();
}

Deno.test({
  name: "on.probe starts a run for each event, none for what runs do themselves, and shows what became of them",
  ignore,
  async fn() {
    await serving({}, async (customer) => {
      const { name, run } = await installed(customer);
      const document = `on: { probe: { name: exec, comm: ${name}, where: "filename.endsWith('${name}')" } }
tasks:
  - { id: tell, run: "echo {{ payload.probe }} {{ payload.comm }} {{ payload.filename }} {{ payload.pid > 1 }}" }
  # The same program again, also one that has left its family.
  - { id: again, run: "./${name}; (setsid ./${name} &)" }
`;
      assert.equal((await customer.ask("PUT", "/api/v1/pipelines/seen", { body: document, type: YAML })).status, 201);
      for (let count = 0; count < 5; count++) await run();
      const runs = await runsOf(customer, "seen", 5);
      assert.deepEqual(runs.map(({ status }) => status), Array(5).fill("succeeded"));
      const { text } = await customer.get(`/api/v1/runs/${runs[0].run}/logs?task=tell`);
      assert.match(text, new RegExp(`exec ${name} .*/${name} true`));
      // Another run begins only when somebody else executes it: what the runs did would have come before.
      await run();
      await runsOf(customer, "seen", 6);
      const { json: { items: [probe] } } = await customer.get("/api/v1/probes");
      assert.deepEqual({ ...probe, started_at: null }, {
        probe: "exec",
        source: "pipelines/seen/probe[0]",
        pipeline: "seen",
        state: "healthy",
        events: 6,
        waiting: 0,
        lost: 0,
        started_at: null,
      });
      const { json: { items: [source] } } = await customer.get("/api/v1/sources");
      assert.deepEqual([source.kind, source.health, source.detail], ["probe", "healthy", "6 events, 0 waiting, 0 lost"]);
      const metrics = (await customer.get("/metrics")).text;
      assert.match(metrics, /^executor_probe_events_total\{probe="exec",source="pipelines\/seen\/probe\[0\]"\} 6$/m);
      assert.match(metrics, /^executor_probe_lost_total\{probe="exec",source="pipelines\/seen\/probe\[0\]"\} 0$/m);
      assert.match(metrics, /^executor_events_total\{kind="probe",status="accepted"\} 6$/m);
    });
  },
});

Deno.test({
  name: "on.probe: a change that is wrong is refused at its place and the old revision goes on; one that is right takes over",
  ignore,
  async fn() {
    await serving({}, async (customer) => {
      const { name, run } = await installed(customer);
      const path = "/api/v1/pipelines/seen";
      const document = `on: { probe: { name: exec, comm: ${name} } }\ntasks: [{ id: a, run: "true" }]\n`;
      assert.equal((await customer.ask("PUT", path, { body: document, type: YAML })).status, 201);
      const wrong = await customer.patch(path, { on: { probe: { where: "filenam == ''" } } });
      assert.deepEqual([wrong.status, wrong.json.errors[0].code, wrong.json.errors[0].hint], [
        422,
        "expr_unknown_variable",
        "Did you mean 'filename'?",
      ]);
      const unknown = await customer.patch(path, { on: { probe: { name: "syscall", syscall: "opennat" } } });
      assert.equal(unknown.status, 409, unknown.text);
      assert.match(unknown.json.detail, /no system call "opennat"/);
      const missing = await customer.patch(path, { on: { probe: { name: null, comm: null, file: "./none.bpf.o" } } });
      assert.equal(missing.status, 409, missing.text);
      assert.match(missing.json.detail, /none\.bpf\.o: there is no such file/);
      await run();
      assert.equal((await runsOf(customer, "seen", 1))[0].revision, 1);
      assert.equal((await customer.patch(path, { on: { probe: { where: "ppid > 0" } } })).status, 200);
      await run();
      assert.deepEqual((await runsOf(customer, "seen", 2)).map(({ revision }) => revision), [1, 2]);
      assert.equal((await customer.patch(path, { on: null })).status, 200);
      assert.deepEqual((await customer.get("/api/v1/probes")).json.items, []);
    });
  },
});

Deno.test({
  name: "a daemon with probes that is killed with SIGKILL leaves nothing in the kernel",
  ignore,
  async fn() {
    await serving({ "taken.yaml": 'on: { probe: accept }\ntasks: [{ id: a, run: "true" }]\n' }, async (customer) => {
      const { pid } = customer.daemon;
      const told = Array.from(Deno.readDirSync(`/proc/${pid}/fdinfo`), ({ name }) => textOf(`/proc/${pid}/fdinfo/${name}`));
      const programs = new Set(told.flatMap((text) => /^prog_id:\t(\d+)$/m.exec(text)?.[1] ?? []));
      // The probe's own, and the one that knows the daemon's family.
      assert.equal(programs.size, 2);
      for (const program of programs) assert.ok(await isLoaded(program));
      customer.daemon.kill("SIGKILL");
      await customer.daemon.ended();
      for (const program of programs) while (await isLoaded(program)) await new Promise((resolve) => setTimeout(resolve, 20));
    });
  },
});

Deno.test({
  name: "on.probe without the capabilities is refused with what is missing, and tried again where a daemon starts with it",
  // Only who has them can do without them here.
  ignore,
  async fn() {
    await using world = await ProgramWorld.create({ "one.yaml": "on: { probe: exec }\ntasks: [{ id: a, run: ls }]\n" });
    const { stdout, stderr } = await world.shell(
      `mkdir p; cp one.yaml p
setpriv --bounding-set=-bpf,-perfmon,-sys_admin executor serve p --listen 127.0.0.1:0 --state st > out 2> err & pid=$!
until grep -qs ready out || ! kill -0 $pid; do sleep 0.02; done
url=$(sed -n 's/^ready //p' out)
ask() { curl -s -H "Authorization: Bearer $(cat st/token)" "$@"; echo; }
ask $url/api/v1/probes
ask -X PUT -H 'content-type: application/yaml' --data-binary @one.yaml $url/api/v1/pipelines/two
until grep -h '"level":"warning"' err; do sleep 0.02; done
kill $pid; wait $pid`,
    );
    const [probes, refused, logged] = stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
    const [row] = probes.items;
    assert.deepEqual([row.source, row.state], ["pipelines/one/probe[0]", "restarting"], stderr);
    assert.match(row.reason, /^The probe exec cannot run here: .*CAP_BPF/);
    assert.deepEqual([logged.source, logged.reason], [row.source, row.reason], stderr);
    assert.deepEqual([refused.status, refused.code], [409, "swap_refused"]);
    assert.match(refused.detail, /^pipelines\/two was not changed: The probe exec cannot run here: .*CAP_BPF/);
  },
});

/** A file's text; none once it is gone: the daemon opens and closes others meanwhile. */
function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Whether the kernel has a program of this number. */
async function isLoaded(id: string): Promise<boolean> {
  const { success } = await new Deno.Command("bpftool", {
    args: ["prog", "show", "id", id],
    env: { PATH: `${Deno.env.get("PATH")}:/usr/sbin` },
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}
