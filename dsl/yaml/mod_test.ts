import assert from "node:assert/strict";

/** Modules that importing `module` loads at once, by their static imports. */
function loaded(module: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(module.href)) return seen;
  seen.add(module.href);
  const source = Deno.readTextFileSync(module);
  for (const [statement, specifier = ""] of source.matchAll(/^(?:import|export)\s[^;]*?from "([^"]+)";/gm)) {
    if (/^(?:import|export) type /.test(statement)) continue;
    if (specifier.startsWith(".")) loaded(new URL(specifier, module), seen);
    else seen.add(specifier);
  }
  return seen;
}

Deno.test("mod.ts loads no library when it is imported", () => {
  const modules = loaded(new URL("./mod.ts", import.meta.url));
  assert.deepEqual([...modules].filter((module) => !module.startsWith("file:")), []);
  assert.ok(modules.size > 10);
});
