import { coreScalar } from "../../yaml/core_scalar.ts";

/** What may stand without quotes anywhere: no sign that means something to YAML. */
const PLAIN = /^[A-Za-z0-9_./](?:[A-Za-z0-9_./ -]*[A-Za-z0-9_./-])?$/;

/** What other readers than this one, YAML 1.1 among them, do not take for a text. */
const DOUBTFUL = /^(?:y|yes|n|no|on|off|\d[\d:.]*|[\d_]+)$/i;

/** A text as YAML writes it on one line. */
export function printText(text: string): string {
  if (isPlain(text) && !DOUBTFUL.test(text)) return text;
  // Code with quotes of its own stays readable in single ones.
  return /["\\]/.test(text) && !/[^\x20-\x7e\u00a1-\uffff]/.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** A key as YAML writes it. */
export function printKey(text: string): string {
  return isPlain(text) ? text : JSON.stringify(text);
}

function isPlain(text: string): boolean {
  return PLAIN.test(text) && typeof coreScalar(text) === "string";
}

/**
 * A text of several lines below its key.
 *
 * @param indent Of its lines.
 * @returns Undefined when it has to stand on one line.
 */
export function printLines(text: string, indent: string): string | undefined {
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  // deno-lint-ignore no-control-regex
  if (!body.includes("\n") || /^[ \t\n]|\n$|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\u2028\u2029]/.test(body)) return undefined;
  const lines = body.split("\n").map((line) => line === "" ? "" : indent + line);
  return `${text === body ? "|-" : "|"}\n${lines.join("\n")}`;
}
