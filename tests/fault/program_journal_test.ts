import assert from "node:assert/strict";
import { openState } from "../../src/platform/mod.ts";
import { pollUntil, processesIn } from "../contract/processes_helpers.ts";
import { ProgramWorld } from "./program_world.ts";

/**
 * Walks a kill -9 through every write to the real journal. A process of the tests dies there, with its children running; then the program
 * itself looks at what is left and goes on with it. What really ran is told by a ledger that the tasks themselves write.
 */
const DYING = new URL("../fixtures/fault/dying_run.ts", import.meta.url);
/** How many deaths at once: they wait for each other's processes more than they compute. */
const AT_ONCE = 4;

const FILES = {
  "step.sh": '#!/bin/sh\necho "$EXECUTOR_TASK $EXECUTOR_EPOCH $EXECUTOR_ATTEMPT" >> "$LEDGER"\n',
  "walk.yaml": `
name: walk
max_parallel: 4
tasks:
  - { id: first, run: ./step.sh }
  - { id: again, depends_on: [first], idempotent: true, command: [./step.sh] }
  - { id: flaky, idempotent: true, retry: { attempts: 3, delay: 1ms }, run: "./step.sh; test -e tried || { touch tried; exit 1; }" }
  - { id: per, depends_on: [again], idempotent: true, matrix: { k: [p, q] }, run: ./step.sh }
  - { id: route, depends_on: [first], if: "{{ upstream.first.exit_code == 0 }}", then: [yes], else: [no] }
  - { id: yes, idempotent: true, run: ./step.sh }
  - { id: no, run: ./step.sh }
  - { id: sub, pipeline: ./inner.yaml }
  - { id: bad, run: "./step.sh; exit 7", continue_on: { exit_code: [7] } }
finally: [{ id: last, run: ./step.sh }]
`,
  "inner.yaml": `
tasks:
  - { id: x, run: ./step.sh }
  - { id: y, depends_on: [x], idempotent: true, run: ./step.sh }
`,
};
const ONCE = ["first", "bad", "last", "x"];
const REPEATABLE = ["again", "flaky", "per[p]", "per[q]", "yes", "y"];
const ENDS = {
  first: "succeeded",
  again: "succeeded",
  flaky: "succeeded",
  "per[p]": "succeeded",
  "per[q]": "succeeded",
  route: "succeeded",
  yes: "succeeded",
  no: "skipped",
  sub: "succeeded",
  bad: "failed",
  last: "succeeded",
};

class Walk implements AsyncDisposable {
  readonly world: ProgramWorld;

  constructor(world: ProgramWorld) {
    this.world = world;
  }

  static async create(): Promise<Walk> {
    return new Walk(await ProgramWorld.create(FILES));
  }

  /** Runs until the write given, in a process that then dies. */
  async die(what: string, write: number, moment: string) {
    const text = `LEDGER="$PWD/ledger" exec "$0" run --allow-all --no-check --quiet "$@"`;
    const quoted = [what, this.world.state, String(write), moment].map((word) => `'${word}'`).join(" ");
    return await this.world.shell(`set -- '${DYING.pathname}' ${quoted}; ${text.replace('"$0"', `'${Deno.execPath()}'`)}`);
  }

  async resume() {
    return await this.world.shell('LEDGER="$PWD/ledger" exec executor resume last');
  }

  /**
   * Waits until no child of a process that died is left: the watchdog needs a moment, and a child that has just been started writes to the
   * ledger in it. All of them work in the world's folder.
   */
  async childrenGone(): Promise<void> {
    await pollUntil(() => processesIn(this.world.dir).length === 0, "the children of the dead process are gone");
  }

  /** How often each task really began. */
  begun(): Map<string, number> {
    const times = new Map<string, number>();
    for (const line of this.world.lines("ledger")) {
      const id = line.split(" ")[0] ?? "";
      times.set(id, (times.get(id) ?? 0) + 1);
    }
    return times;
  }

  /** The tasks of the run and of the one within it that have a status, as the journal says. */
  async tasks(...wanted: string[]): Promise<string[]> {
    using state = await openState({ dir: this.world.state, env: {}, readOnly: true });
    const runs = [...state.journal.list({ children: true })].map(({ run }) => state.journal.read(run));
    return runs.flatMap((run) => run?.tasks ?? []).filter(({ status }) => wanted.includes(status)).map(({ id }) => id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

/** Goes on with a run whose process died and checks all that was promised. */
async function checkResume(walk: Walk, what: string): Promise<"stuck" | "done"> {
  await walk.childrenGone();
  const ended = new Set(await walk.tasks("succeeded", "failed", "skipped", "cancelled"));
  const dangerous = (await walk.tasks("running")).filter((id) => ONCE.includes(id));
  const before = walk.begun();
  assert.equal((await walk.world.show()).status, "interrupted", what);
  const { code, stderr } = await walk.resume();
  const after = walk.begun();
  const shown = await walk.world.show();
  for (const id of ONCE) assert.ok((after.get(id) ?? 0) <= 1, `${what}: ${id} ran ${after.get(id)} times`);
  if (dangerous.length > 0) {
    assert.equal(code, 1, `${what}: ${stderr}`);
    assert.match(stderr, /\[not_idempotent\]/, what);
    assert.ok(dangerous.some((id) => stderr.includes(`${id}"`)), `${what}: ${stderr}`);
    assert.deepEqual(after, before, `${what}: something was started`);
    assert.equal(shown.status, "interrupted", what);
    return "stuck";
  }
  assert.equal(code, 0, `${what}: ${stderr}`);
  for (const id of ended) assert.equal(after.get(id), before.get(id), `${what}: ${id} had ended and ran again`);
  for (const id of [...ONCE, ...REPEATABLE]) assert.ok(after.has(id), `${what}: ${id} never ran`);
  assert.ok(!after.has("no"), what);
  assert.equal(shown.status, "succeeded", what);
  assert.deepEqual(Object.fromEntries(shown.tasks.map(({ id, status }) => [id, status])), ENDS, what);
  const again = await walk.resume();
  assert.equal(again.code, 2, `${what}: a run that has ended is not resumed: ${again.stderr}`);
  return "done";
}

/** Works a list off, a few at once. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const item of left) await work(item);
  }));
}

Deno.test({
  name: "kill -9 at every write to the journal: resume repeats nothing it must not, names what it cannot repeat, and ends all else",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using whole = await Walk.create();
    const writes = Number((await whole.die("walk.yaml", 0, "after")).stdout);
    assert.ok(writes > 25, `${writes} writes`);
    assert.deepEqual(Object.fromEntries((await whole.world.show()).tasks.map(({ id, status }) => [id, status])), ENDS);

    const deaths = Array.from({ length: writes }, (_, n) => [[n + 1, "before"], [n + 1, "after"]] as const).flat();
    const counts = { stuck: 0, done: 0 };
    await eachOf(deaths, async ([write, moment]) => {
      await using walk = await Walk.create();
      const what = `${moment} write ${write} of ${writes}`;
      const death = await walk.die("walk.yaml", write, moment);
      assert.equal(death.signal, "SIGKILL", `${what}: ${death.stderr}`);
      if (moment === "before" && write === 1) return assert.equal((await walk.world.run("show", "last")).code, 2);
      if (moment === "after" && write === writes) {
        assert.equal((await walk.world.show()).status, "succeeded");
        return assert.equal((await walk.resume()).code, 2);
      }
      counts[await checkResume(walk, what)]++;
    });
    assert.ok(counts.stuck > 3 && counts.done > 3, JSON.stringify(counts));
  },
});

Deno.test({
  name: "kill -9 of the process that resumes, too: the next resume keeps the same promises",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const deaths = Array.from({ length: 30 }, (_, n) => [n + 2, n % 9 + 1] as const).filter((_, n) => n % 2 === 0);
    let twice = 0;
    await eachOf(deaths, async ([first, second]) => {
      await using walk = await Walk.create();
      const what = `after write ${first}, then after write ${second} of the resume`;
      assert.equal((await walk.die("walk.yaml", first, "after")).signal, "SIGKILL", what);
      const death = await walk.die("resume", second, "after");
      if (death.signal !== "SIGKILL") {
        return assert.equal((await walk.tasks("running")).some((id) => ONCE.includes(id)), true, death.stderr);
      }
      if ((await walk.world.show()).status === "interrupted") await checkResume(walk, what);
      twice++;
    });
    assert.ok(twice > 3, String(twice));
  },
});
