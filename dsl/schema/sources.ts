import { field } from "./field.ts";
import { LIMITS, PERMISSIONS } from "./execution.ts";
import { bool, duration, int, listOrOne, mapOf, oneOf, path, record, text, textOf, union } from "./field_type.ts";
import { defineRecord } from "./record.ts";

const SCHEDULE = defineRecord("ScheduleSource", "a schedule", "Times that start a run.", [
  field(
    "cron",
    textOf("cron"),
    "Five or six cron fields. Where the clock skips a time of a fixed hour, it comes at the moment of the change; where it repeats one, it comes once.",
  ).required().example('cron: "0 2 * * *"'),
  field("zone", textOf("zone"), "IANA time zone.").defaultNote("the machine's").example("zone: Europe/Berlin"),
  field(
    "missed",
    oneOf("skip", "last", "all"),
    "What to do about times missed while not running: nothing, one run for the last of them, or one for each, at most the last 1,000.",
  ).default("skip").example("missed: last"),
], { shorthand: "cron" });

const WATCH = defineRecord("WatchSource", '"watch"', "Files whose changes start a run.", [
  field("paths", listOrOne(text), "Globs relative to the pipeline's folder.").required().example('paths: ["inbox/*.csv"]'),
  field("debounce", duration, "Quiet before a burst counts as one.").default("200ms").range("0s", "1h").example("debounce: 200ms"),
], { shorthand: "paths" });

const HTTP = defineRecord("HttpSource", '"on.http"', "A webhook that starts a run.", [
  field("path", textOf("route"), "The exact path on the listener.").required().example("path: /hooks/report"),
  field("method", textOf("method"), "The request's method.").default("POST").example("method: POST"),
  field("hmac", text, "Secret that signs the body, by its name in `secrets`.").example("hmac: webhook_key"),
  field("auth", oneOf("token", "none"), "Who may call it: an operator's token, or anyone.").default("token").example("auth: none"),
], { shorthand: "path" });

const SCRIPT = defineRecord("ScriptedSource", '"on.script"', "A script that emits events for as long as it likes.", [
  field("file", path, "A JS/TS file, relative to the pipeline's folder.").required().example("file: ./source.ts"),
  field("permissions", union(oneOf("none"), record(PERMISSIONS)), "What it may reach.").defaultNote("the pipeline's")
    .example("permissions: { net: [queue.example.com] }"),
  field("limits", record(LIMITS), "Its limits. Of `time`, `cpu`, `output` and `messages` it has none unless they are given.")
    .example("limits: { memory: 64MiB }"),
], { shorthand: "file" });

const KEY_ROUTE = defineRecord("KeyRoute", "a route", "Which of two listeners some keys are for.", [
  field("keys", listOrOne(textOf("key")), "Keys that it is about.").defaultNote("every key").example("keys: [F13, F14]"),
  field("where", textOf("key_condition"), "Of these, only those for which this is true: CEL over the fields of the event.")
    .example("where: \"'Control' in modifiers\""),
  field("priority", oneOf("critical"), "`critical`: the keys are for the primary alone, as long as it listens.").example(
    "priority: critical",
  ),
  field(
    "origin",
    oneOf("legacy-api"),
    "`legacy-api`: the keys are for the fallback alone, as long as it listens; `critical` goes before it.",
  )
    .example("origin: legacy-api"),
]);

const DEVICE = field(
  "device",
  text,
  "An input device: its path, or a pattern with `*` of its name. The path may also be that of a named pipe that gives what a device says. On Windows and macOS without one: all keyboards.",
).example('device: "*Keypad*"');
const KEYS = field("keys", listOrOne(textOf("key")), "The keys that are meant, by their UI Events codes; `any` is every key.")
  .example("keys: [F13, Numpad1]");
const ACTIONS = field("actions", listOrOne(oneOf("press", "release", "repeat")), "What has to happen to them.")
  .example("actions: [press, release]");
const WHERE = field("where", textOf("key_condition"), "Of these, only those for which this is true: CEL over the fields of the event.")
  .example("where: \"'Control' in modifiers\"");
const CONSUME = field("consume", bool, "Takes the device: no other program gets any of its keys.").example("consume: true");
const REMAP = field("remap", mapOf(textOf("key"), "keyboard"), "Keys that become others, for modifiers and for `keys` too.")
  .example("remap: { CapsLock: ControlLeft }");
const SIDES = field("sides", oneOf("merged", "apart"), "Whether modifiers are `Control` or, apart, `ControlLeft` and `ControlRight`.")
  .example("sides: apart");
const PRIMARYS = "the primary's";

const FALLBACK = defineRecord(
  "KeyboardFallback",
  '"fallback"',
  "A second listener, beside the primary one. A key that both tell of counts once; when one fails, the other stands in.",
  [
    ...[DEVICE, KEYS, ACTIONS, WHERE, CONSUME, REMAP, SIDES].map((shared) => shared.defaultNote(PRIMARYS)),
    field("routes", listOrOne(record(KEY_ROUTE)), "Keys that are for one of the two alone; of several that fit, the first counts.")
      .defaultNote("every key is for both").example("routes: [{ keys: F13, priority: critical }]"),
  ],
);

const KEYBOARD = defineRecord("KeyboardSource", '"keyboard"', "Keys that start a run.", [
  DEVICE,
  KEYS.required(),
  ACTIONS.default(["press"]),
  WHERE,
  CONSUME.default(false),
  REMAP,
  SIDES.default("merged"),
  field("fallback", record(FALLBACK), "A second listener that stands in for this one.").example('fallback: { device: "*Old*" }'),
]);

const PROBE = defineRecord("ProbeSource", "a probe", "Events of the kernel that start a run.", [
  field(
    "name",
    oneOf("exec", "exit", "open", "connect", "accept", "syscall", "ioctl"),
    "A built-in probe. What the daemon's own runs do is no event of it.",
  ).example("name: exec"),
  field("file", path, "An eBPF object of your own, relative to the pipeline's folder.").example("file: ./watch.bpf.o"),
  field(
    "where",
    text,
    "Only events for which this is true: CEL over the fields of the event. Those for which it cannot be told are left out.",
  ).example("where: \"comm == 'nginx'\""),
  field("pid", int, "Only this process; the kernel looks for it.").range(1, 4_194_304).example("pid: 4711"),
  field("comm", text, "Only threads of this name, of which the kernel keeps 15 bytes; the kernel looks for it.").example("comm: nginx"),
  field("syscall", text, "Of the probe `syscall`: only this call; the kernel looks for it.").example("syscall: unlinkat"),
], { shorthand: "name", choices: [{ fields: ["name", "file"], required: true }] });

/** What starts a run under `serve`. */
export const SOURCES = defineRecord("Sources", '"on"', "What starts a run under `serve`.", [
  field("schedule", listOrOne(record(SCHEDULE)), "Times, as cron text or with a zone.").example('schedule: "0 2 * * *"'),
  field("watch", record(WATCH), "Changed files.").example('watch: { paths: ["inbox/*.csv"], debounce: 200ms }'),
  field("http", record(HTTP), "A webhook.").example("http: { path: /hooks/report, method: POST }"),
  field("script", record(SCRIPT), "A source of your own.").example("script: ./source.ts"),
  field("keyboard", record(KEYBOARD), "Keys of a keyboard.").example("keyboard: { device: /dev/input/event3, keys: F13 }"),
  field("probe", listOrOne(record(PROBE)), "Events of the kernel, by eBPF.").example("probe: { name: exec, where: \"comm == 'nginx'\" }"),
]);

/** How many runs of one group may be alive. */
export const CONCURRENCY = defineRecord("Concurrency", '"concurrency"', "How many runs of one group may be alive on a state folder.", [
  field("group", text, "The group's name.").filled().defaultNote("the pipeline's name").example("group: report"),
  field("limit", int, "How many at once.").default(1).range(1, 10_000).example("limit: 1"),
  field(
    "overlap",
    oneOf("queue", "skip", "cancel"),
    "What a run does that finds no place: waits, ends without a task, or cancels the oldest.",
  )
    .default("queue").example("overlap: queue"),
], { shorthand: "group" });
