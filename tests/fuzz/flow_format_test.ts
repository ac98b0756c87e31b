/** Whatever flow file is valid: formatting keeps its meaning and its comments, and does nothing the second time. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { formatFlow, parseFlow, readFlow } from "../../dsl/flow/mod.ts";
import { seeded } from "../dsl/yaml/mutate.ts";
import { toJson } from "../dsl/flow/to_json.ts";
import { mutateTokens, SOURCES } from "./flow_sources.ts";

Deno.test("formatFlow() keeps meaning and comments, and what it has written", async (t) => {
  await t.step("of the pairs", () => SOURCES.forEach(check));
  await t.step("of changed files", () => {
    let valid = 0;
    const property = fc.property(fc.integer({ min: 0 }), (seed) => {
      const text = mutateTokens(seeded(seed));
      if (formatFlow(text, "f.flow").text === undefined) return;
      valid++;
      check(text);
    });
    fc.assert(property, { numRuns: 8000 });
    assert.ok(valid > 500, `only ${valid} were valid`);
  });
});

Deno.test("formatFlow() takes blanks for nothing", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), (seed) => {
      const random = seeded(seed);
      const source = SOURCES[Math.floor(random() * SOURCES.length)] ?? "";
      // Texts of several lines have blanks that count.
      if (source.includes('"""')) return;
      const formatted = formatFlow(source, "f.flow").text ?? "";
      const blanks = () => " \t".repeat(1 + Math.floor(random() * 2));
      // Blanks at a line's begin and behind punctuation stand in no text of these files.
      const messy = formatted.replaceAll(/^ */gm, () => random() < 0.5 ? "" : blanks()).replaceAll(
        / (?=[{}])/g,
        () => random() < 0.5 ? " " : blanks(),
      )
        .replaceAll(/$/gm, () => random() < 0.5 ? "" : blanks());
      assert.equal(formatFlow(messy, "f.flow").text?.replaceAll(/\s+/g, " "), formatted.replaceAll(/\s+/g, " "));
    }),
    { numRuns: 500 },
  );
});

function check(text: string): void {
  const formatted = formatFlow(text, "f.flow").text;
  assert.ok(formatted !== undefined, text);
  const before = readFlow(text, "f.flow");
  const after = readFlow(formatted, "f.flow");
  assert.deepEqual(after.diagnostics, [], `${text}\n=>\n${formatted}`);
  assert.ok(before.root !== undefined && after.root !== undefined);
  assert.deepEqual(withoutBlanks(toJson(after.root)), withoutBlanks(toJson(before.root)), `${text}\n=>\n${formatted}`);
  assert.deepEqual(commentsOf(formatted), commentsOf(text));
  assert.equal(formatFlow(formatted, "f.flow").text, formatted);
}

/** Expressions without their blanks, kinds of quotes and last commas: those are the formatter's to choose. */
function withoutBlanks(value: unknown): unknown {
  if (typeof value === "string") {
    return value.startsWith("{{") || value.includes(" ")
      ? value.replaceAll(/\s/g, "").replaceAll("'", '"').replaceAll(/,(?=[\]})])/g, "")
      : value;
  }
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBlanks(item)]));
}

function commentsOf(text: string): string[] {
  return (parseFlow(text.replace(/^\ufeff/, "")).file?.comments ?? []).map(({ start, end }) => text.slice(start, end).trimEnd());
}
