import assert from "node:assert/strict";
import { loadDocument } from "../document/mod.ts";
import { Field, field } from "./field.ts";
import { duration } from "./field_type.ts";
import { recordsOf } from "./records.ts";
import { defineRecord, type RecordSpec } from "./record.ts";

Deno.test("field() makes values that methods do not change", () => {
  const plain = field("delay", duration, "Time.");
  const full = plain.default("1s").range("0s", "1h").example("delay: 2s");
  assert.ok(full instanceof Field);
  assert.equal(plain.options.default, undefined);
  assert.deepEqual(full.options, { default: "1s", range: ["0s", "1h"], example: "delay: 2s" });
});

Deno.test("defineRecord() refuses a name that stands twice", () => {
  const one = field("a", duration, "A.");
  assert.throws(() => defineRecord("X", "x", "X.", [one, one]), TypeError);
});

Deno.test("every field has a sentence and an example, and the example is valid where it stands", async (t) => {
  for (const record of recordsOf()) {
    for (const row of record.fields) {
      if (row.options.later || row.name === "script") continue;
      await t.step(`${record.name}.${row.name}`, async () => {
        assert.match(row.doc, /\.$/);
        assert.ok(row.options.example !== undefined, "no example");
        const document = documentWith(record, row);
        const { diagnostics } = await loadDocument(document, "example.yaml");
        const wrong = diagnostics.filter((one) => one.severity === "error" && !EXPECTED.has(one.code));
        assert.deepEqual(wrong.map((one) => `${one.code}: ${one.message}`), [], document);
      });
    }
  }
});

/** What an example by itself cannot avoid: names that stand elsewhere in a document. */
const EXPECTED: ReadonlySet<string> = new Set([
  "unknown_task",
  "unknown_secret",
  "not_supported_yet",
  "expr_unknown_field",
  "expr_unknown_variable",
  "field_not_here",
]);

/** The smallest document in which an example stands in its block. */
function documentWith(record: RecordSpec, row: Field): string {
  const example = row.options.example ?? "";
  const at = PLACES[record.name];
  if (at !== undefined) return at(example, row.name);
  if (record.name === "Pipeline" || record.name === "Execution") {
    return row.name === "tasks" ? example : `${example}\ntasks: [{ id: x, run: ls }]`;
  }
  const isKind = row.options.kind || row.options.only !== undefined;
  const kind = row.name === "then" || row.name === "else"
    ? "if: true"
    : row.name === "with"
    ? "pipeline: a.yaml"
    : isKind && row.options.kind
    ? ""
    : "run: ls";
  const id = row.name === "id" ? "" : "id: x";
  return `params: { threshold: 1 }\ntasks:\n  - ${[id, kind, example].filter((part) => part !== "").join("\n    ")}`;
}

const inTask = (block: string, kind = "run: ls") => (example: string) =>
  `params: { threshold: 1, version: "1.0.0", start: "2026-01-01T00:00:00Z" }\ntasks:\n  - id: x\n    ${kind}\n    ${
    block.replace("…", example)
  }`;

const PLACES: Readonly<Record<string, (example: string, name: string) => string>> = {
  Setting: (example, name) => {
    const type =
      { default: "type: int, ", range: "type: int, ", enum: "type: string, ", pattern: "type: string, ", items: "type: list, " }[name] ??
        "type: string, ";
    const block = name === "env" ? "config" : "params";
    return `${block}: { x: { ${name === "type" ? "" : type}${example} } }\ntasks: [{ id: x, run: ls }]`;
  },
  SecretSource: (example) => `secrets: { x: { ${example} } }\ntasks: [{ id: x, run: ls }]`,
  Sources: (example) => `on: { ${example} }\ntasks: [{ id: x, run: ls }]`,
  ScheduleSource: (example, name) =>
    `on: { schedule: { ${name === "cron" ? "" : 'cron: "0 2 * * *", '}${example} } }\ntasks: [{ id: x, run: ls }]`,
  WatchSource: (example, name) => `on: { watch: { ${name === "paths" ? "" : "paths: [a], "}${example} } }\ntasks: [{ id: x, run: ls }]`,
  HttpSource: (example, name) => `on: { http: { ${name === "path" ? "" : "path: /a, "}${example} } }\ntasks: [{ id: x, run: ls }]`,
  ScriptedSource: (example, name) =>
    `on: { script: { ${name === "file" ? "" : "file: ./source.ts, "}${example} } }\ntasks: [{ id: x, run: ls }]`,
  KeyboardSource: (example, name) => `on: { keyboard: { ${name === "keys" ? "" : "keys: any, "}${example} } }\ntasks: [{ id: x, run: ls }]`,
  ProbeSource: (example, name) =>
    `on: { probe: { ${
      name === "name" || name === "file" ? "" : name === "syscall" ? "name: syscall, " : "name: exec, "
    }${example} } }\ntasks: [{ id: x, run: ls }]`,
  KeyboardFallback: (example) => `on: { keyboard: { keys: any, fallback: { ${example} } } }\ntasks: [{ id: x, run: ls }]`,
  KeyRoute: (example) => `on: { keyboard: { keys: any, fallback: { routes: { ${example} } } } }\ntasks: [{ id: x, run: ls }]`,
  Concurrency: (example) => `concurrency: { ${example} }\ntasks: [{ id: x, run: ls }]`,
  Limits: inTask("limits: { … }"),
  Confine: inTask("confine: { … }"),
  ConfineNet: inTask("confine: { net: { … } }"),
  ConfineSyscalls: inTask("confine: { syscalls: { … } }"),
  ConfineRlimits: inTask("confine: { rlimits: { … } }"),
  ConfineCgroup: inTask("confine: { cgroup: { … } }"),
  Permissions: (example) => `permissions: { ${example} }\ntasks: [{ id: x, run: ls }]`,
  HttpRequest: (example, name) => inTask(`http: { ${name === "url" ? "" : 'url: "https://example.org", '}… }`, "description: d")(example),
  TemplateTask: (example, name) =>
    inTask(`template: { ${name === "text" || name === "file" ? "" : "text: a, "}… }`, "description: d")(example),
  TemplateRequirements: inTask("template: { text: a, require: { … } }", "description: d"),
  WaitUntil: (example, name) => inTask(`wait: { ${name === "until" ? "" : "until: true, "}… }`, "description: d")(example),
  Retry: (example, name) => inTask(`retry: { ${name === "attempts" ? "" : "attempts: 2, "}… }`)(example),
  Repeat: (example, name) =>
    `tasks:\n  - id: poll\n    run: ls\n    repeat: { ${name === "while" || name === "until" ? "" : "until: true, "}${example} }`,
  ContinueOn: inTask("continue_on: { … }"),
  Precondition: (example, name) => inTask(`preconditions: [{ ${name === "if" ? "" : "if: true, "}… }]`)(example),
};
