/**
 * Writes what is derived from the field table, the error catalogue, the table of checks, the tokens of flow, the rules for scripts, the attacks on their sandbox, the settings, metrics and routes of `serve`, the published lists of keys, or with `--check` tells which file is not up to date.
 *
 * ```sh
 * deno run -A tools/generate.ts [--check]
 * ```
 *
 * @module
 */
import { checksPage } from "../dsl/check/mod.ts";
import { textmateGrammar } from "../dsl/editor/mod.ts";
import { rulesPage } from "../src/sandbox/guard/rules_page.ts";
import { errorsPage, jsonSchema, referencePage, typescriptTypes } from "../dsl/schema/mod.ts";
import { executorTypes } from "../src/cli/executor_types/mod.ts";
import { attacksTable } from "../tests/fault/sandbox/attacks_table.ts";
import { keyTable } from "./key_table.ts";
import { metricsTable, routesTable, settingsTable } from "./serve_tables.ts";

interface Output {
  readonly path: string;
  make(): string | Promise<string>;
}

const ROOT = new URL("../", import.meta.url);

/** Everything that is generated from tables. */
const OUTPUTS: readonly Output[] = [
  { path: "src/core/pipeline_gen.ts", make: () => formatted(typescriptTypes()) },
  { path: "src/core/keyboard/key_table_gen.ts", make: async () => formatted(await keyTable()) },
  { path: "docs/pipeline.schema.json", make: () => `${JSON.stringify(jsonSchema(), null, 2)}\n` },
  { path: "docs/executor.d.ts", make: executorTypes },
  { path: "docs/reference.md", make: referencePage },
  { path: "docs/errors.md", make: errorsPage },
  { path: "docs/checks.md", make: checksPage },
  { path: "docs/scripts.md", make: () => between("docs/scripts.md", { rules: rulesPage() }) },
  { path: "docs/serving.md", make: () => between("docs/serving.md", { settings: settingsTable(), metrics: metricsTable() }) },
  { path: "docs/api.md", make: () => between("docs/api.md", { routes: routesTable() }) },
  { path: "docs/security.md", make: async () => between("docs/security.md", { attacks: await attacksTable() }) },
  { path: "editors/vscode/syntaxes/executor-flow.tmLanguage.json", make: () => `${JSON.stringify(textmateGrammar(), null, 2)}\n` },
];

/** The text of a page that people write, with parts of it replaced by name: what stands between `<!-- NAME: … -->` and `<!-- end of NAME -->`. */
async function between(path: string, parts: Readonly<Record<string, string>>): Promise<string> {
  let page = await Deno.readTextFile(new URL(path, ROOT));
  for (const [name, part] of Object.entries(parts)) {
    const begin = page.indexOf("-->", page.indexOf(`<!-- ${name}:`));
    const end = page.indexOf(`<!-- end of ${name} -->`);
    if (begin === -1 || end < begin) throw new Error(`${path} has no place for its ${name}`);
    page = `${page.slice(0, begin)}-->\n\n${part}\n${page.slice(end)}`;
  }
  return page;
}

/** Formats TypeScript by the project's own rules. */
async function formatted(source: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--config", new URL("deno.json", ROOT).pathname, "--ext", "ts", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("deno fmt refused the generated types");
  return new TextDecoder().decode(stdout);
}

/**
 * Writes or checks every output.
 *
 * @param isCheck Only compare.
 * @returns The paths that were, or would be, changed.
 */
export async function generate(isCheck: boolean): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { path, make } of OUTPUTS) {
    const url = new URL(path, ROOT);
    const wanted = await make();
    const found = await Deno.readTextFile(url).catch(() => undefined);
    if (found === wanted) continue;
    changed.push(path);
    if (isCheck) continue;
    await Deno.mkdir(new URL("./", url), { recursive: true });
    await Deno.writeTextFile(url, wanted);
  }
  return changed;
}

if (import.meta.main) {
  const isCheck = Deno.args.includes("--check");
  const changed = await generate(isCheck);
  for (const path of changed) console.log(isCheck ? `${path} is not up to date` : `wrote ${path}`);
  if (isCheck && changed.length > 0) {
    console.log("Run: deno run -A tools/generate.ts");
    Deno.exit(1);
  }
}
