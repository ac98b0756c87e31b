import { jsonSchema } from "../../dsl/schema/mod.ts";
import type { VerbMain } from "./verb.ts";

/** `executor schema`: the JSON Schema of pipeline documents. */
export const schemaVerb: VerbMain = (_args, io) => {
  io.out.line(JSON.stringify(jsonSchema(), null, io.json ? 0 : 2));
  return Promise.resolve(0);
};
