import assert from "node:assert/strict";
import { join } from "node:path";
import { AppError, type JsonObject } from "../../../core/mod.ts";
import { createClock } from "../../../platform/mod.ts";
import { openSandbox, type Sandbox } from "../../open_sandbox.ts";
import { startSource, TestIntake } from "../testing.ts";
import { ScriptSource, type ScriptSourceOptions } from "./script_source.ts";

interface Lab extends AsyncDisposable {
  readonly intake: TestIntake;
  readonly folder: string;
  /** What was written, by stream. */
  readonly written: Record<string, string>;
  /** Resolves once it wrote a text to its standard output. */
  said(text: string): Promise<void>;
  /** Why it failed, once it did. */
  readonly failure: Promise<string>;
  start(text: string, options?: Partial<ScriptSourceOptions>): Promise<ScriptSource>;
}

/** A place for one source; disposing it stops the source. */
function lab(): Lab {
  const folder = Deno.makeTempDirSync({ prefix: "source-" });
  const sandbox: Sandbox = openSandbox(Deno.env.toObject());
  const intake = new TestIntake();
  const { promise: failure, resolve: fail } = Promise.withResolvers<string>();
  const written: Record<string, string> = {};
  const started: AsyncDisposable[] = [];
  const looking: (() => void)[] = [];
  return {
    intake,
    folder,
    written,
    failure,
    said: (text) =>
      new Promise((resolve) => {
        const look = () => written["stdout"]?.includes(text) && resolve();
        looking.push(look);
        look();
      }),
    async start(text, options = {}) {
      Deno.writeTextFileSync(join(folder, "source.ts"), text);
      const opened = await sandbox.openSource(join(folder, "source.ts"), { folder, nameOf: (path) => path });
      if (!("source" in opened)) throw new Error(opened.diagnostics[0]?.message);
      const source = new ScriptSource({
        program: opened.source,
        name: "pipelines/a/script",
        revision: "pipelines/a@1",
        permissions: undefined,
        limits: {},
        config: {},
        env: {},
        folder,
        clock: createClock(),
        output(stream, bytes) {
          written[stream] = (written[stream] ?? "") + new TextDecoder().decode(bytes);
          for (const look of looking) look();
        },
        ...options,
      });
      started.push({ [Symbol.asyncDispose]: () => source.stop() });
      started.push(await startSource(source, intake, { fail }));
      return source;
    },
    async [Symbol.asyncDispose]() {
      for (const each of started.reverse()) await each[Symbol.asyncDispose]();
      sandbox[Symbol.dispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const UNTIL_ABORTED = "signal.aborted || await new Promise((resolve) => signal.addEventListener('abort', resolve));";

Deno.test("ScriptSource hands events over and tells the script their runs when it is active", async () => {
  await using at = lab();
  const source = await at.start(
    `import { defineSource } from "executor";
     export default defineSource(async ({ emit, signal, config, log }) => {
       const first = await emit({ n: 1, at: new Date(0), name: config.name });
       const [second, third] = await Promise.all([emit([first]), emit(undefined, { id: "last" })]);
       log.info("done", { second, third });
       await emit(null, { id: "last" }).then((run) => console.log(run));
       ${UNTIL_ABORTED}
       console.log("over");
     });`,
    { config: { name: "x" } },
  );
  assert.equal(at.intake.asked, 0);
  source.activate();
  await at.intake.until(() => at.intake.asked === 4);
  await at.said("r3");
  await source.stop();
  assert.deepEqual(at.intake.payloads.map((payload) => JSON.stringify(payload)), [
    '{"n":1,"at":"1970-01-01T00:00:00.000Z","name":"x"}',
    '["r1"]',
    "null",
  ]);
  assert.equal(at.intake.events[2]?.event.id, "last");
  assert.equal(at.written["stdout"], "r3\nover\n");
  assert.match(at.written["log"] ?? "", /"message":"done".*"third":"r3"/);
});

Deno.test("ScriptSource holds a flood back while nothing takes its events", async () => {
  await using at = lab();
  const source = await at.start(`export default async ({ emit, signal }) => {
    let n = 0;
    while (!signal.aborted) await Promise.all(Array.from({ length: 200 }, () => emit(++n)));
  };`);
  const gate = Promise.withResolvers<void>();
  const { emit } = at.intake;
  let [underWay, most] = [0, 0];
  Object.assign(at.intake, {
    emit: async (module: string, event: Parameters<typeof emit>[1]) => {
      most = Math.max(most, ++underWay);
      await gate.promise;
      underWay--;
      return await emit(module, event);
    },
  });
  source.activate();
  for (let turn = 0; most < 32; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(await source.healthCheck(), { status: "healthy" });
  assert.equal(most, 32);
  gate.resolve();
  await at.intake.until(() => at.intake.events.length > 1000);
  assert.equal(most, 32);
  assert.deepEqual(at.intake.payloads.slice(0, 400), Array.from({ length: 400 }, (_, index) => index + 1));
});

Deno.test("ScriptSource fails, and says why, when its script does not go on", async (t) => {
  const rows: readonly (readonly [name: string, text: string, reason: RegExp, limits?: ScriptSourceOptions["limits"]])[] = [
    ["it throws", "export default async () => { await Promise.resolve(); throw new Error('broken'); };", /broken/],
    ["it throws at once", "export default () => { throw new Error('broken'); };", /broken/],
    ["its module throws", "throw new Error('no module'); export default () => {};", /no module/],
    ["it ends", "export default async () => {};", /Its function ended/],
    ["it is no function", "export default 5;", /not a function/],
    [
      "nobody catches what it rejects",
      "export default async ({ signal }) => { Promise.reject(new Error('lost')); " + UNTIL_ABORTED + " };",
      /lost/,
    ],
    ["it uses too much memory", "export default () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); };", /memory/],
    ["it floods without end", "export default ({ emit }) => { for (;;) emit({ a: 'x'.repeat(1000) }); };", /memory/, {
      memory: 64 * 1024 * 1024,
    }],
    ["it uses too much processor time", "export default () => { for (;;); };", /processor time/, { cpu: 300 }],
    ["its time is over", `export default async ({ signal }) => { ${UNTIL_ABORTED} };`, /limits\.time/, { time: 300 }],
    [
      "it writes too much",
      "export default async () => { for (;;) { console.log('x'.repeat(1000)); await new Promise((resolve) => setTimeout(resolve)); } };",
      /limits\.output/,
      { output: 10_000 },
    ],
  ];
  for (const [name, text, reason, limits = {}] of rows) {
    await t.step(name, async () => {
      await using at = lab();
      const start = at.start(text, { limits }).catch((error) => assert.ok(error instanceof AppError, String(error)));
      assert.match(await at.failure, reason);
      await start;
    });
  }
});

Deno.test("ScriptSource.stop() ends a script that ignores its signal", async () => {
  await using at = lab();
  const source = await at.start("export default async () => { for (;;) await new Promise((resolve) => setTimeout(resolve, 10)); };");
  source.activate();
  const began = performance.now();
  await source.stop();
  assert.ok(performance.now() - began < 15_000);
});

Deno.test("ScriptSource.healthCheck() says what the script says", async (t) => {
  const rows: Readonly<Record<string, JsonObject>> = {
    "": { status: "healthy" },
    "export const healthCheck = () => true;": { status: "healthy" },
    "export async function healthCheck() {}": { status: "healthy" },
  };
  for (const [text, health] of Object.entries(rows)) {
    await t.step(text, async () => {
      await using at = lab();
      const source = await at.start(`${text} export default async ({ signal }) => { ${UNTIL_ABORTED} };`);
      for (let turn = 0; turn < 3; turn++) assert.deepEqual(await source.healthCheck(), health);
      await source.stop();
      assert.deepEqual(await source.healthCheck(), { status: "unhealthy", reason: "It has ended" });
    });
  }
  await t.step("one that becomes healthy is waited for", async () => {
    await using at = lab();
    const source = await at.start(`let n = 0;
      export const healthCheck = () => { n++; if (n === 1) throw new Error("no"); return n > 3 && n !== 5 || (n === 5 ? "lost its line" : false); };
      export default async ({ signal }) => { ${UNTIL_ABORTED} };`);
    assert.deepEqual(await source.healthCheck(), { status: "unhealthy", reason: "lost its line" });
    assert.deepEqual(await source.healthCheck(), { status: "healthy" });
  });
});

Deno.test("ScriptSource lets a script do what it was granted, and no more", async () => {
  await using at = lab();
  Deno.writeTextFileSync(join(at.folder, "a.txt"), "hello");
  const source = await at.start(
    `export default async ({ emit, signal }) => {
       await emit(await Deno.readTextFile("a.txt"));
       await emit(await Deno.readTextFile("source.ts").catch((error) => error.name));
       await emit(Deno.env.get("TOKEN"));
       for (const payload of [5n, () => {}, NaN]) await emit(payload).catch((error) => emit(error.message));
       await emit(1, { id: "" }).catch((error) => emit(error.name));
       ${UNTIL_ABORTED}
     };`,
    { permissions: { read: ["a.txt"], env: ["TOKEN"] }, env: { TOKEN: "t", OTHER: "o" } },
  );
  source.activate();
  await at.intake.until(() => at.intake.events.length === 7);
  const [file, refusal, variable, ...others] = at.intake.payloads;
  assert.deepEqual([file, refusal, variable, others.at(-1)], ["hello", "NotCapable", "t", "TypeError"]);
  assert.ok(others.slice(0, 3).every((message) => /what JSON can hold/.test(String(message))));
});
