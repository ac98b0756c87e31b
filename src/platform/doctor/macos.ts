import { probeHidKeyboards } from "../../../ffi/macos/keyboard/mod.ts";
import type { Facility } from "./facility.ts";
import { probed } from "./looks.ts";

/** What macOS alone has. Written from Apple's headers, not verified on macOS. */
export function macosFacilities(): readonly Facility[] {
  return [probed("iokit", probeHidKeyboards(), "Input Monitoring is permitted", "keys that start runs: `on.keyboard`")];
}
