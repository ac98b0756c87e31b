import { field } from "./field.ts";
import { bool, duration, int, list, oneOf, record, size, text } from "./field_type.ts";
import { defineRecord } from "./record.ts";

const API = defineRecord("ApiSettings", '"api"', "The control API.", [
  field("require_if_match", bool, "Whether every change has to name the revision it changes, by `If-Match`.").filled().default(false)
    .example("require_if_match: true"),
  field("hosts", list(text), "Names that the daemon answers for, besides those it listens on and the loopback's.").filled().default([])
    .defaultNote("none")
    .example("hosts: [executor.internal]"),
  field("origins", list(text), "Origins whose pages may call it, besides its own.").filled().default([]).defaultNote("none")
    .example('origins: ["https://console.example.org"]'),
  field("webhook_body", size, "The largest body of a webhook.").filled().default("8MiB").range("1KiB", "100MiB")
    .example("webhook_body: 1MiB"),
]);

const RELOAD = defineRecord("ReloadSettings", '"reload"', "How changes become live.", [
  field("debounce", duration, "Quiet after a change of a file before it is looked at.").filled().default("100ms").range("0s", "1m")
    .example("debounce: 50ms"),
  field("grace", duration, "How long runs of a replaced or deleted pipeline may go on.").filled().default("30s").range("0s", "1d")
    .example("grace: 5m"),
]);

const RUNS = defineRecord("RunSettings", '"runs"', "Runs that the daemon starts.", [
  field("at_once", int, "Runs that may be under way at once; more wait.").filled().default(16).range(1, 10_000).example("at_once: 4"),
  field("queue", int, "Runs that may wait; what comes then is refused.").filled().default(10_000).range(0, 1_000_000).example("queue: 100"),
  field("grace", duration, "How long runs may go on when the daemon is asked to stop.").filled().default("30s").range("0s", "1d")
    .example("grace: 5m"),
  field("recover", oneOf("leave", "resume"), "What becomes of runs that a crash cut off: they stay interrupted, or go on.").filled()
    .default("leave")
    .example("recover: resume"),
  field("keep", int, "Ended runs that are kept, with their logs; the oldest go first.").filled().default(10_000).range(1, 10_000_000)
    .example("keep: 500"),
  field("keep_for", duration, "How long ended runs are kept at most.").defaultNote("for ever").range("1m", "3650d")
    .example("keep_for: 90d"),
]);

const REVISIONS = defineRecord("RevisionSettings", '"revisions"', "The history of modules.", [
  field("keep", int, "Revisions that are kept of each module, the active one besides.").filled().default(1000).range(1, 1_000_000)
    .example("keep: 100"),
]);

const LOG = defineRecord("LogSettings", '"log"', "What the daemon writes about itself.", [
  field("level", oneOf("debug", "info", "warning", "error"), "The least that is written.").filled().default("info").example("level: debug"),
]);

const SESSION_ALLOW = defineRecord("SessionAllow", '"sessions.allow"', "Commands that roles may start; admins may start any.", [
  field(
    "operator",
    list(text),
    'Commands, as sudoers write them: a program alone with any arguments, with arguments word by word; a last `*` stands for any, a last `""` for none.',
  )
    .filled().default([]).defaultNote("none").example('operator: [htop, journalctl -f, "less /var/log/syslog"]'),
]);

const SESSIONS = defineRecord("SessionSettings", '"sessions"', "Interactive terminals.", [
  field("allow", record(SESSION_ALLOW), "Who may start what.").filled().example("allow: { operator: [htop] }"),
  field("at_once", int, "Sessions that may run at once; what comes then is refused.").filled().default(200).range(0, 10_000)
    .example("at_once: 20"),
  field("keep", int, "Ended sessions that are kept, with what they wrote last; the oldest go first.").filled().default(100).range(0, 10_000)
    .example("keep: 10"),
  field("keep_for", duration, "How long ended sessions and their recordings are kept at most.").filled().default("1h").range("0s", "365d")
    .example("keep_for: 1d"),
  field("recording", size, "The largest recording; what comes then is not recorded, and the session goes on.").filled().default("256MiB")
    .range("1KiB", "1TiB").example("recording: 1GiB"),
]);

/** The settings of `serve`: a module of its own, with the same history as pipelines. */
export const SETTINGS = defineRecord("Settings", "settings", "The settings of `serve`.", [
  field("api", record(API), "The control API.").filled().example("api: { require_if_match: true }"),
  field("reload", record(RELOAD), "How changes become live.").filled().example("reload: { debounce: 50ms }"),
  field("runs", record(RUNS), "Runs that the daemon starts.").filled().example("runs: { at_once: 4 }"),
  field("revisions", record(REVISIONS), "The history of modules.").filled().example("revisions: { keep: 100 }"),
  field("log", record(LOG), "What the daemon writes about itself.").filled().example("log: { level: debug }"),
  field("sessions", record(SESSIONS), "Interactive terminals.").filled().example("sessions: { allow: { operator: [htop] } }"),
]);
