import type { JsonObject } from "../../core/mod.ts";
import { NotJsonError, toJson } from "./to_json.ts";

const { stringify } = JSON;
/** What is said besides the values themselves. */
const WRAPPING = 1024;
const LONGEST_PATH = 200;
const LONGEST_REASON = 300;

/**
 * Evaluates a module that is a document: its default export, or what that returns when it is a function.
 *
 * A function is called with the settings that the module's exports `config` and `params` declare. Those are the parent's to find: without
 * `settings` such a module tells its declarations only, and is asked again.
 *
 * @returns JSON of an object: `config` and `params` as declared, `document` (absent for undefined), `isFunction`, `needsSettings`; or
 * `refused` with the `part`, the `path` within it and `why` JSON cannot hold it.
 */
export async function evaluateModule(
  { entry, longestOutputs }: { readonly entry: string; readonly longestOutputs: number },
  { settings }: { readonly settings?: JsonObject },
): Promise<string> {
  const exported = (await import(entry) ?? {}) as Readonly<Record<string, unknown>>;
  const { default: main, config, params } = exported;
  const isFunction = typeof main === "function";
  const pieces = [`"isFunction":${isFunction}`];
  let left = longestOutputs - WRAPPING;
  let part = "";
  const tell = (name: string, value: unknown) => {
    if (value === undefined) return;
    part = name;
    const json = toJson(value, left);
    left -= json.length;
    pieces.push(`"${name}":${json}`);
  };
  try {
    if (settings === undefined) {
      tell("config", config);
      tell("params", params);
    }
    if (isFunction && settings === undefined && (config !== undefined || params !== undefined)) pieces.push('"needsSettings":true');
    else tell("document", await (isFunction ? main(settings ?? { config: {}, params: {} }) : main));
  } catch (error) {
    if (!NotJsonError.is(error)) throw error;
    return stringify({ refused: { part, path: error.path.slice(0, LONGEST_PATH), why: error.why.slice(0, LONGEST_REASON) } });
  }
  return `{${pieces.join(",")}}`;
}
