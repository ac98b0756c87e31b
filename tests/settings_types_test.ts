/** What `executor schema --types` prints is TypeScript that means what the settings are. */
import assert from "node:assert/strict";
import { settingsTypes } from "../dsl/mod.ts";
import { fromFileUrl, ROOT } from "../tools/paths.ts";
import { ProgramWorld } from "./fault/program_world.ts";

const DEPLOY = `pipeline "deploy" {
  config registry: url = env("REGISTRY", "https://registry.example.com")
  config replicas: int in 1..50 = env("REPLICAS", 3)
  config wait: duration in 1s..1m = env("WAIT", 30s)
  config room: size = 128MiB
  config "two-words": bool = true
  config constructor: string = "a */ b"
  config times: duration in [1s, 1m] = 1s
  param stage: string in ["canary", "it's \\"full\\""] = "canary"
  param level: int in [1, 2] = 1
  param tags: list<string> = []
  param rows: list<map> = []
  param weights: map<string, int> = { a: 1 }
  param anything: list = [1, "a"]
  param version: string with { pattern: "v[0-9]+", description: "The version\\nto send" }
  task a { run "echo {{ config }} {{ params }}" }
}
`;

const SCRIPT = `import type { Config, Params } from "./types.ts";
const config: Config = {
  registry: "", replicas: 3, wait: 1, room: 2, "two-words": true, constructor: "", times: 60000,
};
const params: Params = {
  stage: "canary", level: 2, tags: ["x"], rows: [{ a: 1 }], weights: { b: 2 }, anything: [1, "a"], version: "v1",
};
export const total: number = config.replicas + config.wait + (params.weights["b"] ?? 0) + params.level;
export const tag: string | undefined = params.tags[0]?.toUpperCase();
// @ts-expect-error A text is no number.
export const wrong: number = config.registry;
// @ts-expect-error It is none of the values allowed.
export const other: Params["stage"] = "nowhere";
// @ts-expect-error Settings are not changed by scripts.
config.replicas = 4;
`;

const ignore = Deno.build.os === "windows";

Deno.test("settingsTypes() documents unit, range, variable and default of every setting", () => {
  const text = settingsTypes({
    name: "a */ b",
    config: { wait: { type: "duration", env: "WAIT", range: [1000, 60_000], default: 30_000 } },
    params: { tag: { type: "string", description: "What to\nsend", pattern: "v.*" }, none: { type: "map" } },
  });
  assert.equal(
    text,
    `// Written by \`executor schema --types\`; do not edit. With executor.d.ts a script is a Script<Params, Config>.

/** Settings of the pipeline "a *\\/ b", as they are in a run. */
export interface Config {
  /** In milliseconds. From 1s to 1m. Set by WAIT. Default: 30s. */
  readonly wait: number;
}

/** Parameters of the pipeline "a *\\/ b", as they are in a run. */
export interface Params {
  /** What to send. Matches \`v.*\`. Has to be given. */
  readonly tag: string;
  /** Has to be given. */
  readonly none: Readonly<Record<string, unknown>>;
}
`,
  );
  assert.match(settingsTypes({ name: "p" }), /export type Config = Readonly<Record<string, never>>;\n[^]*export type Params = /);
});

Deno.test("settingsTypes() writes what scripts declare of their outputs, those of a matrix by its instances", () => {
  const text = settingsTypes(
    { name: "p", tasks: [{ id: "a", script: "a.ts" }, { id: "b-c", script: "b.ts", matrix: { x: [1] } }, { id: "none", script: "c.ts" }] },
    new Map([
      ["a", new Map([["n", { type: "duration", isOptional: false }], ["two words", { type: "list", items: "map", isOptional: true }]])],
      ["b-c", new Map([["any", { type: "any", isOptional: false }], ["m", { type: "map", items: "int", isOptional: false }]])],
      ["none", new Map()],
    ]),
  );
  assert.equal(
    text.slice(text.indexOf("/** Outputs")),
    `/** Outputs that scripts of the pipeline "p" declare, by their tasks; those of a matrix by its instances. */
export interface Outputs {
  readonly a: {
    /** In milliseconds. */
    readonly n: number;
    readonly "two words"?: readonly Record<string, unknown>[];
  };
  readonly "b-c": Readonly<Record<string, {
    readonly any: unknown;
    readonly m: Readonly<Record<string, number>>;
  }>>;
  readonly none: Readonly<Record<string, never>>;
}
`,
  );
});

Deno.test("executor schema --types prints what deno check takes, and takes apart what is wrong", { ignore }, async () => {
  await using world = await ProgramWorld.create({ "deploy.flow": DEPLOY, "use.ts": SCRIPT });
  const made = await world.shell("executor schema --types deploy.flow > types.ts && executor schema --types deploy.flow | cmp - types.ts");
  assert.equal(made.code, 0, made.stderr);
  const yaml = await world.shell(
    "executor fmt --to yaml deploy.flow > deploy.yaml && executor schema --types deploy.yaml | cmp - types.ts",
  );
  assert.equal(yaml.code, 0, yaml.stdout + yaml.stderr);
  const examples = fromFileUrl(new URL("examples/", ROOT));
  for (const name of ["report/pipeline.yaml", "flow/hello.flow", "hello/pipeline.yaml"]) {
    const { code, stderr } = await world.shell(`executor schema --types '${examples}${name}' > '${name.replaceAll("/", "_")}.ts'`);
    assert.equal(code, 0, stderr);
  }
  const files = [...Deno.readDirSync(world.dir)].map(({ name }) => name).filter((name) => name.endsWith(".ts"));
  const checked = await new Deno.Command(Deno.execPath(), { args: ["check", "--quiet", ...files], cwd: world.dir }).output();
  assert.equal(checked.code, 0, new TextDecoder().decode(checked.stderr));
});

Deno.test("executor schema --types refuses a pipeline that is wrong, and takes no rest for a file", { ignore }, async () => {
  await using world = await ProgramWorld.create({ "wrong.flow": 'pipeline p { param n: int = "x"; task a { run "ls" } }' });
  const wrong = await world.run("schema", "--types", "wrong.flow");
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /wrong\.flow:1:29: error: .*\[wrong_type\]/);
  assert.equal((await world.run("schema", "--types", "missing.flow")).code, 2);
  assert.equal((await world.run("schema", "--types")).code, 2);
});
