import { field } from "./field.ts";
import { json, list, pair, path, prose, textOf } from "./field_type.ts";
import { defineRecord } from "./record.ts";

/** The types that settings and parameters can have. */
export const SETTING_TYPES = [
  "string",
  "int",
  "float",
  "bool",
  "url",
  "path",
  "duration",
  "size",
  "bytes",
  "enum",
  "list",
  "map",
] as const;

/** A typed setting or parameter. */
export const SETTING = defineRecord(
  "Setting",
  "a setting",
  "A typed setting (`config`) or parameter (`params`). A bare value in the document is its default, its type inferred.",
  [
    field(
      "type",
      textOf("setting_type"),
      "The type of its values; `list<int>` says the items' type as well. Of `bytes` the text is base64.",
    )
      .filled().defaultNote("that of `default`, `enum` for `enum`").example("type: int"),
    field("items", textOf("setting_type"), "The type of a list's or map's items.").defaultNote("that of the default's items, else any")
      .example("items: int"),
    field("env", textOf("variable"), "The environment variable that sets it (`config` only).").example("env: API_TIMEOUT"),
    field(
      "default",
      json,
      "The value when nothing else gives one; without it one has to be given. Durations become milliseconds, sizes bytes.",
    )
      .example("default: 3000"),
    field("range", pair(json), "Lowest and highest value allowed, both included.").example("range: [100, 10000]"),
    field("enum", list(json, 1), "The values allowed.").example("enum: [fast, safe]"),
    field("pattern", prose, "RE2 pattern that a text has to match as a whole.").example('pattern: "v[0-9]+"'),
    field("description", prose, "A sentence for people.").example("description: Rows to keep"),
  ],
);

/** Where a secret comes from. */
export const SECRET = defineRecord("SecretSource", "a secret", "Where a secret comes from: exactly one of the two.", [
  field("env", textOf("variable"), "The environment variable that holds it.").example("env: API_TOKEN"),
  field("file", path, "Path relative to the pipeline's folder; one trailing newline is dropped.").example("file: /run/secrets/token"),
], { choices: [{ fields: ["env", "file"], required: true }] });
