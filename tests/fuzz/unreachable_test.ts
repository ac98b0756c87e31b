/** What the checker says of tasks that never run is what the scheduler does. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { loadDocument } from "../../dsl/mod.ts";
import type { Task } from "../../src/core/mod.ts";
import { World } from "../../src/engine/testing.ts";

/** A task of a random graph. */
interface Spec {
  readonly after: readonly number[];
  readonly condition: boolean | undefined;
  /** Whether the document computes the condition, so that the checker cannot know it. */
  readonly isComputed: boolean;
  readonly acts: boolean;
  readonly fails: boolean;
  readonly tolerant: boolean;
  /** The later tasks that it chooses between. */
  readonly then: readonly number[];
  readonly else: readonly number[];
}

const spec: fc.Arbitrary<Spec> = fc.record({
  after: fc.array(fc.nat(100), { maxLength: 3 }),
  condition: fc.constantFrom(undefined, undefined, true, false),
  isComputed: fc.boolean(),
  acts: fc.boolean(),
  fails: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  tolerant: fc.boolean(),
  then: fc.array(fc.nat(100), { maxLength: 2 }),
  else: fc.array(fc.nat(100), { maxLength: 2 }),
});

function tasksOf(specs: readonly Spec[]): Task[] {
  const last = specs.length - 1;
  return specs.map((one, index) => {
    const later = (numbers: readonly number[]) =>
      index === last ? [] : [...new Set(numbers.map((n) => `t${index + 1 + n % (last - index)}`))];
    const then = one.condition === undefined ? [] : later(one.then);
    const otherwise = one.condition === undefined ? [] : later(one.else).filter((id) => !then.includes(id));
    const isRouter = then.length + otherwise.length > 0;
    return {
      id: `t${index}`,
      depends_on: index === 0 ? [] : [...new Set(one.after.map((n) => `t${n % index}`))],
      ...one.acts || !isRouter ? { command: ["x"] } : {},
      ...one.condition === undefined ? {} : { if: one.condition },
      ...one.tolerant ? { continue_on: { failure: true } } : {},
      ...then.length > 0 ? { then } : {},
      ...otherwise.length > 0 ? { else: otherwise } : {},
    };
  });
}

/** The tasks that the checker says never run. */
async function unreachable(tasks: readonly Task[], specs: readonly Spec[]): Promise<ReadonlySet<string>> {
  const written = tasks.map((task, index) =>
    task.if !== undefined && specs[index]?.isComputed ? { ...task, if: `{{ ${task.if} == params.x }}` } : task
  );
  const { diagnostics } = await loadDocument(JSON.stringify({ params: { x: true }, tasks: written }), "a.yaml");
  assert.ok(diagnostics.every(({ severity }) => severity === "warning"), JSON.stringify(diagnostics));
  return new Set(diagnostics.flatMap(({ code, message }) => code === "unreachable_task" ? /^"(t\d+)" never/.exec(message)?.[1] ?? [] : []));
}

async function skippedBy(tasks: readonly Task[], specs: readonly Spec[]): Promise<ReadonlySet<string>> {
  const world = new World();
  specs.forEach((one, index) => {
    world.scripts[`t${index}`] = () => Promise.resolve(one.fails ? { status: "failed", exitCode: 1 } : {});
  });
  await world.start([...tasks]);
  const ends = world.events.flatMap((event) => event.type === "task.finished" ? [event] : []);
  return new Set(ends.flatMap(({ task, status }) => status === "skipped" ? [task] : []));
}

/** Of plain tasks, that succeed and whose conditions are written out, the checker knows everything. */
const scenario = fc.record({ isPlain: fc.boolean(), specs: fc.array(spec, { minLength: 2, maxLength: 12 }) }).map(({ isPlain, specs }) => ({
  isPlain,
  specs: isPlain ? specs.map((one) => ({ ...one, isComputed: false, fails: false, tolerant: false })) : specs,
}));

Deno.test("a task that is said never to run never runs, and of plain tasks all such are told", async () => {
  let both = 0;
  await fc.assert(
    fc.asyncProperty(scenario, async ({ isPlain, specs }) => {
      const tasks = tasksOf(specs);
      const [told, skipped] = [await unreachable(tasks, specs), await skippedBy(tasks, specs)];
      for (const id of told) assert.ok(skipped.has(id), `${id} is said never to run, and ran`);
      both += told.size;
      if (!isPlain) return;
      for (const { id, if: condition, command } of tasks) {
        // A task whose own condition is false is told at the condition.
        const isTold = told.has(id) || condition === false && command !== undefined;
        assert.equal(skipped.has(id), isTold, id);
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(both > 100, "the graphs had tasks that never run");
});
