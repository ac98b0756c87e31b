import { Document } from "yaml";

/** The YAML of a plain value: maps and lists in blocks, texts of several lines as they are. */
export function writeValue(value: unknown): string {
  return new Document(value, { aliasDuplicateObjects: false }).toString({ lineWidth: 0, blockQuote: "literal" });
}
