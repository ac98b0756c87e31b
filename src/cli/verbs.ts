import { SERVE_OPTIONS } from "./serve_options.ts";
import type { ArgumentRow, OptionRow, Verb } from "./verb.ts";

const FILE: ArgumentRow = { name: "FILE", completes: "file" };
const RUN: ArgumentRow = { name: "RUN", completes: "run" };
const JSON_LINES: OptionRow = { flag: "--json", summary: "print JSON, one object a line" };
const STATE: OptionRow = {
  flag: "--state",
  value: "DIR",
  summary: "the state folder; default $EXECUTOR_STATE, else the user's",
  completes: "folder",
};
/** Of verbs that speak to a daemon. */
const URL_OF_DAEMON: OptionRow = {
  flag: "--url",
  value: "URL",
  summary: "the daemon's address, or unix:PATH; default $EXECUTOR_URL, else that of the state folder's",
};
const REMOTE: readonly OptionRow[] = [URL_OF_DAEMON, STATE, JSON_LINES];
const MODULE: ArgumentRow = { name: "NAME", completes: "module" };
/** Of verbs that change a module. */
const CHANGE: readonly OptionRow[] = [
  { flag: "--dry-run", summary: "check it and show the differences, and change nothing" },
  { flag: "--if-match", value: "N", summary: "only if this is the active revision" },
  { flag: "--message", short: "-m", value: "TEXT", summary: "what the history says about it" },
];
const PATHS: ArgumentRow = { name: "PATH", optional: true, variadic: true, completes: "file" };
const PARAM: OptionRow = { flag: "--param", short: "-p", value: "NAME=VALUE", repeat: true, summary: "set a parameter of the pipeline" };
const MAX_PARALLEL: OptionRow = {
  flag: "--max-parallel",
  value: "N",
  count: true,
  summary: "how many tasks run at once; default the number of cores",
};

/** What scripts may do, besides what the document says. */
const SANDBOX: readonly OptionRow[] = [
  allow("--allow-read", "PATH,…", "the most that scripts may read; with any --allow flag, what none names is refused"),
  allow("--allow-write", "PATH,…", "the most that scripts may write"),
  allow("--allow-net", "HOST,…", "the most that scripts may reach"),
  allow("--allow-env", "NAME,…", "the variables that scripts may see at most"),
  allow("--allow-run", "PROGRAM,…", "the programs that scripts may start at most"),
  { flag: "--allow-none", summary: "grant scripts nothing, whatever the document says" },
  {
    flag: "--sandbox",
    value: "LEVEL",
    choices: ["strict", "trusted"],
    summary: "where scripts run: in processes of their own (default), or within this one",
  },
  { flag: "--audit", value: "FILE", summary: "append what scripts asked for and were granted, one JSON object a line", completes: "file" },
];

/** Every verb, in the order that help lists them. */
export const VERBS: readonly Verb[] = [
  {
    name: "run",
    summary: "Run a pipeline",
    arguments: [FILE],
    options: [
      PARAM,
      STATE,
      MAX_PARALLEL,
      { flag: "--dry-run", summary: "show what would run, and run nothing" },
      { flag: "--yes", short: "-y", summary: "say yes to every approval" },
      ...SANDBOX,
      JSON_LINES,
    ],
    examples: ["executor run pipeline.yaml --param region=eu", "cat pipeline.yaml | executor run -", "executor run deploy.yaml --json"],
    load: async () => (await import("./run.ts")).runVerb,
  },
  {
    name: "check",
    summary: "Check pipelines and say what is wrong, all at once",
    arguments: [{ ...FILE, variadic: true }],
    options: [JSON_LINES],
    examples: ["executor check pipeline.yaml", "executor check pipelines/*.yaml --json"],
    load: async () => (await import("./check.ts")).checkVerb,
  },
  {
    name: "plan",
    summary: "Show what a run would do, in order, without doing it",
    arguments: [FILE],
    options: [PARAM, JSON_LINES],
    examples: ["executor plan pipeline.yaml", "executor plan pipeline.yaml --param region=eu --json"],
    load: async () => (await import("./plan.ts")).planVerb,
  },
  {
    name: "graph",
    summary: "Draw a pipeline's graph",
    arguments: [FILE],
    options: [
      { flag: "--format", value: "FORMAT", choices: ["text", "mermaid", "svg"], summary: "how to draw it; default text" },
      JSON_LINES,
    ],
    examples: ["executor graph pipeline.yaml", "executor graph pipeline.yaml --format svg > graph.svg"],
    load: async () => (await import("./graph.ts")).graphVerb,
  },
  {
    name: "fmt",
    summary: "Format pipeline files in place, comments kept",
    arguments: [{ ...FILE, variadic: true }],
    options: [
      { flag: "--check", summary: "write nothing; exit 1 when a file is not formatted" },
      { flag: "--to", value: "LANGUAGE", choices: ["yaml", "flow"], summary: "print it to standard output in this language" },
      JSON_LINES,
    ],
    examples: ["executor fmt pipeline.yaml", "executor fmt --check pipelines/*.yaml pipelines/*.flow"],
    load: async () => (await import("./fmt.ts")).fmtVerb,
  },
  {
    name: "eval",
    summary: "Evaluate a CEL expression",
    arguments: [{ name: "EXPRESSION", optional: true, dashed: true, completes: "none" }],
    options: [
      { flag: "--vars", value: "FILE", summary: "JSON or YAML object with the variables; - is standard input", completes: "file" },
      { flag: "--batch", value: "FILE", summary: "one {id, expr, vars} a line; - is standard input", completes: "file" },
      { flag: "--typed", summary: "mark types in the JSON answer" },
      JSON_LINES,
    ],
    examples: ["executor eval '1 + 2 * 3'", `echo '{"n": 12}' | executor eval 'n > 10' --vars -`],
    load: async () => (await import("./eval.ts")).evalVerb,
  },
  {
    name: "diagnose",
    summary: "Say whether a sentence about this machine is true, and show why; look into a process (process PID), or at keys (keyboard)",
    arguments: [{ name: "SENTENCE", variadic: true, completes: "none" }],
    options: [
      {
        flag: "--core",
        value: "FILE",
        summary: "of a process: write its core there, by gcore; it stands still meanwhile",
        completes: "file",
      },
      {
        flag: "--device",
        value: "PATH",
        summary: "of a keyboard: an input device, a recording of one, or a device's name with *; default: this terminal",
        completes: "file",
      },
      { flag: "--stacks", summary: "of a process: show its program's stacks too, by gdb; it stands still meanwhile" },
      JSON_LINES,
    ],
    examples: [
      `executor diagnose 'disk usage > 90% of "/"'`,
      `executor diagnose 'port 443 is open' 'service "nginx" is running' --json`,
      "executor diagnose process 4711",
      "executor diagnose process nginx --core /tmp/nginx.core",
      "executor diagnose keyboard --device /dev/input/event3 --json",
    ],
    load: async () => (await import("./diagnose.ts")).diagnoseVerb,
  },
  {
    name: "doctor",
    summary: "Say what this machine offers, and what each missing piece would enable",
    arguments: [],
    options: [JSON_LINES],
    examples: ["executor doctor", "executor doctor --json"],
    load: async () => (await import("./doctor.ts")).doctorVerb,
  },
  {
    name: "probe",
    summary: "Show what the kernel does: programs executed, processes ended, files opened, connections, system calls",
    arguments: [{ name: "list|run", choices: ["list", "run"], completes: "none" }, {
      name: "NAME|FILE",
      optional: true,
      completes: "file",
    }],
    options: [
      { flag: "--duration", value: "DURATION", summary: "end after this, such as 5s" },
      { flag: "--count", value: "N", count: true, summary: "end after so many events" },
      { flag: "--pid", value: "N", count: true, summary: "only this process; default all but this one itself" },
      { flag: "--comm", value: "NAME", summary: "only programs of this name" },
      { flag: "--where", value: "CEL", summary: "only events for which this is true" },
      { flag: "--syscall", value: "NAME", summary: "of the probe syscall: only this call" },
      JSON_LINES,
    ],
    examples: [
      "executor probe run exec",
      `executor probe run open --comm nginx --where 'ret < 0' --json`,
      "executor probe run syscall --syscall fsync --duration 10s",
      "executor probe run watch.bpf.o --where 'fields.pid > 1' --json",
      "executor probe list",
    ],
    load: async () => (await import("./probe.ts")).probeVerb,
  },
  {
    name: "shell",
    summary: "Run a command, by default your shell, in a terminal of its own that can be recorded",
    arguments: [{ name: "COMMAND", optional: true, variadic: true, behindDashes: true, completes: "file" }],
    options: [
      { flag: "--record", value: "FILE", summary: "keep what it shows in FILE, in asciicast v2", completes: "file" },
      { flag: "--remote", summary: "attach to a session of a daemon by its ID, or start COMMAND in one there" },
      { flag: "--list", summary: "list the sessions of a daemon" },
      ...REMOTE,
    ],
    examples: ["executor shell", "executor shell --record demo.cast -- htop -d 10", "executor shell --remote -- bash"],
    load: async () => (await import("./shell.ts")).shellVerb,
  },
  {
    name: "play",
    summary: "Show a recording of a terminal again",
    arguments: [FILE],
    options: [
      { flag: "--speed", value: "N", summary: "so many times as fast; default 1" },
      { flag: "--idle-limit", value: "DURATION", summary: "wait no longer than this, such as 2s, between two pieces of output" },
    ],
    examples: ["executor play demo.cast", "executor play demo.cast --speed 2 --idle-limit 1s"],
    load: async () => (await import("./play.ts")).playVerb,
  },
  {
    name: "init",
    summary: "Write a commented example pipeline and the editor's files",
    arguments: [{ name: "DIR", optional: true, completes: "folder" }],
    options: [JSON_LINES],
    examples: ["executor init", "executor init pipelines"],
    load: async () => (await import("./init.ts")).initVerb,
  },
  {
    name: "serve",
    summary: "Keep pipelines running: load their files, start their sources, answer the control API",
    arguments: [PATHS],
    options: [...SERVE_OPTIONS, STATE, ...SANDBOX, JSON_LINES],
    examples: [
      "executor serve ./pipelines",
      "executor serve ./pipelines --listen 127.0.0.1:7400 --listen unix:/run/executor.sock",
      "executor serve ./pipelines --listen 0.0.0.0:7400 --tls-cert cert.pem --tls-key key.pem",
    ],
    load: async () => (await import("./serve.ts")).serveVerb,
  },
  {
    name: "service",
    summary: "Keep executor serve running: a service of systemd, launchd or Windows",
    arguments: [{ name: "install|uninstall|status", choices: ["install", "uninstall", "status"], completes: "none" }, PATHS],
    options: [
      { flag: "--user", summary: "a service of this user instead of the machine's" },
      { flag: "--dry-run", summary: "print what would be written and run, and do nothing" },
      ...SERVE_OPTIONS,
      STATE,
      ...SANDBOX,
      JSON_LINES,
    ],
    examples: [
      "executor service install /etc/executor",
      "executor service install ~/pipelines --user --dry-run",
      "executor service status",
    ],
    load: async () => (await import("./service.ts")).serviceVerb,
  },
  {
    name: "status",
    summary: "Show a daemon: its modules and what is wrong with them, its sources, its runs",
    arguments: [],
    options: REMOTE,
    examples: ["executor status", "executor status --url https://build.example.org:7400 --json"],
    load: async () => (await import("./status.ts")).statusVerb,
  },
  {
    name: "reload",
    summary: "Let a daemon look at its files again, and say what it found",
    arguments: [{ ...MODULE, optional: true, variadic: true }],
    options: REMOTE,
    examples: ["executor reload", "executor reload nightly-report --json"],
    load: async () => (await import("./reload.ts")).reloadVerb,
  },
  {
    name: "patch",
    summary: "Change a pipeline or the settings of a running daemon",
    arguments: [MODULE],
    options: [
      { flag: "--set", value: "PATH=VALUE", repeat: true, summary: "set a field; the value is YAML, null removes the field" },
      {
        flag: "--file",
        short: "-f",
        value: "FILE",
        summary: "a merge patch, or a list of JSON Patch operations, in YAML or JSON; - is standard input",
        completes: "file",
      },
      ...CHANGE,
      { flag: "--no-persist", summary: "do not write it to the pipeline's file: it lives until the daemon ends" },
      ...REMOTE,
    ],
    examples: [
      "executor patch nightly-report --set 'tasks[fetch].timeout=10s'",
      "executor patch nightly-report -f change.yaml --dry-run",
      "executor patch settings --set runs.at_once=4",
    ],
    load: async () => (await import("./patch.ts")).patchVerb,
  },
  {
    name: "revisions",
    summary: "Show the history of a pipeline or the settings",
    arguments: [MODULE, { name: "N", optional: true, completes: "none" }],
    options: [
      { flag: "--diff", value: "A..B", summary: "how two revisions differ; without B, A and the active one" },
      { flag: "--limit", value: "N", count: true, summary: "how many; default 20, with --json all" },
      ...REMOTE,
    ],
    examples: [
      "executor revisions nightly-report",
      "executor revisions nightly-report 6 > before.yaml",
      "executor revisions nightly-report --diff 6..7",
    ],
    load: async () => (await import("./revisions.ts")).revisionsVerb,
  },
  {
    name: "rollback",
    summary: "Make an earlier revision the active one again; default the one before",
    arguments: [MODULE, { name: "N", optional: true, completes: "none" }],
    options: [...CHANGE, ...REMOTE],
    examples: ["executor rollback nightly-report", "executor rollback nightly-report 6 --dry-run"],
    load: async () => (await import("./rollback.ts")).rollbackVerb,
  },
  {
    name: "token",
    summary: "Make, list and revoke the tokens that a daemon takes",
    arguments: [{ name: "create|list|revoke", choices: ["create", "list", "revoke"], completes: "none" }, {
      name: "ID",
      optional: true,
      completes: "none",
    }],
    options: [
      { flag: "--role", value: "ROLE", choices: ["viewer", "operator", "admin"], summary: "what a new token's holder may do" },
      { flag: "--scope", value: "MODULE", repeat: true, summary: "hold an operator to these modules, such as pipelines/reports-*" },
      { flag: "--expires-in", value: "DURATION", summary: "when a new token ends, such as 30d; default never" },
      ...REMOTE,
    ],
    examples: [
      "executor token create --role operator --scope 'pipelines/reports-*' --expires-in 30d",
      "executor token list",
      "executor token revoke tok_k3f9x2a",
    ],
    load: async () => (await import("./token.ts")).tokenVerb,
  },
  {
    name: "runs",
    summary: "List runs, newest first",
    arguments: [],
    options: [
      URL_OF_DAEMON,
      STATE,
      { flag: "--limit", value: "N", count: true, summary: "how many; default 20, with --json all" },
      { flag: "--pipeline", value: "NAME", summary: "only those of this pipeline" },
      JSON_LINES,
    ],
    examples: ["executor runs", "executor runs --pipeline nightly-report --json"],
    load: async () => (await import("./runs.ts")).runsVerb,
  },
  {
    name: "show",
    summary: "Show a run and its tasks",
    arguments: [RUN],
    options: REMOTE,
    examples: ["executor show last", "executor show 20261121-1142 --json"],
    load: async () => (await import("./show.ts")).showVerb,
  },
  {
    name: "logs",
    summary: "Print what the tasks of a run wrote",
    arguments: [RUN, { name: "TASK", optional: true, completes: "none" }],
    options: [{ flag: "--follow", short: "-f", summary: "go on with what they write, until the run ends" }, ...REMOTE],
    examples: ["executor logs last", "executor logs last build", "executor logs -f last"],
    load: async () => (await import("./logs.ts")).logsVerb,
  },
  {
    name: "cancel",
    summary: "Cancel a run that another process is working on",
    arguments: [RUN],
    options: REMOTE,
    examples: ["executor cancel last"],
    load: async () => (await import("./cancel.ts")).cancelVerb,
  },
  {
    name: "resume",
    summary: "Go on with a run whose process died",
    arguments: [RUN],
    options: [
      URL_OF_DAEMON,
      STATE,
      MAX_PARALLEL,
      { flag: "--yes", short: "-y", summary: "say yes to every approval" },
      ...SANDBOX,
      JSON_LINES,
    ],
    examples: ["executor resume last"],
    load: async () => (await import("./resume.ts")).resumeVerb,
  },
  {
    name: "schema",
    summary: "Print the JSON Schema of pipeline documents, or the types of a pipeline's settings",
    arguments: [],
    options: [
      {
        flag: "--types",
        value: "FILE",
        summary: "print the TypeScript types of this pipeline's config, params and declared outputs",
        completes: "file",
      },
      JSON_LINES,
    ],
    examples: ["executor schema > pipeline.schema.json", "executor schema --types deploy.flow > deploy.types.ts"],
    load: async () => (await import("./schema.ts")).schemaVerb,
  },
  {
    name: "lsp",
    summary: "Serve editors: diagnostics, hover, completion, definitions and formatting",
    arguments: [],
    options: [{ flag: "--stdio", summary: "speak over standard input and output; it always does" }, JSON_LINES],
    examples: ["executor lsp"],
    load: async () => (await import("./lsp.ts")).lspVerb,
  },
  {
    name: "completions",
    summary: "Print shell completions",
    arguments: [{ name: "SHELL", choices: ["bash", "zsh", "fish"], completes: "none" }],
    options: [JSON_LINES],
    examples: [
      "executor completions bash > /etc/bash_completion.d/executor",
      "executor completions fish > ~/.config/fish/completions/executor.fish",
    ],
    load: async () => (await import("./completions.ts")).completionsVerb,
  },
  {
    name: "version",
    summary: "Print the version and the runtime inside",
    arguments: [],
    options: [JSON_LINES],
    examples: ["executor version --json"],
    load: async () => (await import("./version.ts")).versionVerb,
  },
];

function allow(flag: string, value: string, summary: string): OptionRow {
  return { flag, value, optional: true, summary };
}
