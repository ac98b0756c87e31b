/** A document of the YAML test suite; `tests/fixtures/yaml/README.md` says what the kinds mean. */
export interface SuiteCase {
  readonly id: string;
  readonly yaml: string;
  readonly kind: "invalid" | "valid" | "value";
  readonly embed?: true;
  readonly value?: unknown;
}

export const suite: readonly SuiteCase[] = JSON.parse(Deno.readTextFileSync(new URL("../../fixtures/yaml/suite.json", import.meta.url)));

/** The document as the value of a key. */
export function embedded(yaml: string): string {
  return "root:\n" + yaml.split("\n").map((line) => line === "" ? line : "  " + line).join("\n");
}

/** The document deep in a pipeline, with more behind it. */
export function inPipeline(yaml: string): string {
  const lines = yaml.replace(/\n$/, "").split("\n").map((line) => line === "" ? line : "      " + line);
  return `name: t\ntasks:\n- id: a\n  meta:\n    data:\n${lines.join("\n")}\n- id: b\n  run: x\n`;
}

/** Whole lines, four columns in. */
export function indented(yaml: string): string {
  const lines = yaml.split("\n").map((line) => line === "" ? line : `    ${line}`).join("\n");
  return lines.endsWith("\n") ? lines : `${lines}\n`;
}

/** The document under another key of a valid pipeline. */
export function besideTasks(yaml: string): string {
  return `meta:\n  doc:\n${indented(yaml)}tasks: [{ id: a, run: ls }]\n`;
}
