/**
 * What `confine` means on this machine: the kernel's words for it, and control groups. Loaded when the first confined child starts.
 *
 * @module
 */
export { ControlGroup, type GroupLimit, makeControlGroup } from "./control_group.ts";
export { confinedChild } from "./confined_child.ts";
export { findRefusal } from "./find_refusal.ts";
export { findGroupHome, GroupHome } from "./group_home.ts";
export { GroupWatchdog } from "./group_watchdog.ts";
