import assert from "node:assert/strict";
import { candidatesFor } from "./program.ts";

Deno.test("candidatesFor() follows PATH and the working folder", async (t) => {
  const cases: [string, string, string | undefined, string[]][] = [
    ["a name", "tool", "/a:/b", ["/a/tool", "/b/tool"]],
    ["an absolute path", "/x/tool", "/a", ["/x/tool"]],
    ["a relative path", "./tool", "/a", ["/cwd/./tool"]],
    ["a path with a folder", "bin/tool", "/a", ["/cwd/bin/tool"]],
    ["empty entries are the working folder", "tool", ":/a:", ["/cwd/tool", "/a/tool", "/cwd/tool"]],
    ["relative entries", "tool", "bin", ["/cwd/bin/tool"]],
    ["no PATH", "tool", undefined, ["/usr/local/bin/tool", "/usr/bin/tool", "/bin/tool"]],
    ["an empty PATH is the working folder", "tool", "", ["/cwd/tool"]],
    ["no name", "", "/a", []],
  ];
  for (const [name, program, path, expected] of cases) {
    await t.step(name, () => assert.deepEqual(candidatesFor(program, path, "/cwd"), expected));
  }
});
