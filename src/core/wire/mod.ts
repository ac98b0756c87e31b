/**
 * How things of this project look to machines: the same objects on the command line with `--json`, in the API and in its streams.
 *
 * @module
 */
export * from "./diagnostic_json.ts";
export * from "./event_lines.ts";
export * from "./format_time.ts";
export * from "./output_lines.ts";
export * from "./places.ts";
export * from "./run_json.ts";
