/**
 * The words of the product as types: pipelines, events, diagnostics, errors, and the ports through which the world is touched.
 * Nothing here does I/O or knows `Deno`; every other room may import it.
 *
 * ```ts
 * import { AppError, type Pipeline } from "../core/mod.ts";
 * ```
 *
 * @module
 */
export * from "./all_tasks.ts";
export * from "./audit.ts";
export * from "./catalogue.ts";
export * from "./check.ts";
export * from "./check_value.ts";
export * from "./confinement.ts";
export * from "./declared_outputs.ts";
export * from "./diagnostic.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./guarded_files.ts";
export * from "./join_bytes.ts";
export * from "./json.ts";
export * from "./json_text.ts";
export * from "./limit_text.ts";
export * from "./line_hold.ts";
export * from "./log_place.ts";
export * from "./log_record.ts";
export * from "./nearest.ts";
export * from "./nests_deeper.ts";
export * from "./net.ts";
export * from "./owner_variable.ts";
export * from "./permissions/mod.ts";
export * from "./pipeline_gen.ts";
export * from "./ports.ts";
export * from "./scripts.ts";
export * from "./serve/mod.ts";
export * from "./shells.ts";
export * from "./type_synonyms.ts";
export * from "./without_repeats.ts";
export * from "./wire/mod.ts";
export * from "./zone_format.ts";
