import assert from "node:assert/strict";
import { Arena, type Program } from "./arena.ts";
import { type Attack, type AttackScript } from "./attack.ts";
import { isRefused, judge } from "./judge.ts";
import { loadAttacks } from "./load_attacks.ts";
import { PreparedPlaces, Visits } from "./places.ts";
import { PlainWorker } from "./plain_worker_proof.ts";

/** Attacks at once: what one loads the machine with must not be another's limit. */
const AT_ONCE = 3;
const only = Deno.env.get("ATTACK");
const binary = Deno.env.get("EXECUTOR_BINARY");
if (binary === undefined) console.warn("left out: EXECUTOR_BINARY names no binary; deno task test builds one");

const ignore = Deno.build.os !== "linux";

for (const program of ["sources", "binary"] as const) {
  for (const skipRules of [false, true]) {
    Deno.test({
      name: `no attack gets through, ${program}, ${skipRules ? "without" : "with"} the guard's rules`,
      ignore: ignore || (program === "binary" && binary === undefined),
      fn: () => attackAll(program, skipRules),
    });
  }
}

Deno.test({
  name: "every attack works in a plain worker with the same permissions, or says why it is kept",
  ignore,
  fn: async () => {
    await using visits = new Visits();
    await using sources = await PlainWorker.of("sources");
    await using compiled = binary === undefined ? undefined : await PlainWorker.of("binary");
    const harmless: string[] = [];
    await forEach(await attacks(), async ({ name, attack }) => {
      const worker = attack.plain === "works" ? sources : attack.plain === "works compiled" ? compiled : undefined;
      if (worker === undefined) return;
      for (const variant of variantNames(attack)) {
        using places = new PreparedPlaces(visits);
        const script = attack.scripts(places)[variant];
        if (script !== undefined && await worker.attack(script, places) !== undefined) return;
      }
      harmless.push(name);
    });
    assert.deepEqual(harmless, []);
  },
});

async function attackAll(program: Program, skipRules: boolean): Promise<void> {
  await using visits = new Visits();
  await using arena = new Arena(program, { skipRules });
  await arena.ready;
  const before = arena.beats;
  const breaches: string[] = [];
  const runs = (await attacks()).flatMap(({ name, attack }) => variantNames(attack).map((variant) => ({ name, attack, variant })));
  const times: [number, string][] = [];
  await forEach(runs, async ({ name, attack, variant }, lane) => {
    using places = new PreparedPlaces(visits);
    const script = attack.scripts(places)[variant];
    // What the rules let pass is the same script without them.
    if (skipRules && script !== undefined && !isGuarded(attack, script)) return;
    const began = performance.now();
    const problem = script === undefined ? "there is no such script" : await attackOnce(attack, script, arena, places, skipRules, lane);
    if (problem !== undefined) breaches.push(`${name}, ${variant}: ${problem}`);
    times.push([performance.now() - began, `${name}, ${variant}`]);
  });
  // What takes long, for who works on one.
  if (only !== undefined) {
    console.log(times.sort(([a], [b]) => b - a).slice(0, 40).map(([ms, name]) => `${Math.round(ms)} ${name}`).join("\n"));
  }
  const heard = arena.beats - before;
  const sibling = await arena.end();
  assert.deepEqual(breaches, []);
  assert.equal(sibling.status, "stopped", JSON.stringify(sibling));
  assert.ok(only !== undefined || heard > 10, "the script beside them was hardly heard");
}

async function attackOnce(
  attack: Attack,
  script: AttackScript,
  arena: Arena,
  places: PreparedPlaces,
  skipRules: boolean,
  lane: number,
): Promise<string | undefined> {
  const outcome = await arena.run(script, places, lane);
  const breach = judge(attack, script, outcome, places);
  if (breach !== undefined) return breach;
  const { end } = outcome;
  const expected = isGuarded(attack, script);
  if (!skipRules && isRefused(outcome) !== expected) return `the guard should ${expected ? "" : "not "}refuse it: ${JSON.stringify(end)}`;
  if (!isRefused(outcome) && script.ends?.test(JSON.stringify(end)) === false) return `it ended with ${JSON.stringify(end)}`;
  return undefined;
}

/** Whether the guard's rules refuse it. */
function isGuarded(attack: Attack, script: AttackScript): boolean {
  return script.isRefused ?? attack.stoppedBy.includes("guard");
}

async function attacks() {
  const all = await loadAttacks();
  return only === undefined ? all : all.filter(({ name }) => name.includes(only));
}

function variantNames(attack: Attack): string[] {
  return Object.keys(
    attack.scripts({ folder: "/f", outside: "/o", secret: "canary", server: "http://127.0.0.1:1/", door: "http://127.0.0.1:2/" }),
  );
}

/** Does something with every item, some at once. */
async function forEach<T>(items: readonly T[], act: (item: T, lane: number) => Promise<void>): Promise<void> {
  const rest = [...items];
  const work = async (_: unknown, lane: number) => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await act(item, lane);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
