/**
 * `deno task ok`: the whole gate before a commit: format, lint, types, generators, import rules and the longest files.
 *
 * @module
 */
import { findRuleBreaks, sourceFiles } from "./import_rules.ts";
import { fromFileUrl, ROOT } from "./paths.ts";
import { run, ToolError } from "./run.ts";

const cwd = fromFileUrl(ROOT);
const steps: readonly (readonly [string, readonly string[]])[] = [
  ["format", ["fmt", "--check", "--quiet"]],
  ["lint", ["lint", "--quiet"]],
  ["types", ["check", "--quiet", "main.ts", "dsl", "src", "tools", "tests", ...(await isFolder("ffi") ? ["ffi"] : [])]],
  ["generated reference", ["run", "--allow-all", "tools/generate.ts", "--check"]],
  ["generated expressions page", ["run", "--allow-all", "tools/generate_expressions.ts", "--check"]],
];

let failures = 0;
for (const [name, args] of steps) await step(name, () => run(Deno.execPath(), [...args], { cwd }));
await step("imports", async () => {
  const breaks = await findRuleBreaks();
  if (breaks.length > 0) throw new ToolError(breaks.join("\n"));
});

const lengths: [number, string][] = [];
for await (const file of sourceFiles()) lengths.push([(await Deno.readTextFile(new URL(file, ROOT))).split("\n").length - 1, file]);
console.log("longest files:");
for (const [lines, file] of lengths.sort((a, b) => b[0] - a[0]).slice(0, 10)) console.log(`  ${String(lines).padStart(5)}  ${file}`);
if (failures > 0) Deno.exit(1);

async function step(name: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
    console.log(`ok      ${name}`);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    failures++;
    console.log(`FAILED  ${name}\n${error.message}`);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(new URL(path, ROOT))).isDirectory;
  } catch {
    return false;
  }
}
