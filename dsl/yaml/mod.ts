/**
 * YAML as trees with places: two readers for one tree, and the formatter.
 *
 * ```ts
 * import { decodeUtf8, readYaml } from "./mod.ts";
 *
 * const { text, diagnostics } = decodeUtf8(new TextEncoder().encode("name: nightly\n"), "pipeline.yaml");
 * if (diagnostics.length === 0) {
 *   const { root } = await readYaml(text, "pipeline.yaml");
 *   console.assert(root?.kind === "map" && root.entries[0]?.key === "name");
 * }
 * ```
 *
 * YAML 1.2, core schema: `no`, `on` and `1:30` are text, `012` is twelve. Limits of a document: 8 MiB, 200 collections inside one another,
 * 250,000 values repeated by aliases. Spans count in the text without its byte order mark, which {@link decodeUtf8} takes off.
 *
 * What most documents are made of is read in one pass without any library; anything unusual, and everything wrong, is left to `yaml`,
 * which is loaded at that moment. A differential test holds the first to the second.
 *
 * @module
 */
export { type DecodedText, decodeUtf8 } from "./decode_utf8.ts";
export { type FormatResult, formatYaml } from "./format_yaml.ts";
export { offsetInSource } from "./offset_in_source.ts";
export { printTree } from "./print_tree.ts";
export { readYaml, readYamlFast } from "./read_yaml.ts";
export type { ReadResult } from "./read_result.ts";
