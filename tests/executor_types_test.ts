/** `executor.d.ts` says to editors what scripts and pipelines that are modules really have. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import ts from "typescript";
import { executorTypes } from "../src/cli/executor_types/mod.ts";
import { fromFileUrl, ROOT } from "../tools/paths.ts";
import { eventsOf, ProgramWorld } from "./fault/program_world.ts";

const STRICT: ts.CompilerOptions = {
  strict: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
};
const OPTIONS: Readonly<Record<string, ts.CompilerOptions>> = {
  "an editor's": { ...STRICT, target: ts.ScriptTarget.ESNext, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  "an old target's": { ...STRICT, target: ts.ScriptTarget.ES2015 },
  "the documentation's": documentedOptions(),
  "another library's": { ...STRICT, target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts"] },
};

/** The `tsconfig.json` that docs/scripts.md recommends. */
function documentedOptions(): ts.CompilerOptions {
  const page = Deno.readTextFileSync(new URL("docs/scripts.md", ROOT));
  const { compilerOptions } = JSON.parse(/```json\n(.*compilerOptions.*)\n```/.exec(page)?.[1] ?? "{}");
  const { options, errors } = ts.convertCompilerOptionsFromJson(compilerOptions, "/");
  assert.deepEqual(errors, []);
  return options;
}

/** Files of users; each line that TypeScript must not take has its mark. */
const FILES: Readonly<Record<string, string>> = {
  "executor.d.ts": executorTypes(),
  "process.js": `/** @type {import("executor").Script} */
export default async function ({ input, params, log, signal, fetch }) {
  const rows = JSON.parse(input);
  log.info("rows", { n: rows.length });
  signal.throwIfAborted();
  await fetch("https://api.example.com/" + params.threshold);
  // @ts-expect-error There is no such level.
  log.notice("rows");
  // @ts-expect-error A signal is no text.
  signal.trim();
  return { count: rows.length, items: rows };
}
`,
  "helpers.ts": `import { defineScript } from "executor";
import type { Params } from "./types.ts";
import { twice } from "./lib.ts";

export default defineScript<Params>(async ({ params, config, outputs, matrix, run, input }) => {
  // @ts-expect-error It is an int.
  params.threshold.trim();
  // @ts-expect-error It is the task's, not the script's.
  run.status = "failed";
  const text: string = run.id + run.pipeline + input + matrix.region + outputs.fetch?.count + config.url;
  return { text, n: twice(params.threshold) };
});
`,
  "typed.ts": `import type { Script } from "executor";
import type { Config, Params } from "./types.ts";

const script: Script<Params, Config> = ({ params }) => ({ threshold: params.threshold + 1 });
export default script;
// @ts-expect-error A script returns an object or nothing.
export const wrong: Script = () => 5;
export const nothing: Script = () => {};
export const later: Script = async () => {};
`,
  "outputs.ts": `import { type DeclaredOutputs, defineScript, type OutputsOf, type Script } from "executor";
import type { Config, Params } from "./types.ts";

export const outputs = {
  count: "int", rows: "list<map>", sums: "map<string, int>", rest: "map<list>?", name: "string?", any: "any",
} as const satisfies DeclaredOutputs;
export default defineScript<Params, Config, typeof outputs>(async ({ params }) => {
  return { count: params.threshold, rows: [{ a: 1 }], sums: { a: 1 }, any: null };
});
const all: OutputsOf<typeof outputs> = { count: 1, rows: [], sums: {}, any: [], name: "a", rest: { a: [1] } };
export const sum: number = all.count + (all.sums["a"] ?? 0);
export const inPlace: Script<Params, Config, typeof outputs> = () => all;
// @ts-expect-error A name that may be absent.
export const length: number = all.name.length;
// @ts-expect-error An int is no text.
export const wrong = defineScript<Params, Config, typeof outputs>(() => ({ count: "1", rows: [], sums: {}, any: 1 }));
// @ts-expect-error Nothing may be missing.
export const missing = defineScript<Params, Config, typeof outputs>(async () => ({ count: 1, rows: [], any: 1 }));
// @ts-expect-error Nothing else may be returned.
export const other: OutputsOf<typeof outputs> = { count: 1, rows: [], sums: {}, any: 1, cuont: 1 };
// @ts-expect-error A list is no map.
export const items: OutputsOf<{ rows: "list<list>" }> = { rows: [{ a: 1 }] };
// @ts-expect-error There is no such type.
export const unknown = { count: "itn" } as const satisfies DeclaredOutputs;
`,
  "outputs.js": `/** @satisfies {import("executor").DeclaredOutputs} */
export const outputs = /** @type {const} */ ({ count: "int" });

/** @type {import("executor").Script<any, any, typeof outputs>} */
export default ({ input }) => ({ count: input.length });

/** @type {import("executor").Script<any, any, typeof outputs>} */
// @ts-expect-error It is a text.
export const wrong = ({ input }) => ({ count: input });
`,
  "source.ts": `import { defineSource, type HealthCheck } from "executor";
import type { Config } from "./types.ts";

let isConnected = false;
export const healthCheck: HealthCheck = () => isConnected || "no connection";
export const later: HealthCheck = async () => true;
export default defineSource<Config>(async ({ emit, signal, log, fetch, config }) => {
  const response = await fetch(config.url, { signal });
  isConnected = response.ok;
  const run: string = await emit(await response.json(), { id: "a" });
  log.info("emitted", { run });
  // @ts-expect-error An id is a text.
  await emit(null, { id: 5 });
  // @ts-expect-error There is no such setting.
  config.uri;
});
// @ts-expect-error A source has no input.
export const input = defineSource(({ input }) => {});
// @ts-expect-error Health is true, false or a reason.
export const wrong: HealthCheck = () => 5;
`,
  "types.ts": `export interface Config { readonly url: string }
export interface Params { readonly threshold: number }
`,
  "lib.ts": "export const twice = (n: number): number => 2 * n;\n",
  "deno.ts": `export default async function () {
  await Deno.mkdir("out", { recursive: true });
  await Deno.writeTextFile("out/a.txt", (await Deno.readTextFile("a.txt")).trim(), { append: true });
  for await (const { name, isFile } of Deno.readDir(".")) if (isFile) console.log(name);
  using file = await Deno.open("a.txt");
  const read: number | null = await file.read(new Uint8Array(10));
  await file.seek(0, Deno.SeekMode.Start);
  const { mtime, size } = await Deno.stat("a.txt");
  const { success, stdout } = await new Deno.Command("git", { args: ["status"] }).output();
  try {
    await Deno.remove("b.txt");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  // @ts-expect-error Scripts do not set variables.
  Deno.env.set("A", "b");
  // @ts-expect-error Nothing that waits for nothing.
  Deno.readTextFileSync("a.txt");
  // @ts-expect-error Nothing that ends the process.
  Deno.exit();
  // @ts-expect-error Nothing of what is not theirs.
  Deno.serve(() => new Response());
  return { read, size, mtime: mtime?.toISOString(), success, text: new TextDecoder().decode(stdout), home: Deno.env.get("HOME") };
}
`,
  "pipeline.ts": `import { definePipeline, type Pipeline, type Task } from "executor";

export const params = { threshold: { type: "int", default: 10 }, tags: ["a"], who: "you" };
const fetch: Task = { id: "fetch", command: ["curl", "-fsS", "https://api.example.com"], retry: { attempts: 3, delay: "2s" }, timeout: "30s" };
export default definePipeline(({ params, config }) => ({
  name: "nightly",
  permissions: { net: ["api.example.com"], read: "./data" },
  concurrency: { group: "report", limit: 1, overlap: "queue" },
  on: { schedule: "0 2 * * *", watch: { paths: ["inbox/*.csv"], debounce: "200ms" } },
  tasks: [
    fetch,
    { id: "process", depends_on: "fetch", script: "./process.ts", permissions: "none", limits: { time: "5s", memory: "128MiB", requests: 5 } },
    { id: "route", depends_on: ["process"], if: "{{ upstream.process.items | length > 10 }}", then: "tell", wait: "1s" },
    { id: "tell", http: { url: config.url, method: "POST", json: { n: params.n } } },
    ...["eu", "us"].map((region): Task => ({ id: \`to_\${region}\`, pipeline: "./regional.yaml", with: { region } })),
  ],
}));
export const plain: Pipeline = { tasks: [{ id: "a", run: "ls" }] };
// @ts-expect-error A task has no field of that name.
export const misspelled: Pipeline = { tasks: [{ id: "a", rum: "ls" }] };
// @ts-expect-error Tasks have ids.
export const nameless: Pipeline = { tasks: [{ run: "ls" }] };
// @ts-expect-error Durations have units.
export const unitless: Pipeline = { tasks: [{ id: "a", run: "ls", timeout: 5 }] };
// @ts-expect-error It is none of the values allowed.
export const other: Pipeline = { concurrency: { overlap: "wait" }, tasks: [] };
`,
};

Deno.test("TypeScript takes what users write beside executor.d.ts, and takes apart what is wrong", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(FILES)) await Deno.writeTextFile(`${folder}/${name}`, text);
    const roots = Object.keys(FILES).map((name) => `${folder}/${name}`);
    for (const [name, options] of Object.entries(OPTIONS)) {
      await t.step(name, () => {
        const program = ts.createProgram(roots, options);
        const told = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) =>
          `${file?.fileName.slice(folder.length)} ${file?.text.slice(0, start).split("\n").length}: ${
            ts.flattenDiagnosticMessageText(messageText, "\n")
          }`
        );
        assert.deepEqual(told, []);
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A script that tells what it was given. */
const TELLS = `import * as helpers from "executor";
export default function (given) {
  const sorts = (value) => Object.fromEntries(Object.getOwnPropertyNames(value).map((name) => [name, typeof value[name]]));
  return {
    helpers: sorts(helpers),
    given: sorts(given),
    log: sorts(given.log),
    run: sorts(given.run),
    Deno: sorts(Deno),
    env: sorts(Deno.env),
    errors: Object.keys(Deno.errors),
    same: given.fetch === fetch && given.signal instanceof AbortSignal,
  };
}
`;

Deno.test("executor.d.ts has what the host gives to scripts, and no more", { ignore: Deno.build.os === "windows" }, async () => {
  await using world = await ProgramWorld.create({
    "pipeline.yaml": "params: { n: 1 }\ntasks: [{ id: tells, script: ./tells.js }]\n",
    "tells.js": TELLS,
  });
  const ended = await world.run("run", "--json", "pipeline.yaml");
  const finished = eventsOf(ended).find(({ type }) => type === "task.finished");
  const found = finished?.["outputs"] as Record<string, Record<string, string>>;
  assert.equal(finished?.["status"], "succeeded", ended.stdout);
  const declared = declaredNames();
  for (const [name, members] of Object.entries(declared)) {
    const seen = found[name] ?? [];
    assert.deepEqual(Array.isArray(seen) ? seen.toSorted() : Object.keys(seen).sort(), members.toSorted(), name);
  }
  assert.ok(found["same"]);
});

/** The names of what `executor.d.ts` declares, by what they belong to. */
function declaredNames(): Readonly<Record<string, readonly string[]>> {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/executor.d.ts`, executorTypes());
    const program = ts.createProgram([`${folder}/executor.d.ts`], { types: [] });
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(`${folder}/executor.d.ts`);
    assert.ok(source);
    const ambient = checker.getAmbientModules().find(({ name }) => name === '"executor"');
    assert.ok(ambient);
    const exports = checker.getExportsOfModule(ambient);
    const membersOf = (name: string): string[] => {
      const symbol = exports.find((each) => each.name === name);
      assert.ok(symbol, name);
      return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)).map((member) => member.name);
    };
    const values = (symbols: readonly ts.Symbol[]) => symbols.filter(({ flags }) => (flags & ts.SymbolFlags.Value) !== 0);
    const deno = checker.getSymbolsInScope(source, ts.SymbolFlags.Namespace).find(({ name }) => name === "Deno");
    assert.ok(deno);
    const ofDeno = values(checker.getExportsOfModule(deno));
    const member = (name: string): ts.Symbol => {
      const symbol = ofDeno.find((each) => each.name === name);
      assert.ok(symbol, name);
      return symbol;
    };
    return {
      helpers: values(exports).map(({ name }) => name),
      given: membersOf("ScriptInput"),
      log: membersOf("ScriptLog"),
      run: membersOf("ScriptRun"),
      Deno: ofDeno.map(({ name }) => name),
      env: checker.getPropertiesOfType(checker.getTypeOfSymbol(member("env"))).map(({ name }) => name),
      errors: values(checker.getExportsOfModule(member("errors"))).map(({ name }) => name),
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test(
  "executor init writes executor.d.ts, and what schema --types prints fits to it",
  { ignore: Deno.build.os === "windows" },
  async () => {
    await using world = await ProgramWorld.create({
      "report.yaml":
        "config: { wait: 5s }\nparams: { least: { type: int } }\ntasks: [{ id: a, script: ./later.ts }, { id: b, script: ./use.ts }]\n",
      "use.ts": `import type { Script } from "executor";
import type { Config, Outputs, Params } from "./types.ts";
export const outputs = { sum: "int" } as const;
const script: Script<Params, Config, typeof outputs> = ({ params, config }) => ({ sum: params.least + config.wait.length });
export const later: Script<Params, Config, typeof outputs, Outputs> = ({ outputs }) => ({ sum: outputs.b.sum });
// @ts-expect-error No script declares it.
export const none: Script<Params, Config, typeof outputs, Outputs> = ({ outputs }) => ({ sum: outputs.b.smu });
// @ts-expect-error There is no such parameter.
export const wrong: Script<Params> = ({ params }) => ({ most: params.most });
export default script;
`,
    });
    const made = await world.shell("executor init && executor schema --types report.yaml > types.ts");
    assert.equal(made.code, 0, made.stderr);
    assert.equal(await Deno.readTextFile(`${world.dir}/executor.d.ts`), executorTypes());
    assert.equal(await Deno.readTextFile(fromFileUrl(new URL("docs/executor.d.ts", ROOT))), executorTypes());
    const names = ["executor.d.ts", "types.ts", "use.ts"].map((name) => `${world.dir}/${name}`);
    const told = ts.getPreEmitDiagnostics(ts.createProgram(names, { ...STRICT, target: ts.ScriptTarget.ESNext }));
    assert.deepEqual(told.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")), []);
    assert.equal(dirname(names[0] ?? ""), world.dir);
  },
);
