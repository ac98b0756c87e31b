import { defaultOf, describeField, type Field, meaningOf } from "../schema/mod.ts";

/** What the field table says about a field, for a hover. */
export function fieldMarkdown(field: Field): string {
  const fallback = field.options.required ? "required" : defaultOf(field) === "" ? "" : `default ${defaultOf(field)}`;
  const head = [`**${field.name}**`, describeField(field, ({ noun }) => `a map, ${noun}`), fallback].filter((part) => part !== "").join(
    " · ",
  );
  const example = field.options.example === undefined ? [] : [`\`\`\`yaml\n${field.options.example}\n\`\`\``];
  return [head, meaningOf(field), ...example].join("\n\n");
}
