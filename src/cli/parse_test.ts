import assert from "node:assert/strict";
import { AppError } from "../core/mod.ts";
import { helpFor, helpForAll } from "./help.ts";
import { parseVerbArgs } from "./parse.ts";
import { VERBS } from "./verbs.ts";

const verb = (name: string) => {
  const found = VERBS.find((verb) => verb.name === name);
  assert.ok(found);
  return found;
};
const usage = (hint: RegExp) => (error: unknown) => error instanceof AppError && error.code === "usage" && hint.test(error.hint ?? "");

Deno.test("parseVerbArgs() gives arguments, switches, values and repeated values", () => {
  const args = parseVerbArgs(verb("run"), ["p.yaml", "--param", "a=1", "-p", "b=2", "--json", "--max-parallel", "3"]);
  assert.deepEqual(args.positional, ["p.yaml"]);
  assert.deepEqual(args.texts("--param"), ["a=1", "b=2"]);
  assert.equal(args.count("--max-parallel"), 3);
  assert.equal(args.has("--json"), true);
  assert.equal(args.has("--dry-run"), false);
  assert.equal(args.text("--state"), undefined);
});

Deno.test("parseVerbArgs() knows a flag that begins with --no- only when it is given", () => {
  assert.equal(parseVerbArgs(verb("patch"), ["a", "--no-persist"]).has("--no-persist"), true);
  assert.equal(parseVerbArgs(verb("patch"), ["a"]).has("--no-persist"), false);
});

Deno.test("parseVerbArgs() takes a name like a file's after --", () => {
  assert.deepEqual(parseVerbArgs(verb("run"), ["--", "--odd.yaml"]).positional, ["--odd.yaml"]);
});

Deno.test("parseVerbArgs() leaves what stands behind -- to the command, and says so of what does not", () => {
  assert.deepEqual(parseVerbArgs(verb("shell"), ["--record", "a.cast", "--", "ls", "-la"]).positional, ["ls", "-la"]);
  assert.throws(
    () => parseVerbArgs(verb("shell"), ["ls", "-la"]),
    usage(/^See executor shell --help: what is for COMMAND stands behind --$/),
  );
  assert.throws(() => parseVerbArgs(verb("shell"), ["--remot"]), usage(/^Did you mean "--remote"\?/));
  assert.match(helpFor(verb("shell")), /^Usage: executor shell \[OPTIONS\] \[-- COMMAND…\]$/m);
});

Deno.test("parseVerbArgs() refuses a wrong command line when", async (t) => {
  const cases: [string, string[], RegExp][] = [
    ["a flag is misspelt", ["p.yaml", "--parm", "a=1"], /--param/],
    ["an argument is missing", [], /run --help/],
    ["there is one too many", ["a.yaml", "b.yaml"], /run --help/],
    ["a number is none", ["p.yaml", "--max-parallel", "zero"], /run --help/],
    ["a value is missing", ["p.yaml", "--state"], /--state|run --help/],
  ];
  for (const [name, args, hint] of cases) await t.step(name, () => void assert.throws(() => parseVerbArgs(verb("run"), args), usage(hint)));
});

Deno.test("helpFor() shows a real example before anything else when a verb is asked", () => {
  for (const verb of VERBS) {
    const help = helpFor(verb);
    assert.ok(help.split("\n")[2]?.includes("executor "), verb.name);
    for (const row of verb.options) assert.ok(help.includes(row.flag));
  }
  for (const verb of VERBS) assert.ok(helpForAll(VERBS).includes(verb.summary));
});
