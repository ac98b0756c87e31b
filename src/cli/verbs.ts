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
    summary: "Say whether a sentence about this machine is true, and show why",
    arguments: [{ name: "SENTENCE", variadic: true, completes: "none" }],
    options: [JSON_LINES],
    examples: [`executor diagnose 'disk usage > 90% of "/"'`, `executor diagnose 'port 443 is open' 'service "nginx" is running' --json`],
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
    name: "init",
    summary: "Write a commented example pipeline and the editor's files",
    arguments: [{ name: "DIR", optional: true, completes: "folder" }],
    options: [JSON_LINES],
    examples: ["executor init", "executor init pipelines"],
    load: async () => (await import("./init.ts")).initVerb,
  },
  {
    name: "runs",
    summary: "List runs, newest first",
    arguments: [],
    options: [
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
    options: [STATE, JSON_LINES],
    examples: ["executor show last", "executor show 20261121-1142 --json"],
    load: async () => (await import("./show.ts")).showVerb,
  },
  {
    name: "logs",
    summary: "Print what the tasks of a run wrote",
    arguments: [RUN, { name: "TASK", optional: true, completes: "none" }],
    options: [STATE, JSON_LINES],
    examples: ["executor logs last", "executor logs last build"],
    load: async () => (await import("./logs.ts")).logsVerb,
  },
  {
    name: "cancel",
    summary: "Cancel a run that another process is working on",
    arguments: [RUN],
    options: [STATE, JSON_LINES],
    examples: ["executor cancel last"],
    load: async () => (await import("./cancel.ts")).cancelVerb,
  },
  {
    name: "resume",
    summary: "Go on with a run whose process died",
    arguments: [RUN],
    options: [STATE, MAX_PARALLEL, { flag: "--yes", short: "-y", summary: "say yes to every approval" }, ...SANDBOX, JSON_LINES],
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
