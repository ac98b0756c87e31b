import assert from "node:assert/strict";
import { search } from "./search.ts";

const never = new AbortController().signal;
const TEXT = "one\r\ntwo words\nthree\nanother word\n";

Deno.test("search() finds lines by text and by RE2, with their numbers", async () => {
  assert.deepEqual(await search(TEXT, { kind: "contains", text: "word" }, never), {
    count: 2,
    lines: ["line 2: two words", "line 4: another word"],
  });
  assert.deepEqual(await search(TEXT, { kind: "matches", text: "^(one|three)$" }, never), {
    count: 2,
    lines: ["line 1: one", "line 3: three"],
  });
  assert.deepEqual(await search(TEXT, { kind: "matches", text: "x" }, never), { count: 0, lines: [] });
  assert.deepEqual(await search("", { kind: "matches", text: "" }, never), { count: 0, lines: [] });
  assert.deepEqual(await search(TEXT, { kind: "contains", text: "words\nthree" }, never), { count: 1, lines: ["at line 2"] });
});

Deno.test("search() shows the last lines of many, and refuses patterns that are none", async () => {
  const found = await search("a\n".repeat(2_000), { kind: "contains", text: "a" }, never);
  assert.deepEqual([found.count, found.lines.at(-1), found.lines.length], [2_000, "line 2000: a", 5]);
  await assert.rejects(search(TEXT, { kind: "matches", text: "(" }, never), /not valid RE2/);
  await assert.rejects(search(TEXT, { kind: "matches", text: "a".repeat(2_001) }, never), /2000 are allowed/);
  await assert.rejects(search(TEXT, { kind: "matches", text: "((a{1,100}){1,100}){1,100}" }, never));
});

Deno.test("search() stops between lines when its signal aborts", async () => {
  const signal = AbortSignal.timeout(1);
  await assert.rejects(search("line\n".repeat(2_000_000), { kind: "matches", text: "[a-z]+x" }, signal));
});
