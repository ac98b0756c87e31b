import assert from "node:assert/strict";
import type { TemplateRequirements, TemplateTask } from "../../core/mod.ts";
import { FakeWorld } from "./fake_world.ts";
import { runAttempt } from "./mod.ts";
import { headingsOf } from "./template_requirements.ts";

function attempt(world: FakeWorld, template: TemplateTask) {
  return runAttempt(world.context({ template }), world.ports);
}

Deno.test("template renders a text to standard output", async () => {
  const world = new FakeWorld();
  world.params = { version: "1.2.3", n: 4 };
  assert.equal((await attempt(world, { text: "v{{ params.version }} ({{ params.n }})\n" })).status, "succeeded");
  assert.equal((await attempt(world, { text: "{{ params.n }}" })).status, "succeeded");
  assert.equal(world.output.stdout, "v1.2.3 (4)\n4");
});

Deno.test("template renders a file to a file, both from the pipeline's folder", async () => {
  const world = new FakeWorld();
  world.params = { name: "out" };
  world.files.set("/pipes/a.tmpl", "Hello {{ params.name }} €\n");
  const result = await attempt(world, { file: "a.tmpl", to: "gen/{{ params.name }}.md" });
  assert.equal(world.files.get("/pipes/gen/out.md"), "Hello out €\n");
  assert.deepEqual(result.outputs, { path: "/pipes/gen/out.md", size: 14 });
  assert.equal((await attempt(world, { file: "none.tmpl" })).error?.code, "path_unreadable");
});

Deno.test("template writes nothing when a requirement is not met, and says which, what and where", async (t) => {
  const cases: [string, string, TemplateRequirements, RegExp | undefined][] = [
    ["ascii met", "plain\n", { encoding: "ascii" }, undefined],
    ["ascii", "a\nbä\n", { encoding: "ascii" }, /encoding ascii, but line 2 has U\+00E4/],
    ["utf-8 met", "ä€😀\n", { encoding: "utf-8" }, undefined],
    ["utf-8 with a broken character", "a\n\uFFFD\n", { encoding: "utf-8" }, /encoding utf-8, but line 2 has U\+FFFD/],
    ["utf-8 with half a character", "a \ud800 b", { encoding: "utf-8" }, /line 1 has U\+D800/],
    ["no BOM met", "a", { bom: false }, undefined],
    ["no BOM", "\uFEFFa", { bom: false }, /bom is not allowed, but line 1/],
    ["BOM", "a", { bom: true }, /bom is required/],
    ["headings met", "# A\n## B\n", { headings: [1, 2] }, undefined],
    ["headings", "# A\n\n### Deep\n", { headings: [1, 2] }, /levels 1 to 2, but line 3 has level 3: Deep/],
    ["headings in code", "# A\n```sh\n#### no\n```\n~~~\n### no\n~~~\n", { headings: [1, 2] }, undefined],
    ["semver met", "Release 1.2.3-rc.1+b5 is out.", { semver: ["1.2.3-rc.1+b5"] }, undefined],
    ["semver at the end of a sentence", "This is 1.2.3.", { semver: ["1.2.3"] }, undefined],
    ["semver behind v", "tag v1.2.3", { semver: ["1.2.3"] }, undefined],
    ["semver with v", "v1.2.3", { semver: ["v1.2.3"] }, /semver: "v1.2.3" is no semantic version/],
    ["no semver", "1.2", { semver: ["1.2"] }, /"1.2" is no semantic version/],
    ["semver as a part of another", "1.2.3-rc.1 and 11.2.3 and 1.2.34", { semver: ["1.2.3"] }, /version 1.2.3 does not occur/],
    ["contains met", "abc", { contains: ["b"] }, undefined],
    ["contains", "abc", { contains: ["b", "x"] }, /contains: "x" does not occur/],
    ["size", "ää", { size: 3 }, /size is 4 bytes, at most 3/],
    ["all that are not met", "ä", { encoding: "ascii", size: 1, contains: ["x"] }, /size .*; encoding .*; contains/],
  ];
  for (const [name, text, require, message] of cases) {
    await t.step(name, async () => {
      const world = new FakeWorld();
      const result = await attempt(world, { text, to: "out.md", require });
      assert.equal(result.status, message === undefined ? "succeeded" : "failed", result.error?.message ?? "");
      assert.equal(world.files.has("/pipes/out.md"), message === undefined);
      if (message === undefined) return;
      assert.equal(result.error?.code, "template_requirement");
      assert.match(result.error?.message ?? "", message);
    });
  }
});

Deno.test("template evaluates the texts of its requirements", async () => {
  const world = new FakeWorld();
  world.params = { version: "2.0.0", word: "gone" };
  const result = await attempt(world, {
    text: "{{ params.version }}",
    require: { semver: ["{{ params.version }}"], contains: ["{{ params.word }}"] },
  });
  assert.match(result.error?.message ?? "", /: contains: "gone" does not occur in the text$/);
});

Deno.test("headingsOf() follows CommonMark's rules for ATX headings and fences", async (t) => {
  const cases: [string, string, [number, number, string][]][] = [
    ["plain", "# A\n###### F", [[1, 1, "A"], [2, 6, "F"]]],
    ["closing marks", "## B ##  ", [[1, 2, "B"]]],
    ["empty", "#\n##", [[1, 1, ""], [2, 2, ""]]],
    ["up to three blanks", "   # A\n    # code", [[1, 1, "A"]]],
    ["no blank, or seven marks", "#tag\n####### no", []],
    ["a fence closes with as many marks", "````\n```\n# no\n````\n# yes", [[5, 1, "yes"]]],
    ["a fence with text after it does not close", "```\n``` x\n# no\n```\n# yes", [[5, 1, "yes"]]],
    ["inline code is no fence", "```a``` b\n# yes", [[2, 1, "yes"]]],
    ["an open fence goes to the end", "~~~\n# no", []],
    ["CRLF and BOM", "\uFEFF# A\r\n## B\r\n", [[1, 1, "A"], [2, 2, "B"]]],
  ];
  for (const [name, text, expected] of cases) {
    await t.step(name, () => assert.deepEqual(headingsOf(text).map(({ line, level, title }) => [line, level, title]), expected));
  }
});
