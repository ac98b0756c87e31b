/**
 * One file a case: a document, a line `=====`, the diagnostics expected, one a line with its hint and related places below. In the document
 * `⟦U+0000⟧` stands for a character and `⟦text*300⟧` for a repeated text. `UPDATE=1 deno test -A tests/dsl/yaml/cases_test.ts` writes what
 * is found; read the difference.
 */
import assert from "node:assert/strict";
import { CATALOGUE, type Diagnostic } from "../../../src/core/mod.ts";
import { readYaml } from "../../../dsl/yaml/mod.ts";

const FOLDER = new URL("./", import.meta.url);
const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".case")).sort();

Deno.test("readYaml() finds what each case expects", async (t) => {
  for (const name of files) {
    await t.step(name, async () => {
      const url = new URL(name, FOLDER);
      const [input = "", expected = ""] = Deno.readTextFileSync(url).split(/^=====\n/m);
      const { diagnostics } = await readYaml(expand(input), "f.yaml");
      const found = diagnostics.map((diagnostic) => render(diagnostic, expand(input))).join("");
      if (Deno.env.get("UPDATE") === "1") Deno.writeTextFileSync(url, `${input}=====\n${found}`);
      else assert.equal(found, expected);
    });
  }
});

Deno.test("every yaml code has a case", () => {
  const codes = Object.keys(CATALOGUE).filter((code) => code.startsWith("yaml_"));
  const cases = files.map((name) => Deno.readTextFileSync(new URL(name, FOLDER))).join("\n");
  assert.deepEqual(codes.filter((code) => !cases.includes(`[${code}]`)), []);
});

function expand(input: string): string {
  return input.replaceAll(/⟦U\+([0-9A-F]+)⟧/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/⟦([^⟧]*)\*(\d+)⟧/g, (_, text, times) => text.repeat(Number(times)));
}

function render({ severity, code, message, span, hint, related }: Diagnostic, text: string): string {
  const lines = [`${place(text, span.start)}-${place(text, span.end)}: ${severity}: ${message} [${code}]`];
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  for (const { message, span } of related ?? []) lines.push(`  ${place(text, span.start)}: ${message}`);
  return lines.join("\n") + "\n";
}

function place(text: string, offset: number): string {
  const body = text.replace(/^\ufeff/, "");
  const before = body.slice(0, offset).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
