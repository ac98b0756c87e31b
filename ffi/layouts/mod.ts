/**
 * Every struct that is shared with C, by platform. Each room keeps the rows of its own structs in a `layouts.ts` and sizes its buffers from
 * them; this table is for whoever asks about all: `deno task layouts`, and the test that compares the rows with what the C compilers say.
 *
 * ```ts
 * import { LAYOUTS } from "./mod.ts";
 *
 * for (const { platform, struct, size } of LAYOUTS) console.log(platform, struct, size);
 * ```
 *
 * Limits: a row says what the headers of Debian 12 say; where later ones add fields, `grows` stands in it.
 *
 * @module
 */
import { CONFINE_LAYOUTS } from "../confine/layouts.ts";
import { INPUT_LAYOUTS } from "../input/layouts.ts";
import { LANDLOCK_LAYOUTS } from "../landlock/layouts.ts";
import { POSIX_LAYOUTS } from "../posix/layouts.ts";
import { WINDOWS_LAYOUTS } from "../windows/layouts.ts";
import type { Layout } from "./layout.ts";

export { type Layout, type LayoutPlatform, layoutPlatform } from "./layout.ts";

/** The tables of all rooms. A room that has structs adds its own here. */
export const LAYOUTS: readonly Layout[] = [
  ...POSIX_LAYOUTS,
  ...LANDLOCK_LAYOUTS,
  ...CONFINE_LAYOUTS,
  ...INPUT_LAYOUTS,
  ...WINDOWS_LAYOUTS,
];
