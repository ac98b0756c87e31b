import assert from "node:assert/strict";
import type { Check, CheckReading } from "../../core/mod.ts";
import { FakeWorld } from "./fake_world.ts";
import { runAttempt } from "./mod.ts";

const DISK: Check = {
  sentence: "disk usage > 90%",
  subject: "disk",
  metric: "usage",
  target: "/",
  relation: { kind: "compare", operator: ">", value: 90 },
};
const FULL: CheckReading = { state: "known", value: 93.125, unit: "percent", evidence: ["/: 93.125% used"], advice: "Tidy" };
const EMPTY: CheckReading = { state: "known", value: 12, unit: "percent", evidence: ["/: 12% used"] };
const LOST: CheckReading = { state: "unknown", value: null, unit: null, evidence: ["no such disk"] };

function attempt(reading: CheckReading, more: Partial<Check> = {}, world = new FakeWorld()) {
  world.readings = [reading];
  return runAttempt(world.context({ check: { ...DISK, ...more } }), world.ports).then((result) => ({ result, world }));
}

Deno.test("check reports verdict, value and evidence, in outputs and on standard output", async () => {
  const { result, world } = await attempt(FULL);
  assert.deepEqual(result, {
    status: "succeeded",
    outputs: Object.assign(Object.create(null), {
      verdict: "yes",
      value: 93.125,
      unit: "percent",
      evidence: ["/: 93.125% used"],
      advice: "Tidy",
    }),
  });
  assert.equal(world.output.stdout, "yes: disk usage > 90% (93.1%)\n  /: 93.125% used\n  hint: Tidy\n");
  assert.equal(world.output.stderr, "");
});

Deno.test("check succeeds on no and on unknown when nothing is to follow", async () => {
  for (const [reading, verdict] of [[EMPTY, "no"], [LOST, "unknown"]] as const) {
    const { result } = await attempt(reading, { then: { kind: "fail" } });
    assert.deepEqual([result.status, result.outputs["verdict"]], ["succeeded", verdict]);
  }
});

Deno.test("check tells an alert on standard error and in its outputs, and goes on", async () => {
  const { result, world } = await attempt(FULL, { then: { kind: "alert", text: "nearly full" }, else: { kind: "fail" } });
  assert.deepEqual([result.status, result.outputs["alert"], world.output.stderr], ["succeeded", "nearly full", "alert: nearly full\n"]);
  const without = await attempt(EMPTY, { else: { kind: "alert" } });
  assert.equal(without.world.output.stderr, "alert: it is not true that disk usage > 90% (12%)\n");
});

Deno.test("check fails as its sentence says, and keeps what it found", async () => {
  const { result } = await attempt(FULL, { then: { kind: "fail", text: "no room" } });
  assert.deepEqual(result.error, { code: "check_failed", message: "no room: it is true that disk usage > 90% (93.1%)" });
  assert.deepEqual([result.status, result.outputs["verdict"]], ["failed", "yes"]);
  const other = await attempt(EMPTY, { else: { kind: "fail" } });
  assert.deepEqual(other.result.error, { code: "check_failed", message: "It is not true that disk usage > 90% (12%)" });
});

Deno.test("check says of what is not there why it is not true", async () => {
  const gone: CheckReading = { state: "absent", value: null, unit: null, evidence: ["no answer"] };
  const { result } = await attempt(gone, { relation: { kind: "compare", operator: "<", value: 90 }, else: { kind: "fail" } });
  assert.equal(result.error?.message, "It is not true that disk usage > 90%: no answer");
});

Deno.test("check takes unknown for no yes: else fail asks for one", async () => {
  const { result } = await attempt(LOST, { else: { kind: "fail", text: "no room" } });
  assert.equal(result.status, "failed");
  assert.deepEqual(result.error, {
    code: "check_unknown",
    message: "no room: whether it is true that disk usage > 90% could not be found out: no such disk",
  });
  const alerted = await attempt(LOST, { then: { kind: "alert" }, else: { kind: "alert" } });
  assert.deepEqual([alerted.result.status, alerted.world.output.stderr], ["succeeded", ""]);
});

Deno.test("check evaluates its texts, and masks what a failure says", async () => {
  const world = new FakeWorld();
  world.params = { path: "/data", who: "s3cret" };
  world.secrets = { key: "s3cret" };
  const { result } = await attempt(FULL, { target: "{{ params.path }}", then: { kind: "fail", text: "tell {{ params.who }}" } }, world);
  assert.equal(world.questions[0]?.target, "/data");
  assert.match(result.error?.message ?? "", /^tell \*\*\*: /);
});

Deno.test("check ends as its attempt does when that is stopped", async () => {
  const world = new FakeWorld();
  const ended = attempt(FULL, { forMs: 60_000 }, world);
  world.abort.abort("timeout");
  assert.equal((await ended).result.status, "timed_out");
});

Deno.test("check hands data to a command as variables, in the task's working folder", async () => {
  const world = new FakeWorld();
  world.params = { name: "x; rm -rf /", at: "sub" };
  world.readings = [{ state: "known", value: 0, unit: null, evidence: ["exit code 0"] }];
  const command: Check = { ...DISK, sentence: "command", subject: "command", metric: "exit_code", target: "probe {{ params.name }}" };
  await runAttempt(world.context({ check: command, cwd: "{{ params.at }}", env: { LEVEL: "debug" } }), world.ports);
  const [question] = world.questions;
  assert.equal(question?.target, 'probe "${EXECUTOR_EXPR_1}"');
  assert.deepEqual([question?.env["EXECUTOR_EXPR_1"], question?.env["LEVEL"], question?.folder], ["x; rm -rf /", "debug", "/pipes/sub"]);
});
