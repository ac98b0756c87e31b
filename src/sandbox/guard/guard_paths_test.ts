import assert from "node:assert/strict";
import fc from "fast-check";
import { pathWithin, specifierBetween } from "./guard_paths.ts";

Deno.test("pathWithin() gives the way to what lies within, and nothing else", () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ["/p", "/p/a/b.js", "a/b.js"],
    ["/p/", "/p/a.js", "a.js"],
    ["/", "/a.js", "a.js"],
    ["/p", "/p/..a/b.js", "..a/b.js"],
    ["/p", "/p/...", "..."],
    ["/p", "/p", undefined],
    ["/p", "/", undefined],
    ["/p", "/pp/a.js", undefined],
    ["/p", "/q/a.js", undefined],
    ["/p/q", "/p/a.js", undefined],
  ];
  for (const [folder, path, way] of cases) assert.equal(pathWithin(folder, path), way, `${folder} ${path}`);
});

Deno.test("specifierBetween() leads from one file to the other", () => {
  const path = fc.array(fc.constantFrom("a", "b", "..c"), { minLength: 1, maxLength: 5 }).map((parts) => `${parts.join("/")}.mjs`);
  fc.assert(fc.property(path, path, (from, to) => {
    const specifier = specifierBetween(from, to);
    assert.match(specifier, /^\.\.?\//);
    assert.equal(new URL(specifier, `file:///${from}`).pathname, `/${to}`);
  }));
});
