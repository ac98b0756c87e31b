import assert from "node:assert/strict";
import { declaredOutputs } from "./declared_outputs.ts";

Deno.test("declaredOutputs() reads what is there, of scripts alone, whatever else is wrong with them", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/a.ts`, 'import "./none.ts";\nexport const outputs = { n: "int" } as const;\n');
    const inline = (type: string) => `export const outputs = { n: "${type}" };\nexport default () => ({});\n`;
    const declared = await declaredOutputs({
      name: "p",
      tasks: [
        { id: "file", script: "./a.ts" },
        { id: "missing", script: "./b.ts" },
        { id: "inline", script: inline("bool?") },
        { id: "wrong", script: inline("itn") },
        { id: "other", script: inline("int"), shell: "node" },
        { id: "contained", script: inline("int"), image: "busybox" },
        { id: "open", script: "export default () => ({});\n" },
        { id: "program", run: "ls" },
      ],
      finally: [{ id: "last", script: "./a.ts" }],
    }, folder);
    assert.deepEqual(Array.from(declared, ([id, outputs]) => [id, [...outputs]]), [
      ["file", [["n", { type: "int", isOptional: false }]]],
      ["inline", [["n", { type: "bool", isOptional: true }]]],
      ["last", [["n", { type: "int", isOptional: false }]]],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
