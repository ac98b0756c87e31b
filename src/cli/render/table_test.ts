import assert from "node:assert/strict";
import { table } from "./table.ts";

const plain = { paint: (_: string, text: string) => text };

Deno.test("table() stands columns under their titles, wide characters counted by their cells", () => {
  assert.deepEqual(table(["NAME", "STATE"], [["日本", "active"], ["a", ["error", "red"]]], plain), [
    "NAME  STATE",
    "日本  active",
    "a     error",
  ]);
});

Deno.test("table() shortens the widest column first and never exceeds the terminal", () => {
  const rows = [["x".repeat(60), "active", "y".repeat(30)], ["日".repeat(40), "error", "z"]];
  for (const width of [120, 80, 60, 40, 30]) {
    const lines = table(["NAME", "STATE", "ERROR"], rows, { ...plain, width });
    for (const line of lines) assert.ok([...line].reduce((sum, c) => sum + (c === "日" ? 2 : 1), 0) <= width, `${width}: ${line}`);
    assert.ok(lines.some((line) => line.includes("active")), "the short column stays whole");
  }
});

Deno.test("table() keeps the first columns whole where it is told to, and still fits", () => {
  const id = `ses_${"0123456789abcdef".repeat(2)}`;
  const rows = [[id, "exited 127", "1", "tok_r583pvx", "2026-11-22T05:15:34.761Z", "sh -c 'echo a long command'"]];
  const lines = table(["ID", "STATE", "ATTACHED", "BY", "STARTED", "COMMAND"], rows, { ...plain, width: 80, whole: 2 });
  for (const line of lines) assert.ok([...line].length <= 80, line);
  assert.match(lines[1] ?? "", new RegExp(`^${id}  exited 127  `));
});

Deno.test("table() makes a stranger's text harmless and keeps it in its line", () => {
  const [, line = ""] = table(["A", "B"], [["a\nb\x1b[2J", "c"]], plain);
  assert.equal(line, "a\\nb\\u001b[2J  c");
});

Deno.test("table() styles what it was told to, and pads outside of the style", () => {
  const paint = (style: string, text: string) => `<${style}>${text}</>`;
  assert.deepEqual(table(["AB", "C"], [[["a", "red"], "c"]], { paint }), ["<dim>AB</>  <dim>C</>", "<red>a</>   c"]);
});
