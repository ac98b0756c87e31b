/**
 * Permissions of scripts as far as text tells: which patterns there are, what they mean, and the operator's ceiling. Whether an access is
 * allowed is the sandbox's to decide, on the object that was opened.
 *
 * @module
 */
export * from "./address_reach.ts";
export * from "./ceiling.ts";
export * from "./env_pattern.ts";
export * from "./ip_address.ts";
export * from "./ip_range.ts";
export * from "./net_pattern.ts";
export * from "./path_pattern.ts";
export * from "./pattern_problem.ts";
export * from "./permission_kind.ts";
export * from "./permission_problem.ts";
export * from "./run_pattern.ts";
export * from "./sys_pattern.ts";
export * from "./unused_permission.ts";
