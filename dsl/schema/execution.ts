import { confinement } from "./confine.ts";
import { field } from "./field.ts";
import { bool, duration, int, json, listOrOne, mapOf, oneOf, path, record, size, text, textOf, union, words } from "./field_type.ts";
import { defineRecord } from "./record.ts";

/** What a child may use. */
export const LIMITS = defineRecord("Limits", '"limits"', "What a child may use. Crossing one ends the task with `limit_*`.", [
  field("time", duration, "Wall time, loading included.").range("1ms", "365d").example("time: 5s"),
  field("cpu", duration, "Processor time of the whole process group.").range("1ms", "365d").example("cpu: 2s"),
  field("memory", size, "Resident memory of the whole process group.").range("1MiB", null).example("memory: 128MiB"),
  field("output", size, "Standard output, standard error and log together.").range("1B", null).example("output: 10MB"),
  field("messages", int, "Messages of a script: log records, pieces of console output and requests together.").range(1, null)
    .example("messages: 1000"),
  field("requests", int, "Requests of a script open at once: files, fetches, sockets, programs.").range(1, null).example("requests: 20"),
]);

const grant = union(bool, listOrOne(textOf("permission"), 0));

/** What scripts may reach. */
export const PERMISSIONS = defineRecord(
  "Permissions",
  '"permissions"',
  "Permissions of scripts, by Deno's names; `true` is all, a list is exactly these.",
  [
    field("read", grant, "Files and folders to read, relative to the pipeline's folder.").example("read: [./data]"),
    field("write", grant, "Files and folders to write, relative to the pipeline's folder.").example("write: [./out]"),
    field("net", grant, "Hosts, addresses and ranges of them, with a port where needed; loopback and link-local addresses only when named.")
      .example('net: [api.example.com, "*.example.org:443", "localhost:8080"]'),
    field("env", grant, "Environment variables; `*` ends the beginning of names.").example('env: [HOME, "API_*"]'),
    field("run", grant, "Programs, by their name in `PATH` or by path.").example("run: [git]"),
    field("import", grant, "Hosts to import modules from. Scripts have no means to use it.").example("import: [esm.example.com]"),
    field("sys", grant, "System information, by Deno's names. Scripts have no means to use it.").example("sys: [hostname]"),
    field("ffi", grant, "Native libraries. Scripts have no means to use it.").example("ffi: [./libx.so]"),
  ],
);

/** Fields that stand in a pipeline and in a task. */
export const EXECUTION = defineRecord("Execution", "a task", "Fields that stand in a pipeline and in a task; the task's win.", [
  field(
    "env",
    mapOf(words, "variable"),
    "Variables for children; win over `dotenv`, which wins over the inherited environment. Numbers become text.",
  )
    .template("task").elsewhere("environment").example("env: { LEVEL: debug }"),
  field("dotenv", listOrOne(path), "Files of `NAME=value` lines, relative to the pipeline's folder.").elsewhere("env_file").example(
    "dotenv: .env",
  ),
  field("cwd", path, "Working folder, relative to the pipeline's folder.").template("task").defaultNote("the pipeline's folder").elsewhere(
    "dir",
    "working_directory",
    "workdir",
  ).example("cwd: src"),
  field("shell", text, "The interpreter of `run` text, such as `bash` or `python3`, with arguments where needed.")
    .defaultNote("`sh`, on Windows PowerShell").only("run", "script").example("shell: bash"),
  field("timeout", duration, "Time until the task (or, at the top, the run) is stopped.").template("task").range("1ms", "365d")
    .defaultNote("none").elsewhere("timeout_minutes", "timeout-minutes").example("timeout: 30s"),
  field("max_parallel", int, "How many tasks (at the top) or matrix instances (in a task) run at once.").range(1, 10_000)
    .defaultNote("the number of cores").example("max_parallel: 4"),
  field("limits", record(LIMITS), "Limits of each child.").example("limits: { time: 5s, memory: 128MiB }"),
  field(
    "permissions",
    union(oneOf("none"), record(PERMISSIONS)),
    "What scripts may reach; a task's replace the pipeline's. Programs and requests are not held by them.",
  )
    .default("none").example("permissions: { net: [api.example.com], read: [./data] }"),
  field(
    "confine",
    confinement,
    "What the task's programs may do, held by Linux; a task's replaces the pipeline's. See confinement.md.",
  )
    .only("command", "run", "script", "check").elsewhere("sandbox", "security", "securityContext", "isolation")
    .default("none").example("confine: { write: [./out], net: none }"),
  field("meta", json, "Free-form data of the user's; the entries of a map are in scope as `meta`.").example("meta: { team: data }"),
]);
