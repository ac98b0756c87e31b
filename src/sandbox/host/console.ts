import { formatValues, inspected } from "./format_values.ts";

/** Takes text for one of a task's streams. */
export type WriteText = (stream: "stdout" | "stderr", text: string) => void;

/**
 * What scripts call `console`: the standard's methods that make sense without a screen. `log`, `info`, `debug` and the like go to standard
 * output, `error`, `warn`, `trace` and `assert` to standard error.
 *
 * @param write Takes whole lines.
 * @param now Milliseconds that never go back.
 */
export function createConsole(write: WriteText, now: () => number) {
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  let indent = "";
  const print = (stream: "stdout" | "stderr", text: string) =>
    write(stream, `${indent}${indent === "" ? text : text.replaceAll("\n", `\n${indent}`)}\n`);
  const out = (...values: unknown[]) => print("stdout", formatValues(values));
  const err = (...values: unknown[]) => print("stderr", formatValues(values));
  const open = (...values: unknown[]) => {
    if (values.length > 0) out(...values);
    indent += "  ";
  };
  const lap = (label: unknown, values: readonly unknown[]) => {
    const name = `${label ?? "default"}`;
    const since = timers.get(name);
    if (since === undefined) return err(`Timer '${name}' does not exist`);
    out(`${name}: ${(now() - since).toFixed(3)}ms`, ...values);
  };
  return {
    log: out,
    info: out,
    debug: out,
    dir: (value: unknown) => out(inspected(value)),
    dirxml: out,
    table: (value: unknown) => out(inspected(value)),
    error: err,
    warn: err,
    trace: (...values: unknown[]) => err("Trace", ...values),
    assert(condition?: unknown, ...values: unknown[]) {
      if (condition) return;
      const [first, ...rest] = values;
      if (typeof first === "string") err(`Assertion failed: ${first}`, ...rest);
      else err("Assertion failed", ...values);
    },
    group: open,
    groupCollapsed: open,
    groupEnd: () => void (indent = indent.slice(2)),
    count(label: unknown = "default") {
      const name = `${label}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      out(`${name}: ${count}`);
    },
    countReset: (label: unknown = "default") => void counts.delete(`${label}`),
    time: (label: unknown = "default") => void timers.set(`${label}`, now()),
    timeLog: (label: unknown, ...values: unknown[]) => lap(label, values),
    timeEnd(label: unknown) {
      lap(label, []);
      timers.delete(`${label ?? "default"}`);
    },
    clear() {},
  };
}
