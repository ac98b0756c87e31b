import { AppError } from "../core/mod.ts";

/**
 * The values of `--param`, by name.
 *
 * @throws AppError `usage` for one that is no NAME=VALUE, and for a name that is given twice.
 */
export function parseParams(params: readonly string[]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const param of params) {
    const at = param.indexOf("=");
    if (at <= 0) throw new AppError("usage", `--param "${param}" is no NAME=VALUE`, { hint: "Write it as --param name=value" });
    const name = param.slice(0, at);
    if (Object.hasOwn(values, name)) throw new AppError("usage", `--param ${name} is given twice`, { hint: "Leave one of them out" });
    values[name] = param.slice(at + 1);
  }
  return values;
}
