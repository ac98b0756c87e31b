import { jsonSchema } from "../../dsl/schema/mod.ts";
import type { Io } from "./io.ts";
import type { VerbMain } from "./verb.ts";

/** `executor schema`: the JSON Schema of pipeline documents, or with `--types FILE` the types of one pipeline's settings and declared outputs. */
export const schemaVerb: VerbMain = async (args, io) => {
  const named = args.text("--types");
  if (named !== undefined) return await showTypes(named, io);
  io.out.line(JSON.stringify(jsonSchema(), null, io.json ? 0 : 2));
  return 0;
};

async function showTypes(named: string, io: Io): Promise<number> {
  // Who writes a script needs the types before it is there.
  const document = await (await import("./open_checked.ts")).openChecked(named, io, { scripts: "unchecked" });
  if (document === undefined) return 2;
  const { pipeline, folder } = document;
  const [{ settingsTypes }, { declaredOutputs }] = await Promise.all([import("../../dsl/mod.ts"), import("../live/mod.ts")]);
  const text = settingsTypes(pipeline, await declaredOutputs(pipeline, folder));
  if (io.json) io.out.line(JSON.stringify({ type: "types", path: named, text }));
  else io.out.write(text);
  return 0;
}
