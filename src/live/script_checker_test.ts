import assert from "node:assert/strict";
import { dirname } from "node:path";
import { openDocument } from "./open_document.ts";
import { createScriptChecker } from "./script_checker.ts";

const ROOT = new URL("../../", import.meta.url);

/** A folder with files; removed when it is disposed. */
class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync();

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) {
      Deno.mkdirSync(dirname(`${this.path}/${name}`), { recursive: true });
      Deno.writeTextFileSync(`${this.path}/${name}`, text);
    }
  }

  open(named: string) {
    return openDocument(named, { cwd: this.path, readStdin: () => Promise.resolve(Deno.readFileSync(`${this.path}/a.yaml`)) });
  }

  [Symbol.dispose]() {
    Deno.removeSync(this.path, { recursive: true });
  }
}

const told = ({ diagnostics }: Awaited<ReturnType<typeof openDocument>>) =>
  diagnostics.map(({ file, span, code }) => `${file} ${span.start} ${code}`);

Deno.test("openDocument() checks scripts from the folder of the pipeline that names them, and keeps the texts that it points into", async () => {
  using folder = new Folder({
    "a.yaml": "tasks: [{ id: a, script: ./s.ts }, { id: b, pipeline: sub/b.yaml }]\n",
    "s.ts": 'import "./lib.ts";\nexport default () => ({});\n',
    "lib.ts": "enum A { B }\n",
    "sub/b.yaml": "tasks: [{ id: b, script: ./s.ts }]\n",
    "sub/s.ts": "export const a = 1;\n",
  });
  for (const [named, prefix] of [["a.yaml", ""], [`${folder.path}/a.yaml`, `${folder.path}/`], ["-", ""]] as const) {
    const document = await folder.open(named);
    assert.equal(document.pipeline, undefined);
    assert.deepEqual(told(document), [`${prefix}lib.ts 0 script_typescript`, `${prefix}sub/s.ts 0 script_no_default`]);
    assert.equal(document.sources.get(`${prefix}lib.ts`), "enum A { B }\n");
  }
});

Deno.test("openDocument() points at an import of what cannot be read", async () => {
  using folder = new Folder({
    "a.yaml": "tasks: [{ id: a, script: ./s.ts }]\n",
    "s.ts": 'import "./big.ts";\nexport default () => ({});\n',
    "big.ts": "//".padEnd(5 * 1024 * 1024, "x"),
  });
  const { diagnostics: [first, ...rest] } = await folder.open("a.yaml");
  assert.deepEqual([first?.file, first?.code, first?.span, rest], ["s.ts", "script_too_large", { start: 7, end: 17 }, []]);
});

Deno.test("openDocument() leaves scripts alone when it is told to", async () => {
  using folder = new Folder({ "a.yaml": "tasks: [{ id: a, script: ./none.ts }]\n" });
  const world = { cwd: folder.path, readStdin: () => Promise.reject(new Error()) };
  assert.notEqual((await openDocument("a.yaml", world, { scripts: "unchecked" })).pipeline, undefined);
  assert.deepEqual(told(await folder.open("a.yaml")), ["a.yaml 25 script_unreadable"]);
});

Deno.test("openDocument() knows what scripts declare of their outputs, those of included pipelines too", async () => {
  const tell = (script: string) =>
    `tasks: [{ id: a, script: ${script} }, { id: b, depends_on: [a], command: [echo, "{{ tasks.a.outputs.x }}", "{{ tasks.a.outputs.y }}"] }]\n`;
  using folder = new Folder({
    "a.yaml": `${tell("./s.ts").replace("tasks: [", "tasks: [{ id: c, pipeline: sub/b.yaml }, ")}`,
    "s.ts": 'export const outputs = { x: "int" } as const;\nexport default () => ({ x: 1 });\n',
    "sub/b.yaml": tell("./s.ts"),
    "sub/s.ts": 'export const outputs = { y: "int" };\nexport default () => ({ y: 1 });\n',
  });
  const { diagnostics, sources } = await folder.open("a.yaml");
  const told = diagnostics.map(({ file, code, span }) => `${file} ${code} ${sources.get(file)?.slice(span.start, span.end)}`);
  assert.deepEqual(told, ["a.yaml expr_unknown_field y", "sub/b.yaml expr_unknown_field x"]);
});

Deno.test("createScriptChecker() refuses what it has no time left to read", async () => {
  const checker = createScriptChecker({ cwd: "/", level: "strict", nameOf: (path) => path, addSource: () => {}, mostMs: 0 });
  const codes = async (text: string) =>
    (await checker({ document: "a.yaml", source: { kind: "inline", name: "a", text } })).problems.map(({ code }) => code);
  assert.deepEqual(await codes("export default () => 1;\n"), []);
  assert.deepEqual(await codes("export default () => 2;\n"), ["script_too_large"]);
  assert.deepEqual(await codes("export default () => 1;\n"), []);
});

Deno.test("neither check nor run loads the guard before there is a script", async () => {
  const root = new URL("src/cli/", ROOT).href;
  for (const verb of ["check.ts", "run.ts"]) {
    const loaded = await loadedBy(`${root}${verb}`);
    assert.ok(loaded.has(new URL("src/live/script_checker.ts", ROOT).href));
    assert.deepEqual([...loaded].filter((address) => /sandbox\/guard\/|meriyah|amaro/.test(address)), []);
  }
});

/** What importing a module loads at once. */
async function loadedBy(entry: string): Promise<ReadonlySet<string>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", entry], cwd: ROOT }).output();
  const { modules, redirects } = JSON.parse(new TextDecoder().decode(stdout)) as {
    readonly modules: readonly {
      readonly specifier: string;
      readonly dependencies?: readonly { readonly code?: { readonly specifier: string }; readonly isDynamic?: boolean }[];
    }[];
    readonly redirects: Readonly<Record<string, string>>;
  };
  const byAddress = new Map(modules.map((module) => [module.specifier, module.dependencies ?? []]));
  const loaded = new Set([entry]);
  for (const address of loaded) {
    for (const { code, isDynamic } of byAddress.get(redirects[address] ?? address) ?? []) {
      if (code !== undefined && isDynamic !== true) loaded.add(code.specifier);
    }
  }
  return loaded;
}
