import { z } from "zod";

/** Any JSON. */
const json = z.unknown();
/** A JSON object; 64-bit integers in it are exact. */
const object = z.record(z.string(), json);
const time = z.iso.datetime({ precision: 3 }).describe("RFC 3339 in UTC with milliseconds");
const state = z.enum(["idle", "detected", "preparing", "syncing", "swapping", "active", "error", "draining", "retired"]);
const origin = z.enum(["file", "api", "cluster", "bundle"]);
const hash = z.string().describe("sha256: and hex digits");
const role = z.enum(["viewer", "operator", "admin"]);
const failure = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });

const place = { line: z.int(), column: z.int(), end_line: z.int(), end_column: z.int() };
const diagnostic = z.object({
  type: z.literal("diagnostic"),
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  message: z.string(),
  file: z.string(),
  ...place,
  source_line: z.string().optional().describe("The text of its line, unless that is very long"),
  hint: z.string().optional(),
  related: z.array(z.object({ message: z.string(), file: z.string(), ...place })).optional(),
}).describe("Something wrong in a document; lines and columns count from 1, columns in UTF-16 units");

const difference = z.object({
  op: z.enum(["add", "remove", "replace"]),
  path: z.string().describe("JSON Pointer into the document"),
  from: json.optional(),
  to: json.optional(),
});

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().describe("The same codes as the command line's"),
  instance: z.string(),
  hint: z.string().optional(),
  errors: z.array(json).optional().describe("What is wrong, one by one: diagnostics of a document, or members of a body"),
  diff: z.array(difference).optional(),
  module: z.string().optional(),
}).loose().describe("RFC 9457");

const moduleError = failure.extend({ errors: z.array(diagnostic), time });

const module = z.object({
  name: z.string(),
  module: z.string(),
  revision: z.int().nullable().describe("What serves; null for one that never became active"),
  hash: hash.nullable(),
  origin: origin.nullable(),
  author: z.string().nullable(),
  message: z.string().nullable(),
  time: time.nullable(),
  state,
  persisted: z.boolean().nullable().describe("False: it lives until the daemon ends"),
  language: z.enum(["yaml", "flow", "module"]).nullable(),
  file: z.string().nullable(),
  document: json.describe("The document as written: no defaults, aliases resolved"),
  error: moduleError.nullable().describe("Why the last change was refused"),
});
const moduleRow = module.omit({ document: true });

const change = z.object({
  name: z.string(),
  module: z.string(),
  revision: z.int(),
  previous: z.int().nullable(),
  state,
  timeline: z.array(z.object({ state, time })),
  duration_ms: z.number(),
  warnings: z.array(failure),
  changed: z.boolean().describe("False when the document was already so: no revision was made"),
  persisted: z.boolean().describe("False: it lives until the daemon ends"),
  dry_run: z.literal(true).optional(),
  diff: z.array(difference).optional().describe("Of a dry run"),
});

const revisionRow = z.object({
  revision: z.int(),
  hash,
  origin,
  author: z.string(),
  time,
  message: z.string().nullable(),
  language: z.enum(["yaml", "flow", "module"]),
  persisted: z.boolean(),
  deleted: z.boolean(),
});
const revision = revisionRow.extend({ document: json });

const runRow = z.object({
  run: z.string(),
  pipeline: z.string(),
  revision: z.int().nullable(),
  status: z.enum(["queued", "running", "succeeded", "failed", "cancelled", "timed_out", "interrupted"]),
  started_at: time.nullable(),
  finished_at: time.nullable(),
  params: object,
  error: failure.optional(),
  accepted_at: time.optional().describe("Of one that waits for its turn"),
});
const task = z.object({
  id: z.string(),
  status: z.enum(["pending", "running", "succeeded", "failed", "skipped", "cancelled", "timed_out"]),
  attempts: z.int(),
  exit_code: z.int().nullable(),
  started_at: time.nullable(),
  finished_at: time.nullable(),
  duration_ms: z.int().nullable(),
  outputs: object,
  error: failure.nullable(),
  reason: z.string().optional(),
});

const listeners = z.object({
  state: z.enum(["both", "primary_only", "fallback_only", "neither"]).describe("Which of the two listen"),
  received: z.int().describe("Different events that came: handled, held and passed over"),
  handled: z.int(),
  by: z.object({ primary: z.int(), fallback: z.int() }).describe("Those that were handled, by who told of them"),
  duplicates: z.int().describe("Those that came once more"),
  taken_over: z.int().describe("Those of the handled that were for the other listener, which failed"),
  held: z.int().describe("Those for the other listener, which has not told of them yet"),
  passed_over: z.int().describe("Those for the other listener, which listened and did not tell of them in time"),
});

const source = z.object({
  source: z.string(),
  pipeline: z.string(),
  kind: z.enum(["schedule", "watch", "http", "script", "keyboard", "probe"]),
  health: z.enum(["starting", "healthy", "unhealthy", "restarting"]),
  reason: z.string().optional(),
  retry_at: time.optional(),
  started_at: time.nullable(),
  next_at: time.nullable(),
  detail: z.string().optional().describe("Of a probe, what became of its events"),
  listeners: listeners.optional().describe("Of a keyboard with a fallback, since the daemon was started"),
});

const probe = z.object({
  probe: z.string().describe("Its name, or its file's without the ending"),
  source: z.string(),
  pipeline: z.string(),
  state: z.enum(["starting", "healthy", "unhealthy", "restarting"]),
  reason: z.string().optional(),
  events: z.int().describe("Became runs"),
  waiting: z.int().describe("Wait to become runs"),
  lost: z.int().describe("Passed its filters in the kernel, and were lost for want of room"),
  started_at: time.nullable(),
});

const audit = z.object({
  time,
  actor: z.string(),
  action: z.string(),
  module: z.string(),
  before: hash.nullable(),
  after: hash.nullable(),
  from: z.string(),
  detail: z.string().optional().describe("Of a session its command, or how it ended"),
});

const session = z.object({
  id: z.string(),
  state: z.enum(["running", "exited"]),
  exit_code: z.int().nullable(),
  reason: z.enum(["idle", "total"]).nullable().describe("The limit that ended it"),
  command: z.array(z.string()),
  cwd: z.string(),
  cols: z.int(),
  rows: z.int(),
  pid: z.int(),
  attached: z.int().describe("How many are attached"),
  by: z.string().describe("The token that started it, or `local`"),
  role,
  idle_ms: z.int().nullable(),
  total_ms: z.int().nullable(),
  record: z.boolean(),
  recording_error: failure.nullable().describe("Why its recording is not whole"),
  created_at: time,
  ended_at: time.nullable(),
  bytes: z.int().describe("What it wrote so far"),
});

const token = z.object({
  id: z.string(),
  role,
  scopes: z.array(z.string()).optional(),
  expires_at: time.nullable(),
  created_at: time,
  used_at: time.nullable(),
});

const page = <T extends z.ZodType>(items: T) =>
  z.object({ items: z.array(items), next: z.string().nullable().describe("The cursor of the page that follows") });

/** What the API answers, by the names of the OpenAPI document. */
export const SCHEMAS = {
  Problem: problem,
  Module: module,
  ModulePage: page(moduleRow),
  Settings: module.extend({ settings: object.describe("The settings in force, every default filled in") }),
  Change: change,
  Changes: z.object({ changes: z.array(change) }),
  Revision: revision,
  RevisionPage: page(revisionRow),
  Diff: z.object({ from: z.int(), to: z.int(), diff: z.array(difference) }),
  Reload: z.object({
    modules: z.array(
      z.object({
        module: z.string(),
        outcome: z.enum(["unchanged", "changed", "added", "removed", "refused"]),
        revision: z.int().nullable(),
        error: object.optional(),
      }),
    ),
  }),
  RunStarted: z.object({ run: z.string() }),
  Run: runRow.extend({ tasks: z.array(task) }),
  RunPage: page(runRow),
  SourcePage: page(source),
  ProbePage: page(probe),
  AuditPage: page(audit),
  Token: token,
  TokenPage: page(token),
  Session: session,
  SessionPage: page(session),
  NewToken: token.extend({ token: z.string().describe("The secret; nobody can read it again") }),
  Status: z.object({
    version: z.string(),
    phase: z.enum(["starting", "ready", "stopping"]),
    modules: z.int(),
    refused: z.int().describe("Modules whose last change was refused"),
    files: z.array(z.object({ file: z.string(), error: moduleError }))
      .describe("Files that are served as no module: what they are called is another's, or no name"),
    queued: z.int(),
    running: z.int(),
  }),
  Health: z.object({ status: z.string(), phase: z.enum(["starting", "ready", "stopping"]).optional() }),
} as const;

/** The name of a schema of the OpenAPI document. */
export type SchemaName = keyof typeof SCHEMAS;
