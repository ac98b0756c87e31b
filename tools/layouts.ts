/**
 * `deno task layouts`: prints the layout of every native struct, one JSON object a line, by its C names.
 *
 * @module
 */
import { LAYOUTS } from "../ffi/mod.ts";

for (const { platform, struct, size, fields } of LAYOUTS) console.log(JSON.stringify({ type: "layout", platform, struct, size, fields }));
