/** The port `Checks`: what holds for every subject of the table on this machine, on a healthy fake one and on broken ones. */
import assert from "node:assert/strict";
import { parseCheck, SUBJECTS } from "../../dsl/check/mod.ts";
import type { CheckQuestion, CheckReading, Checks } from "../../src/core/mod.ts";
import { createChecks, createProcesses } from "../../src/platform/mod.ts";
import { brokenMachine, FakeMachine } from "./checks_machine.ts";

const never = new AbortController().signal;

/** A question for every metric of the table, with the target of its example. */
const QUESTIONS: readonly (readonly [title: string, question: CheckQuestion, unit: CheckReading["unit"]])[] = SUBJECTS.flatMap((
  { metrics },
) =>
  metrics.map((metric) => {
    const check = parseCheck(metric.example).check;
    assert.ok(check !== undefined);
    const { subject, target, relation } = check;
    const pattern = "text" in relation ? { pattern: { kind: relation.kind, text: relation.text } } : {};
    const isRemote = typeof target === "string" && /example\.com/.test(target);
    const local = isRemote ? target.replace("example.com", target.startsWith("http") ? "127.0.0.1:64999" : "localhost") : target;
    const question: CheckQuestion = {
      subject,
      metric: metric.name,
      folder: Deno.cwd(),
      env: Deno.env.toObject(),
      ...(local === undefined ? {} : { target: local }),
      ...pattern,
    };
    return [metric.example, question, metric.unit] as const;
  })
);

function isReading({ state, value, unit, evidence }: CheckReading, wanted: CheckReading["unit"]): void {
  assert.ok(evidence.length > 0, "it says what it looked at");
  // deno-lint-ignore no-control-regex
  for (const line of evidence) assert.ok(line.length <= 301 && !/[\x00-\x1f]/.test(line), line);
  if (state === "known") assert.ok(value !== null && unit === wanted, `${value} ${unit}`);
  else assert.deepEqual([value, unit], [null, null]);
}

const machines: readonly (readonly [string, (processes: ReturnType<typeof createProcesses>) => Checks])[] = [
  ["this machine", (processes) => createChecks({ processes })],
  ["an empty machine", (processes) => createChecks({ processes, machine: new FakeMachine() })],
  ["macOS without its programs", (processes) => createChecks({ processes, machine: Object.assign(new FakeMachine(), { os: "darwin" }) })],
  [
    "Windows without its programs",
    (processes) => createChecks({ processes, machine: Object.assign(new FakeMachine(), { os: "windows" }) }),
  ],
  ["a machine whose calls fail", (processes) => createChecks({ processes, machine: brokenMachine("fails") })],
];

for (const [name, make] of machines) {
  Deno.test(`Checks (${name}) answers every question of the table with a reading, and never rejects`, async (t) => {
    using processes = createProcesses();
    const checks = make(processes);
    for (const [title, question, unit] of QUESTIONS) {
      await t.step(title, async () => isReading(await checks.read(question, never), unit));
    }
  });
}

Deno.test("Checks on this machine knows what every Linux has", { ignore: Deno.build.os !== "linux" }, async (t) => {
  using processes = createProcesses();
  const checks = createChecks({ processes });
  const everywhere = new Set(["disk", "memory", "cpu", "load", "port", "dns", "command"]);
  for (const [title, question] of QUESTIONS) {
    if (!everywhere.has(question.subject)) continue;
    await t.step(title, async () => assert.equal((await checks.read(question, never)).state, "known"));
  }
});

Deno.test("Checks (a machine whose calls fail) knows nothing but the hour, and says why", async (t) => {
  using processes = createProcesses();
  const checks = createChecks({ processes, machine: brokenMachine("fails") });
  for (const [title, question] of QUESTIONS) {
    if (question.metric === "hour") continue;
    await t.step(title, async () => {
      const { state, value, evidence } = await checks.read(question, never);
      assert.ok(state === "unknown" || question.subject === "http" && state === "absent", `${state} ${value}`);
      assert.ok(evidence[0] !== undefined && evidence[0] !== "");
    });
  }
});

Deno.test("Checks (a machine whose calls hang) answers soon after its signal aborts", async (t) => {
  using processes = createProcesses();
  const checks = createChecks({ processes, machine: brokenMachine("hangs") });
  for (const [title, question] of QUESTIONS) {
    if (question.metric === "hour") continue;
    await t.step(title, async () => {
      const { state, evidence } = await checks.read(question, AbortSignal.timeout(20));
      assert.deepEqual([state, evidence], ["unknown", ["it was stopped before it could tell"]]);
    });
  }
  const { state } = await checks.read({ subject: "load", metric: "load", folder: "/", env: {} }, AbortSignal.abort());
  assert.equal(state, "unknown");
});

Deno.test("Checks does not know a subject that is not in the table", async () => {
  using processes = createProcesses();
  const checks = createChecks({ processes, machine: new FakeMachine() });
  assert.equal((await checks.read({ subject: "moon", metric: "phase", folder: "/", env: {} }, never)).state, "unknown");
});

const hasOpenssl = await new Deno.Command("openssl", { args: ["version"], stdout: "null", stderr: "null" }).output().then(
  ({ success }) => success,
  () => false,
);

Deno.test("Checks on this machine reads a certificate that nobody signed", { ignore: !hasOpenssl }, async () => {
  const folder = await Deno.makeTempDir();
  const files = ["-keyout", `${folder}/key.pem`, "-out", `${folder}/cert.pem`];
  const args = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...files, "-subj", "/CN=localhost", "-days", "3"];
  assert.ok((await new Deno.Command("openssl", { args, stderr: "null" }).output()).success);
  const [key, cert] = await Promise.all(["key.pem", "cert.pem"].map((name) => Deno.readTextFile(`${folder}/${name}`)));
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, key, cert, onListen() {} }, () => new Response("hello"));
  using processes = createProcesses();
  try {
    const question = {
      subject: "http",
      metric: "certificate",
      target: `https://127.0.0.1:${server.addr.port}/`,
      folder,
      env: Deno.env.toObject(),
    };
    const { state, value, unit, evidence } = await createChecks({ processes }).read(question, never);
    assert.deepEqual([state, unit], ["known", "ms"], evidence.join("\n"));
    assert.ok(typeof value === "number" && value > 2.9 * 86_400_000 && value <= 3 * 86_400_000, String(value));
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
});
