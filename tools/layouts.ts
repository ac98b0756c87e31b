/**
 * `deno task layouts`: prints the layout of every native struct, one JSON object a line, by its C names.
 *
 * @module
 */
import { LAYOUTS } from "../ffi/layouts/mod.ts";

/** The platforms that the contract names. */
const PLATFORMS = ["linux-x86_64", "windows-x86_64"];

for (const { platform, struct, size, fields } of LAYOUTS) {
  if (PLATFORMS.includes(platform)) console.log(JSON.stringify({ type: "layout", platform, struct, size, fields }));
}
