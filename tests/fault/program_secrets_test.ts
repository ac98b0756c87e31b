import assert from "node:assert/strict";
import { pollUntil } from "../contract/processes_helpers.ts";
import { eventsOf, ProgramWorld } from "./program_world.ts";

const ignore = Deno.build.os === "windows";

/** With blanks, quotes, marks of addresses and of base64, and more than ASCII. */
const SECRET = 's3cr3t-Val e"x/+=&é';
/** Longer than what messages show of a value. */
const LONG = `long0secret-${"0123456789".repeat(30)}`;
const PEM = ["PEMLINEONE-abcdefghij", "PEMLINETWO-klmnopqrst"];

/** Ways in which a secret could get out, one a task; none of them knows of the others. */
const WAYS = `
max_parallel: 4
secrets: { token: { env: TOKEN }, pem: { file: ./pem.txt }, long: { file: ./long.txt } }
env: { SECRET: "{{ secrets.token }}" }
tasks:
  - { id: plain, run: 'echo "$SECRET"; echo "$SECRET" >&2' }
  - { id: split, run: 'printf %s "\${SECRET%Val*}"; while ! test -e split; do sleep 0.01; done; printf "%s\\n" "Val\${SECRET#*Val}"' }
  - { id: unfinished, run: 'printf %s "$SECRET"' }
  - { id: encoded, command: [./encode.sh] }
  - { id: lines, run: "cat pem.txt; head -n 1 pem.txt" }
  - { id: outputs, run: '{ echo "given=$SECRET"; printf long=; cat long.txt; } >> "$EXECUTOR_OUTPUT"' }
  - { id: reads, depends_on: [outputs], run: 'printf %s "{{ tasks.outputs.outputs.given }}" > reads' }
  - { id: badoutput, run: 'cat pem.txt >> "$EXECUTOR_OUTPUT"', continue_on: { failure: true } }
  - { id: program, command: ["{{ secrets.token }}"], continue_on: { failure: true } }
  - { id: folder, cwd: "./{{ secrets.token }}", run: "true", continue_on: { failure: true } }
  - { id: address, http: { url: "http://127.0.0.1:1/{{ secrets.token }}?t={{ secrets.token }}" }, continue_on: { failure: true } }
  - { id: noaddress, http: { url: "{{ secrets.token }}" }, continue_on: { failure: true } }
  - { id: expression, run: "echo {{ int(secrets.token) }}", continue_on: { failure: true } }
  - { id: condition, preconditions: [{ if: "{{ params.no }}", message: "no {{ secrets.token }}" }], run: "true", continue_on: { failure: true } }
  - { id: cut, run: "echo {{ int(secrets.long) }}", continue_on: { failure: true } }
  - { id: cutoutput, env: { LONG: "{{ secrets.long }}" }, run: 'echo "a line$LONG" >> "$EXECUTOR_OUTPUT"', continue_on: { failure: true } }
  - { id: cutvalue, depends_on: [outputs], run: "echo {{ int(tasks.outputs.outputs.long) }}", continue_on: { failure: true } }
  - { id: input, stdin: "{{ secrets.token }}", run: cat }
  - { id: text, template: { text: "t {{ secrets.token }} {{ secrets.pem }}" } }
  - { id: cells, matrix: { k: "{{ [secrets.token, 'b'] }}" }, run: 'echo "{{ matrix.k }}"' }
  - { id: inner, pipeline: ./inner.yaml, with: { given: "{{ secrets.token }}" } }
  - { id: retried, retry: { attempts: 2, delay: 1ms }, command: ["./{{ secrets.token }}"], continue_on: { failure: true } }
params: { no: { type: bool, default: false } }
finally:
  - { id: last, run: 'echo "{{ tasks.outputs.outputs.given }}"; echo "{{ tasks.plain.stdout }}"; touch done' }
`;
const INNER = `
params: { given: { type: string } }
tasks:
  - { id: x, run: 'echo "inner {{ params.given }}"; echo "o={{ params.given }}" >> "$EXECUTOR_OUTPUT"' }
  - { id: m, matrix: { k: "{{ [params.given] }}" }, run: "true" }
`;
const ENCODE = `#!/bin/sh
exec "$DENO" eval --quiet '
  const secret = Deno.env.get("SECRET");
  const bytes = new TextEncoder().encode(secret);
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  for (const before of ["", "x", "xy", "xyz"]) console.log(base64(new TextEncoder().encode(before + secret + before)));
  console.log(base64(bytes).replaceAll("+", "-").replaceAll("/", "_"));
  console.log(encodeURIComponent(secret), encodeURI(secret), new URLSearchParams({ secret }).toString());
  console.log(JSON.stringify({ secret }));
  console.log(bytes.toHex?.() ?? "", Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));'
`;

/** Everything in which the secret must not be recognisable: itself, and the middle of its encodings. */
function needles(): string[] {
  const bytes = new TextEncoder().encode(SECRET);
  const base64 = [0, 1, 2].map((shift) => btoa("x".repeat(shift) + String.fromCharCode(...bytes)).slice(4, -4));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return ["s3cr3t-", ...base64, hex, "Val%20e", "Val+e%22", "long0", ...PEM];
}

function assertHidden(text: string, where: string): void {
  for (const needle of needles()) {
    const at = text.indexOf(needle);
    assert.equal(at, -1, `${where} shows ${needle}: ${text.slice(Math.max(0, at - 100), at + 100)}`);
  }
}

async function assertStateHides(world: ProgramWorld): Promise<void> {
  const { stdout } = await world.shell("find .state -type f");
  const files = stdout.trim().split("\n");
  assert.ok(files.length > 10);
  for (const file of files) assertHidden(new TextDecoder("latin1").decode(await Deno.readFile(`${world.dir}/${file}`)), file);
}

for (const json of [false, true]) {
  Deno.test({
    name: `no secret is in the state folder, the logs or what run${json ? " --json" : ""} prints, in any form or piece`,
    ignore,
    fn: async () => {
      const files = {
        "ways.yaml": WAYS,
        "inner.yaml": INNER,
        "encode.sh": ENCODE,
        "pem.txt": `${PEM.join("\n")}\n`,
        "long.txt": `${LONG}\n`,
      };
      await using world = await ProgramWorld.create(files);
      const program = world.startShell(`exec executor run ways.yaml ${json ? "--json" : ""}`, { TOKEN: SECRET, DENO: Deno.execPath() });
      // The second half of the split secret comes when the first has long been read.
      await pollUntil(() => world.lines("reads").length > 0, "other tasks are through", 50_000);
      await Deno.writeTextFile(`${world.dir}/split`, "");
      const end = await program.ended;
      assert.equal(end.code, 0, end.stderr);
      assert.equal(world.lines("reads")[0], SECRET, "a task that reads another's output gets it as it is");
      assertHidden(end.stdout, "standard output");
      assertHidden(end.stderr, "standard error");
      if (json) { for (const event of eventsOf(end)) assert.ok(typeof event["type"] === "string"); }
      assert.ok(end.stdout.split("***").length > 15, end.stdout);
      for (const verb of [["show", "last"], ["show", "last", "--json"], ["logs", "last"], ["logs", "last", "--json"], ["runs", "--json"]]) {
        const { code, stdout, stderr } = await world.run(...verb);
        assert.equal(code, 0, stderr);
        assertHidden(stdout + stderr, verb.join(" "));
      }
      await assertStateHides(world);
    },
  });
}

Deno.test({
  name: "no secret is left in the state of a run that was killed, and resume hands it on again",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "killed.yaml": `
secrets: { token: { env: TOKEN } }
tasks:
  - { id: said, run: 'printf %s "{{ secrets.token }}"' }
  - { id: sub, depends_on: [said], pipeline: ./sub.yaml, with: { given: "{{ secrets.token }}" } }
`,
      "sub.yaml": `
params: { given: { type: string } }
tasks: [{ id: x, idempotent: true, run: 'printf %s "{{ params.given }}" > got; printf %s "{{ params.given }}"; echo >> ledger x; test -e go || exec sleep 300' }]
`,
    });
    const program = world.startShell("exec executor run killed.yaml", { TOKEN: SECRET });
    await pollUntil(() => world.lines("ledger").length === 1, "the inner task runs");
    program.kill("SIGKILL");
    await program.ended;
    const { stdout } = await world.shell("cat .state/runs/*/* .state/executor.db*");
    assertHidden(stdout, "the state");
    await Deno.writeTextFile(`${world.dir}/go`, "");
    await Deno.remove(`${world.dir}/got`);
    const end = await world.shell("exec executor resume last", { TOKEN: SECRET });
    assert.equal(end.code, 0, end.stderr);
    assertHidden(end.stdout + end.stderr, "resume");
    assert.deepEqual(world.lines("got"), [SECRET]);
  },
});

Deno.test({
  name: "a secret given as a parameter is not stored, and such a run is not resumed with something else in its place",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create({
      "p.yaml": `
secrets: { token: { env: TOKEN } }
params: { given: { type: string } }
tasks: [{ id: x, idempotent: true, run: 'echo "{{ params.given }}"; echo x >> ledger; exec sleep 300' }]
`,
    });
    const program = world.startShell('exec executor run p.yaml --param given="$TOKEN"', { TOKEN: SECRET });
    await pollUntil(() => world.lines("ledger").length === 1, "the task runs");
    program.kill("SIGKILL");
    await program.ended;
    const { stdout } = await world.shell("cat .state/runs/*/* .state/executor.db*");
    assertHidden(stdout, "the state");
    const end = await world.shell("exec executor resume last", { TOKEN: SECRET });
    assert.equal(end.code, 2, end.stderr);
    assert.match(end.stderr, /\[resume_mismatch\]\nhint: /);
    assert.deepEqual(world.lines("ledger"), ["x"]);
  },
});
