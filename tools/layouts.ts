/**
 * `deno task layouts`: prints the layout of every native struct, one JSON object a line, by its C names.
 *
 * @module
 */
import { CONFINE_LAYOUTS } from "../ffi/confine/mod.ts";
import { LAYOUTS } from "../ffi/mod.ts";

for (const { platform, struct, size, fields } of LAYOUTS) console.log(JSON.stringify({ type: "layout", platform, struct, size, fields }));
// Our own structs have no header on other machines; ffi/confine compares them with starter.h.
const ofSystem = Object.values(CONFINE_LAYOUTS).filter(({ struct }) => !struct.startsWith("struct starter_"));
for (const platform of ["linux-x86_64", "linux-aarch64"]) {
  for (const layout of ofSystem) console.log(JSON.stringify({ type: "layout", platform, ...layout }));
}
