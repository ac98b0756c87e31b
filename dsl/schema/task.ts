import { CONTINUE_ON, PRECONDITION, REPEAT, RETRY } from "./control.ts";
import { EXECUTION } from "./execution.ts";
import { field } from "./field.ts";
import {
  bool,
  checkSentence,
  duration,
  expression,
  int,
  json,
  list,
  listOrOne,
  mapOf,
  object,
  oneOf,
  pair,
  path,
  prose,
  question,
  record,
  shellText,
  size,
  taskId,
  text,
  textOf,
  union,
  words,
} from "./field_type.ts";
import { defineRecord } from "./record.ts";

const HTTP_REQUEST = defineRecord("HttpRequest", '"http"', "An HTTP request; its body is the task's stdout.", [
  field("url", textOf("url"), "Where to.").required().template("task").example('url: "https://hooks.example.com"'),
  field("method", textOf("method"), "The method.").default("GET").template("task").example("method: POST"),
  field("headers", mapOf(words, "any"), "Headers.").template("task").example("headers: { accept: application/json }"),
  field("query", mapOf(json, "any"), "Added to the URL's query, encoded.").template("task").example("query: { page: 2 }"),
  field("json", json, "Body sent as JSON with its content type.").template("task").example(
    'json: { count: "{{ tasks.process.outputs.count }}" }',
  ),
  field("body", words, "Body sent as text.").template("task").example("body: hello"),
  field("ok", listOrOne(union(int, textOf("status_class"))), "Statuses that are no failure: numbers, or classes such as `4xx`.")
    .defaultNote("below 400").range(100, 599).example("ok: [200, 404]"),
], { shorthand: "url", choices: [{ fields: ["json", "body"], required: false }] });

const REQUIREMENTS = defineRecord(
  "TemplateRequirements",
  '"require"',
  "What a rendered text must be; a failed requirement writes nothing.",
  [
    field("encoding", oneOf("utf-8", "ascii"), "Its encoding.").example("encoding: utf-8"),
    field("bom", bool, "Whether it starts with a byte order mark.").example("bom: false"),
    field("headings", pair(int), "Lowest and highest Markdown heading level allowed.").range(1, 6).example("headings: [1, 3]"),
    field("semver", listOrOne(words), "Texts that have to be semantic versions and to occur in the result.").template("task")
      .example('semver: "{{ params.version }}"'),
    field("contains", listOrOne(words), "Texts that have to occur.").template("task").example("contains: [Changes]"),
    field("size", size, "Highest number of bytes.").example("size: 64KiB"),
  ],
);

const TEMPLATE = defineRecord("TemplateTask", '"template"', "A rendered text.", [
  field("text", text, "The template's text.").template("task").example('text: "Release {{ params.version }}"'),
  field("file", path, "File of the template's text, relative to the pipeline's folder.").template("task").example("file: announce.md.tmpl"),
  field("to", path, "File to write; without it the text is the task's stdout.").template("task").example("to: announce.md"),
  field("require", record(REQUIREMENTS), "What the text must be.").example("require: { encoding: utf-8, headings: [1, 3] }"),
], { shorthand: "text", choices: [{ fields: ["text", "file"], required: true }] });

const WAIT_UNTIL = defineRecord("WaitUntil", '"wait"', "A pause until a condition holds.", [
  field("until", bool, "The condition.").required().template("task").example("until: \"{{ now() >= timestamp('2026-10-08T06:00:00Z') }}\""),
  field("every", duration, "Time between looks.").default("1s").template("task").range("1ms", "1d").example("every: 5s"),
]);

/** One step. Field order here is the order of the reference. */
export const TASK = defineRecord("Task", "a task", "One step. At most one kind; none only with `then` or `else`.", [
  field("id", textOf("id"), "Its name within the pipeline: a letter or `_`, then letters, digits, `_` and `-`.").required().elsewhere(
    "name",
    "key",
  ).example("id: fetch"),
  field("description", prose, "A sentence for people.").example("description: Gets the data"),
  field("depends_on", listOrOne(taskId, 0), "Tasks that have to end first.").elsewhere(
    "needs",
    "depends",
    "deps",
    "after",
    "requires",
    "dependencies",
  )
    .example("depends_on: [fetch]"),
  field("if", bool, "Whether the task runs; a router takes its branch by it.").template("task").elsewhere("when", "condition").example(
    'if: "{{ params.threshold > 10 }}"',
  ),
  field("then", listOrOne(taskId), "Tasks that run only when `if` is true.").example("then: notify_team"),
  field("else", listOrOne(taskId), "Tasks that run only when `if` is false.").example("else: [archive]"),

  field("command", list(words, 1), "Kind: a program and its arguments, never through a shell.").kind().template("task").elsewhere(
    "cmd",
    "exec",
    "argv",
  )
    .example('command: [curl, -fsS, "https://api.example.com"]'),
  field("run", shellText, "Kind: shell text. Data in `{{ }}` is handed over as variables and never becomes code.").kind().template("task")
    .elsewhere("cmds", "sh", "bash")
    .example("run: tar czf out.tgz data/"),
  field("script", prose, "Kind: a JS/TS file, or inline text when it has a line break; with `shell` or `image`, text for that interpreter.")
    .kind()
    .example("script: ./process.ts"),
  field("http", record(HTTP_REQUEST), "Kind: an HTTP request.").kind().example('http: { url: "https://hooks.example.com", method: POST }'),
  field("pipeline", path, "Kind: another pipeline's file, relative to this one's folder.").kind().example("pipeline: ./regional.yaml"),
  field("plugin", text, "Kind: a plugin's id.").kind().later().example("plugin: resize"),
  field("check", checkSentence, "Kind: a sentence about the machine, see checks.md.").kind().template("task")
    .example(`check: 'disk usage > 90% of "/" then alert "disk is nearly full"'`),
  field("template", record(TEMPLATE), "Kind: a rendered text.").kind().example("template: { file: announce.md.tmpl, to: announce.md }"),
  field("wait", union(duration, record(WAIT_UNTIL)), "Kind: a pause, or until a condition holds.").kind().template("task").range(
    "0s",
    "365d",
  )
    .example("wait: 5s"),
  field("approve", question, "Kind: a question that a person has to say yes to.").kind().template("task").example(
    "approve: Send it to everyone?",
  ),

  field("with", object, "Parameters of a `pipeline` or `plugin`.").template("task").only("pipeline", "plugin")
    .example('with: { region: "{{ matrix.region }}" }'),
  field("image", text, "The container image that `run` or `script` text runs in.").template("task").only("run", "script")
    .example("image: docker.io/library/busybox"),
  field("inject", mapOf(words, "variable"), "Variables computed for this task; win over `env`.").template("task")
    .only("command", "run", "script").example('inject: { PAYLOAD: "{{ upstream.fetch.stdout }}" }'),
  field("stdin", words, "Standard input as text.").template("task").only("command", "run", "script")
    .defaultNote("the stdout of the only upstream, else nothing").example('stdin: "{{ tasks.fetch.stdout }}"'),
  field("retry", record(RETRY), "How a failure is tried again.").example("retry: { attempts: 3, delay: 2s, backoff: 2, jitter: true }"),
  field("repeat", record(REPEAT), "Repeats the task.").example(
    "repeat: { until: \"{{ tasks.poll.outputs.state == 'done' }}\", every: 10s }",
  ),
  field("continue_on", record(CONTINUE_ON), "Failures that stop nothing else.").example("continue_on: { exit_code: [3] }"),
  field("preconditions", listOrOne(record(PRECONDITION)), "What has to hold before it starts.")
    .example('preconditions: [{ if: "{{ params.threshold > 0 }}", message: Too low }]'),
  field("idempotent", bool, "May be repeated after a crash.").default(false).elsewhere("retry_safe", "repeatable").example(
    "idempotent: true",
  ),
  field(
    "matrix",
    mapOf(union(list(json, 1), expression), "id"),
    "Axes of instances: literal lists, or expressions over `params`, `config` and `env`.",
  )
    .template("start").elsewhere("strategy", "for", "foreach", "parallel").example("matrix: { region: [eu, us], tier: [gold, free] }"),
], { base: EXECUTION });

/** The names of a task's kinds, in the order of the reference. */
export const KINDS: readonly string[] = TASK.fields.filter((row) => row.options.kind).map((row) => row.name);
