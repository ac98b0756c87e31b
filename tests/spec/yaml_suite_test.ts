import assert from "node:assert/strict";
import { besideTasks, indented, suite } from "../dsl/yaml/suite.ts";
import { programFolder } from "../program.ts";

const bin = await programFolder();

async function executor(folder: string, args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(`${bin}/executor`, { args: [...args], cwd: folder, stdin: "null" }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

Deno.test("executor check refuses every document of the YAML suite that is invalid or no pipeline, each with diagnostics", async () => {
  const folder = await Deno.makeTempDir({ prefix: "executor-suite-" });
  try {
    const files = new Map<string, string>();
    for (const { id, kind, yaml, embed } of suite) {
      const name = id.replace("/", "_");
      files.set(`${name}.yaml`, yaml);
      if (kind === "invalid" && embed === true) files.set(`${name}_within.yaml`, besideTasks(yaml));
    }
    for (const [name, text] of files) await Deno.writeTextFile(`${folder}/${name}`, text);
    const { code, out, err } = await executor(folder, ["check", "--json", ...files.keys()]);
    assert.deepEqual([code, err], [2, ""]);
    const refused = new Set(
      out.trim().split("\n").map((line) => JSON.parse(line)).map(({ file, severity }) => severity === "error" && file),
    );
    assert.deepEqual([...files.keys()].filter((name) => !refused.has(name)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("executor plan gives the value of every valid document of the YAML suite that stands under another key", async () => {
  const folder = await Deno.makeTempDir({ prefix: "executor-suite-" });
  try {
    const valid = suite.filter(({ kind }) => kind === "value");
    // Anchors are named anew by each of them, so one document may hold them all.
    const text = valid.map(({ id, yaml }) => `  "${id}":\n${indented(yaml)}`).join("");
    await Deno.writeTextFile(`${folder}/all.yaml`, `meta:\n${text}tasks: [{ id: a, run: ls }]\n`);
    const { code, out, err } = await executor(folder, ["plan", "--json", "all.yaml"]);
    assert.deepEqual([code, err], [0, ""]);
    const { meta } = JSON.parse(out);
    for (const { id, value } of valid) assert.deepEqual(meta[id], value, id);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
