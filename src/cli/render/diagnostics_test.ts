import assert from "node:assert/strict";
import type { Diagnostic } from "../../core/mod.ts";
import type { Io } from "../io.ts";
import { Writer } from "../writer.ts";
import { drawDiagnostics } from "./diagnostics.ts";

function capture(json: boolean): { io: Io; text: () => Promise<string> } {
  let text = "";
  const writer = new Writer({
    isTerminal: () => false,
    write: (data) => Promise.resolve((text += new TextDecoder().decode(data), data.length)),
  });
  const io: Io = {
    out: writer,
    err: writer,
    env: {},
    cwd: "/",
    json,
    readStdin: () => Promise.resolve(new Uint8Array()),
    stdinLines: async function* () {},
  };
  return { io, text: async () => (await writer.flush(), text) };
}

const at = (start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  code: "unknown_field",
  message: 'Unknown field "tiemout"',
  file: "p.yaml",
  span: { start, end },
  ...more,
});

Deno.test("drawDiagnostics() draws the place, the line, a caret line and the hint", async () => {
  const { io, text } = capture(false);
  const source = "name: x\r\n\ttiemout: 3s\r\n";
  drawDiagnostics([at(10, 17, { hint: "Did you mean timeout?" })], new Map([["p.yaml", source]]), io);
  assert.equal(
    await text(),
    'p.yaml:2:2: error: Unknown field "tiemout" [unknown_field]\n\ttiemout: 3s\n\t^^^^^^^\nhint: Did you mean timeout?\n',
  );
});

Deno.test("drawDiagnostics() counts columns in UTF-16 units and sets the caret by width when wide characters stand before", async () => {
  const source = "a: 🙂語 x\n";
  const human = capture(false);
  drawDiagnostics([at(7, 8)], new Map([["p.yaml", source]]), human.io);
  assert.equal((await human.text()).split("\n")[2], `${" ".repeat(8)}^`);
  const json = capture(true);
  drawDiagnostics([at(7, 8)], new Map([["p.yaml", source]]), json.io);
  const { line, column, end_line, end_column } = JSON.parse(await json.text());
  assert.deepEqual({ line, column, end_line, end_column }, { line: 1, column: 8, end_line: 1, end_column: 9 });
});

Deno.test("drawDiagnostics() shows only a piece of a very long line", async () => {
  const { io, text } = capture(false);
  drawDiagnostics([at(500_000, 500_003)], new Map([["p.yaml", "x".repeat(1_000_000)]]), io);
  const shown = await text();
  assert.ok(shown.length < 600);
  assert.match(shown, /^…x+…$/m);
});

Deno.test("drawDiagnostics() keeps 3,000 errors under 1 MB", async () => {
  const { io, text } = capture(false);
  const source = "y".repeat(1_000_000);
  drawDiagnostics(
    Array.from({ length: 3000 }, (_, i) => at(i, i + 1, { hint: "do something about it" })),
    new Map([["p.yaml", source]]),
    io,
  );
  assert.ok((await text()).length < 1_000_000);
});

Deno.test("drawDiagnostics() lets no control character of a document reach the terminal", async () => {
  const { io, text } = capture(false);
  drawDiagnostics([at(0, 1)], new Map([["p.yaml", "a\x1b[2Jb\x07\n"]]), io);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(await text(), /[\x1b\x07]/);
});
