/**
 * What this machine can do for Executor, and what each missing piece would enable.
 *
 * ```ts
 * for (const { name, status, detail } of examineMachine(Deno.env.toObject())) console.log(name, status, detail);
 * ```
 *
 * @module
 */
export { examineMachine } from "./examine_machine.ts";
export type { Facility } from "./facility.ts";
