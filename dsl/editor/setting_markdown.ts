import type { Setting } from "../../src/core/mod.ts";

/** What is known about a setting or parameter. */
export function settingMarkdown(name: string, setting: Setting): string {
  const items = setting.items === undefined ? "" : ` of ${setting.items}`;
  const facts = [
    `**${name}**`,
    setting.type + items,
    ...(setting.range === undefined ? [] : [`${show(setting.range[0])} to ${show(setting.range[1])}`]),
    ...(setting.enum === undefined ? [] : [setting.enum.map(show).join(", ")]),
    setting.default === undefined ? setting.env === undefined ? "required" : "" : `default ${show(setting.default)}`,
    ...(setting.env === undefined ? [] : [`from \`${setting.env}\``]),
    ...(setting.pattern === undefined ? [] : [`matches \`${setting.pattern}\``]),
  ].filter((fact) => fact !== "");
  return setting.description === undefined ? facts.join(" · ") : `${facts.join(" · ")}\n\n${setting.description}`;
}

/** A value as it would be written; whole numbers beyond 2^53 too. */
function show(value: unknown): string {
  return `\`${JSON.stringify(value, (_key, inner) => typeof inner === "bigint" ? inner.toString() : inner)}\``;
}
