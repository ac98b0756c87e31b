import type { Permissions } from "../pipeline_gen.ts";

/** One of Deno's permissions, as documents name them. */
export type PermissionKind = keyof Permissions;

/** What scripts have means to use; of the other permissions they have none. */
export type UsedPermission = "read" | "write" | "net" | "env" | "run";

/** The permissions that scripts have means to use. */
export const USED_PERMISSIONS: readonly UsedPermission[] = Object.freeze(["read", "write", "net", "env", "run"]);
