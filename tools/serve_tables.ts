/** The tables of `docs/serving.md` and `docs/api.md`: Markdown, made from what the daemon itself works with. */
import { defaultOf, describeField, meaningOf, type RecordSpec, SETTINGS } from "../dsl/schema/mod.ts";
import { ROUTES } from "../src/control/routes.ts";
import { METRIC_TABLE, type MetricRow } from "../src/platform/metrics/metric_table.ts";

/** Every setting of `serve`, by its path. */
export function settingsTable(): string {
  return table(["setting", "type", "default", "meaning", "example"], settingRows(SETTINGS, ""));
}

function settingRows(record: RecordSpec, prefix: string): string[][] {
  return record.fields.flatMap((field) => {
    const path = prefix + field.name;
    if (field.type.kind === "record") return settingRows(field.type.record, `${path}.`);
    const { example } = field.options;
    const written = example === undefined ? "" : `\`${example}\``;
    return [[`\`${path}\``, describeField(field, ({ name }) => name), defaultOf(field), meaningOf(field), written]];
  });
}

/** Every operation of the control API. */
export function routesTable(): string {
  const rows = ROUTES.map(({ method, path, access, summary }) => {
    return [`\`${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}\``, access === "public" ? "anyone" : access, summary];
  });
  return table(["request", "least role", "what it does"], rows);
}

/** Every metric. */
export function metricsTable(): string {
  const rows = Object.values<MetricRow>(METRIC_TABLE).map(({ name, kind, labels, help }) => {
    return [`\`${name}\``, kind, labels.map((label) => `\`${label}\``).join(" "), help];
  });
  return table(["metric", "kind", "labels", "meaning"], rows);
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |\n`;
  return line(titles) + `|${"---|".repeat(titles.length)}\n` + rows.map(line).join("");
}
