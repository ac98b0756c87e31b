/** YAML documents to start from: the pairs, the examples, those in the documentation and those of the cases. */
const ROOT = new URL("../../../", import.meta.url);

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

function* filesOf(folder: string, ending: string): Generator<string> {
  for (const { name, isDirectory } of [...Deno.readDirSync(new URL(folder, ROOT))].sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (isDirectory) yield* filesOf(`${folder}${name}/`, ending);
    else if (name.endsWith(ending)) yield `${folder}${name}`;
  }
}

/** Documents by a name that says where they stand; not all of them are valid. */
export const YAML_DOCUMENTS: readonly (readonly [string, string])[] = [
  ...[...filesOf("tests/dsl/flow/pairs/", ".pair")].map((path) => [path, read(path).split(/^=====\n/m)[1] ?? ""] as const),
  ...[...filesOf("examples/", ".yaml")].map((path) => [path, read(path)] as const),
  ...[...filesOf("tests/dsl/document/", ".case")].map((path) =>
    [path, (read(path).split("\n--- expect\n")[0] ?? "").split(/^=== /m)[0] + "\n"] as const
  ),
  ...["README.md", ...filesOf("docs/", ".md")].flatMap((path) =>
    [...read(path).matchAll(/^```ya?ml.*\n([^]*?)^```$/gm)].map(([, text = ""], index) => [`${path} ${index + 1}`, text] as const)
  ),
];
