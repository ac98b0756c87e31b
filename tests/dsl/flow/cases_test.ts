/**
 * One file a case, as in `tests/dsl/document`: a flow file (`⟦U+0000⟧` stands for a character, `⟦text*300⟧` for a repeated text), further
 * files, and what is found. `deno test … -- --update` rewrites what is expected; read the difference before you keep it.
 */
import assert from "node:assert/strict";
import { flowCodes } from "../../../src/core/codes/flow.ts";
import { parseCase, runCase } from "../document/case_file.ts";

const FOLDER = new URL("./", import.meta.url);
const isUpdate = Deno.args.includes("--update");
const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".case")).sort();

Deno.test("loadDocument() finds what each flow case expects", async (t) => {
  for (const name of names) {
    await t.step(name, async () => {
      const url = new URL(name, FOLDER);
      const text = Deno.readTextFileSync(url);
      const { main, files, expected } = parseCase(text, "case.flow");
      const found = await runCase({ main, expected, files: new Map([...files].map(([name, text]) => [name, expand(text)])) });
      if (isUpdate && found !== expected) {
        const documents = text.includes("\n--- expect\n") ? text.slice(0, text.indexOf("\n--- expect\n") + 1) : text;
        Deno.writeTextFileSync(url, `${documents}--- expect\n${found}\n`);
      } else assert.equal(found, expected);
    });
  }
});

Deno.test("every flow code of a text has a case", () => {
  const cases = names.map((name) => Deno.readTextFileSync(new URL(name, FOLDER))).join("\n");
  // Too many bytes, and bytes that are no text, are found before there is a text: tests/spec has them.
  const codes = Object.keys(flowCodes).filter((code) => code !== "flow_too_large" && code !== "flow_encoding");
  assert.deepEqual(codes.filter((code) => !cases.includes(` error ${code}: `)), []);
});

function expand(input: string): string {
  return input.replaceAll(/⟦U\+([0-9A-F]+)⟧/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/⟦([^⟧]*)\*(\d+)⟧/g, (_, text, times) => text.repeat(Number(times)));
}
