// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import fc from "fast-check";
import type { RunEvent, Task } from "../../src/core/mod.ts";
import { after, World } from "../../src/engine/testing.ts";

/** A task of a random graph: which earlier tasks it waits for, how it ends, how long it takes. */
interface Spec {
  readonly after: readonly number[];
  readonly ends: "succeeded" | "failed" | "off" | "flaky";
  readonly ms: number;
  readonly tolerant: boolean;
  /** Makes the task before it a router to this one. */
  readonly branch: "then" | "else" | undefined;
}

const spec: fc.Arbitrary<Spec> = fc.record({
  after: fc.array(fc.nat(1000), { maxLength: 4 }),
  ends: fc.constantFrom("succeeded", "succeeded", "succeeded", "failed", "off", "flaky"),
  ms: fc.integer({ min: 0, max: 5 }),
  tolerant: fc.boolean(),
  branch: fc.constantFrom(undefined, undefined, undefined, "then", "else"),
});

const scenario = fc.record({
  specs: fc.array(spec, { minLength: 1, maxLength: 25 }),
  limit: fc.integer({ min: 1, max: 5 }),
  cancelAt: fc.option(fc.nat(40), { nil: undefined }),
});

/** The document of a scenario; the order of tasks in it is reversed for every other one, so that dependencies stand on both sides. */
function tasksOf(specs: readonly Spec[]): Task[] {
  const tasks: (Task & { then?: string[]; else?: string[] })[] = specs.map((one, index) => ({
    id: `t${index}`,
    command: ["x"],
    depends_on: index === 0 ? [] : [...new Set(one.after.map((n) => `t${n % index}`))],
    ...one.ends === "off" ? { if: false } : {},
    ...one.ends === "flaky" ? { retry: { attempts: 2, delay: 3 } } : {},
    ...one.tolerant ? { continue_on: { failure: true } } : {},
  }));
  specs.forEach((one, index) => {
    const router = tasks[index - 1];
    if (router === undefined || one.branch === undefined) return;
    router[one.branch] = [`t${index}`];
  });
  return specs.length % 2 === 0 ? tasks.toReversed() : tasks;
}

function scripted(world: World, specs: readonly Spec[]): void {
  specs.forEach((one, index) => {
    const works = after(one.ms);
    world.scripts[`t${index}`] = async (context) => {
      const result = await works(context, world);
      if (context.signal.aborted) return result;
      const fails = one.ends === "failed" || one.ends === "flaky" && context.attempt === 1;
      return fails ? { status: "failed", exitCode: 1 } : {};
    };
  });
}

function place(events: readonly RunEvent[], type: RunEvent["type"], task: string): number[] {
  return events.flatMap((event, index) => event.type === type && "task" in event && event.task === task ? [index] : []);
}

Deno.test("scheduler ends each task once, after its dependencies, within the limit, as the journal says", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ specs, limit, cancelAt }) => {
      const world = new World();
      const tasks = tasksOf(specs);
      scripted(world, specs);
      world.onEvent = () => void (world.events.length === cancelAt && world.cancel.abort("cancel"));
      const outcome = await world.start(tasks, { maxParallel: limit });

      assert.ok(world.most <= limit);
      for (const { id, depends_on = [] } of tasks) {
        assert.equal(place(world.events, "task.finished", id).length, 1, `${id} ends once`);
        const [begin] = place(world.events, "task.started", id);
        if (begin === undefined) continue;
        for (const dependency of depends_on) {
          assert.ok(place(world.events, "task.finished", dependency)[0]! < begin, `${id} began before ${dependency} ended`);
          const { status } = world.end(dependency);
          const tolerated = tasks.find((task) => task.id === dependency)?.continue_on !== undefined;
          assert.ok(
            status === "succeeded" || status === "skipped" || status === "failed" && tolerated,
            `${id} ran after ${dependency} ${status}`,
          );
        }
      }
      const state = world.journal.read(outcome.run)!;
      assert.equal(state.status, outcome.status);
      assert.deepEqual(
        Object.fromEntries(state.tasks.map(({ id, status, attempts }) => [id, [status, attempts]])),
        Object.fromEntries(tasks.map(({ id }) => [id, [world.end(id).status, world.end(id).attempt]])),
      );
      assert.equal(Object.values(outcome.counts).reduce((sum, n) => sum + n, 0), tasks.length);
      const journal = world.events.filter(({ type }) => type !== "task.output" && type !== "run.waiting");
      assert.deepEqual(world.journal.events(outcome.run), structuredClone(journal));
      const isFailed = tasks.some(({ id, continue_on }) => world.end(id).status === "failed" && continue_on === undefined);
      if (outcome.status !== "cancelled") assert.equal(outcome.status, isFailed ? "failed" : "succeeded");
    }),
    { numRuns: 150 },
  );
});

Deno.test("a run killed anywhere and resumed ends as if it had not been, without repeating what had ended", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.nat(60), async ({ specs, limit }, killAt) => {
      const tasks = tasksOf(specs).map((task) => ({ ...task, idempotent: true }));
      const whole = new World();
      scripted(whole, specs.map((one) => one.ends === "flaky" ? { ...one, ends: "succeeded" } : one));
      const expected = await whole.start(tasks, { maxParallel: limit });

      const first = new World();
      scripted(first, specs.map((one) => one.ends === "flaky" ? { ...one, ends: "succeeded" } : one));
      first.journal.afterAppend = (n) => {
        if (n !== killAt + 1) return;
        first.journal.afterAppend = () => {};
        first.journal.crash();
        throw new Error("killed");
      };
      const outcome = await first.start(tasks, { maxParallel: limit }).catch(() => undefined);
      const run = [...first.journal.runs.keys()][0]!;
      const kept = first.journal.read(run)!;
      if (outcome !== undefined || kept.status !== "interrupted") return;
      const ended = new Set(kept.tasks.filter(({ status }) => status !== "pending" && status !== "running").map(({ id }) => id));
      const second = new World(first.journal);
      second.scripts = first.scripts;
      const resumed = await second.resume(run, { maxParallel: limit });
      assert.equal(resumed.status, expected.status);
      assert.deepEqual(resumed.counts, expected.counts);
      for (const attempt of second.attempts) assert.ok(!ended.has(attempt.split("#")[0]!), `${attempt} ran again`);
    }),
    { numRuns: 100 },
  );
});
