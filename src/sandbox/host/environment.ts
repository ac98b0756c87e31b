import { environmentRefusal, includesVariable, type SentEnvironment } from "../protocol/environment_grant.ts";
import type { Asker } from "./asker.ts";
import { hasOwn, NativeTypeError } from "./captured.ts";
import { denoError } from "./deno_errors.ts";
import { frozen } from "./frozen.ts";

type Environment = Pick<Deno.Env, "get" | "has" | "toObject">;

/** `Deno.env`, without what changes it: the variables that the task was sent along with. */
export function environment(asker: Asker, { variables, grant }: SentEnvironment): Environment {
  const get = (key: string): string | undefined => {
    const name = nameOf(key);
    const refusing = grant.find(({ env }) => !includesVariable(env, name));
    if (refusing !== undefined) {
      // For the audit; the answer is the same.
      asker.ask("env.ask", { name }).catch(() => {});
      throw denoError("NotCapable", environmentRefusal(name, refusing.by));
    }
    return hasOwn(variables, name) ? variables[name] : undefined;
  };
  return frozen({
    get,
    has: (key: string) => get(key) !== undefined,
    toObject: () => ({ ...variables }),
  });
}

function nameOf(key: unknown): string {
  if (typeof key !== "string") throw new NativeTypeError("A variable's name is a string");
  if (key === "" || /[=\0]/.test(key) || key.length > 1000) throw new NativeTypeError("That is no name of a variable");
  return key;
}
