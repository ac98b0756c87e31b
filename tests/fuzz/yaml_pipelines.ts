/** YAML pipelines of every field, in every style, with comments anywhere. */
import fc from "fast-check";
import { stringify } from "yaml";
import { commentSpans } from "../../dsl/yaml/comment_spans.ts";
import { seeded } from "../dsl/yaml/mutate.ts";

type Data = Record<string, unknown>;

const TEXTS = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }).filter((text) => !/\{\{|\p{Surrogate}|\0/u.test(text) && text.trim() !== ""),
  fc.constantFrom(
    "a",
    "true",
    "5s",
    "1.10",
    "null",
    "queue",
    "say \"x\" and 'y'",
    "C:\\temp",
    "two\nlines",
    "ends\n",
    '  in\n"""\n',
    "\ttab\n\n\nend\n\n",
    "# no comment",
    "ü😀\u2028",
    "{{ params.n }}",
    "{{params.n + 1}}",
    "x {{ params.text }} y",
    "{{ .params.text | size }}",
    '{{ params.n == 1 ? "a" : "b" }}',
    "{{ [1, 2][0] }}",
    '{{ {"a": 1}["a"] }}',
    "{{ 1 }}",
    "{{ params.text\n  + 'x' }}",
  ),
);
const PROSE = TEXTS.map((text) => text.replaceAll(/\p{Cc}/gu, "") || "x").filter((text) => text.trim() !== "");
const NAMES = fc.constantFrom("A", "B_2", "LONG_NAME");
const KEYS = fc.constantFrom("a", "b-c", "true", "x y", "ü", "if", "10");
const JSON_VALUES: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(0, 1, -3, 2.5, -0.5, 1e21, 1e-7, 1.5e300, true, false, null, 9007199254740993n),
    TEXTS,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(KEYS, tie("value"), { maxKeys: 3 }),
  ),
})).value;
const CONDITIONS = fc.constantFrom(
  true,
  false,
  "{{ params.n > 1 }}",
  "{{params.text=='a'}}",
  "{{ .params.text | size > 1 }}",
  "{{ params.text | startsWith('a') }}",
  "{{ (params.n + 1) * 2 > 4 && [1, 2].exists(x, x == params.n) }}",
  "{{ params.n in [1, 2]\n  || params.n == 4 }}",
  "{{ {'a': 1}.a == params.n }}",
);
const DURATIONS = fc.constantFrom("1s", "1.5s", "1m30s", "2h", "{{ duration('2s') }}");
const SIZES = fc.constantFrom("1MiB", "1.5GB", "2000kB");
const INTS = fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constant("{{ params.n }}"));

const KINDS: readonly fc.Arbitrary<Data>[] = [
  fc.record({ command: fc.array(fc.oneof(TEXTS, fc.constantFrom(1, 1.5, true, null)), { minLength: 1, maxLength: 4 }) }),
  fc.record({ run: fc.constantFrom("ls", "echo {{ params.text }}", 'echo "a"\necho b\n', "echo 'x' # y\n", "true"), ...shell() }, {
    requiredKeys: ["run"],
  }),
  fc.record({ script: fc.constantFrom("./a.ts", "console.log('x');\nlet a = `b`;\n"), permissions: permissions(), limits: limits() }, {
    requiredKeys: ["script"],
  }),
  fc.record({
    http: fc.oneof(
      fc.constantFrom("https://example.com", "{{ params.text }}"),
      fc.record({
        url: fc.constantFrom("https://example.com/a", "https://example.com/{{ params.n }}"),
        method: fc.constantFrom("GET", "POST"),
        headers: fc.dictionary(KEYS, TEXTS, { maxKeys: 3 }),
        query: fc.dictionary(KEYS, JSON_VALUES, { maxKeys: 2 }),
        json: JSON_VALUES,
        ok: fc.constantFrom(200, [200, "4xx"], "2xx"),
      }, { requiredKeys: ["url"] }),
    ),
  }),
  fc.record({ pipeline: fc.constant("./other.yaml"), with: fc.dictionary(KEYS, JSON_VALUES, { maxKeys: 3 }) }, {
    requiredKeys: ["pipeline"],
  }),
  fc.record({
    template: fc.oneof(
      TEXTS,
      fc.record({ text: TEXTS, to: fc.constant("out.txt"), require: fc.constantFrom({ bom: false }, { headings: [1, 3], size: "1kB" }) }, {
        requiredKeys: ["text"],
      }),
      fc.constant({ file: "a.tmpl", to: "a.txt" }),
    ),
  }),
  fc.record({ wait: fc.oneof(DURATIONS, fc.record({ until: CONDITIONS, every: DURATIONS }, { requiredKeys: ["until"] })) }),
  fc.record({ approve: fc.oneof(fc.constantFrom(true, null), TEXTS) }),
  fc.record({
    check: fc.constantFrom(
      'disk usage > 90% of "/" then alert "full"',
      "memory  free<64MiB for 2s else fail",
      'file "a" matches r"^x\\d$"',
      'service "nginx" is not running then alert \'say "x"\'',
      "port 443 is open\n  else fail",
      'log "{{ params.text }}" contains "#"',
    ),
  }),
];

function shell(): Record<string, fc.Arbitrary<unknown>> {
  return {
    shell: fc.constantFrom("bash", "sh -e"),
    stdin: fc.oneof(TEXTS, fc.constant(12)),
    inject: fc.dictionary(NAMES, TEXTS, { maxKeys: 2 }),
  };
}

function permissions(): fc.Arbitrary<unknown> {
  return fc.constantFrom("none", { net: true }, { read: ["./a"], net: "example.com" });
}

function limits(): fc.Arbitrary<unknown> {
  return fc.record({ time: fc.constantFrom("5s", "1.5s"), memory: SIZES, output: SIZES }, { requiredKeys: [] });
}

const COMMON = {
  description: PROSE,
  if: CONDITIONS,
  retry: fc.oneof(
    INTS,
    fc.record({
      attempts: INTS,
      delay: DURATIONS,
      backoff: fc.constantFrom(2, 1.5),
      cap: DURATIONS,
      jitter: fc.boolean(),
      on: fc.constantFrom(7, [7, 28]),
    }, { requiredKeys: ["attempts"] }),
  ),
  repeat: fc.oneof(
    fc.record({ until: CONDITIONS, every: DURATIONS, limit: INTS }, { requiredKeys: ["until"] }),
    fc.record({ while: CONDITIONS, limit: INTS }, { requiredKeys: ["while"] }),
  ),
  preconditions: fc.oneof(
    CONDITIONS,
    fc.array(fc.oneof(CONDITIONS, fc.record({ if: CONDITIONS, message: TEXTS }, { requiredKeys: ["if"] })), { minLength: 1, maxLength: 3 }),
  ),
  continue_on: fc.constantFrom({ failure: true }, { exit_code: 3 }, { exit_code: [3, 4] }),
  idempotent: fc.boolean(),
  env: fc.dictionary(NAMES, fc.oneof(TEXTS, fc.constantFrom(1, 1.5, true, null)), { maxKeys: 3 }),
  dotenv: fc.constantFrom(".env", [".env", "b.env"]),
  cwd: fc.constantFrom("src", "{{ params.text }}"),
  timeout: DURATIONS,
  meta: JSON_VALUES,
  matrix: fc.constantFrom({ r: ["eu", "us"] }, { r: [1, 2], "s-t": [[1], { a: "x" }] }, { r: "{{ [params.n] }}" }),
};

const TASKS = fc.oneof(...KINDS).chain((kind) => fc.record(COMMON, { requiredKeys: [] }).map((common): Data => ({ ...common, ...kind })));

const SETTINGS = fc.constantFrom<unknown>(
  "x",
  3,
  1.0,
  true,
  [1, 2],
  { type: "string", default: "two\nlines", description: 'Says "x"', pattern: "(?s).*" },
  { type: "int", default: 5, range: [1, 9] },
  { type: "float", default: -0.5, range: [-1.5, 2] },
  { type: "duration", default: "5m", range: ["1s", "1h"] },
  { type: "size", default: "64MiB", enum: ["64MiB", "1GiB"] },
  { type: "list<int>", default: [1] },
  { type: "map<string, int>", default: { a: 1, "b-c": 2 } },
  { type: "list", items: "duration", default: ["1s"] },
  { default: "a", enum: ["a", "b"] },
  { enum: ["a", "2"], type: "enum", default: "2" },
);

const PIPELINES = fc.record({
  name: fc.oneof(PROSE.filter((text) => !text.includes("{{")), fc.constantFrom("nightly", "nightly-report")),
  description: PROSE,
  config: fc.dictionary(fc.constantFrom("c", "d-e"), SETTINGS, { maxKeys: 2 }),
  params: fc.tuple(SETTINGS, SETTINGS).map(([x, y]) => ({ n: 3, text: { type: "string", default: "a" }, x, "y-z": y })),
  secrets: fc.constantFrom({ token: { env: "TOKEN" } }, { "a-b": { file: "./key" } }),
  on: fc.constantFrom<unknown>(
    { schedule: "0 2 * * *" },
    { schedule: ["0 2 * * *", { cron: "0 3 * * *", zone: "UTC", missed: "last" }], watch: "*.csv" },
    { http: { path: "/hook", method: "PUT", auth: "none" }, watch: { paths: ["a", "b c"], debounce: "1.5s" } },
  ),
  concurrency: fc.constantFrom<unknown>("one", { group: "two", limit: 3 }, { limit: 2, overlap: "skip" }),
  env: COMMON.env,
  timeout: fc.constantFrom("1h", "90s"),
  max_parallel: fc.integer({ min: 1, max: 9 }),
  limits: limits(),
  permissions: permissions(),
  meta: JSON_VALUES,
  tasks: fc.array(TASKS, { minLength: 1, maxLength: 5 }),
  finally: fc.array(TASKS, { maxLength: 2 }),
  on_failure: fc.array(TASKS, { minLength: 1, maxLength: 1 }),
}, { requiredKeys: ["params", "tasks"] });

/** The texts of pipelines, most of them valid. */
export function yamlPipelines(): fc.Arbitrary<string> {
  return fc.tuple(PIPELINES, fc.integer({ min: 0 }), fc.boolean(), fc.boolean()).map(([pipeline, seed, blockQuote, singleQuote]) => {
    const random = seeded(seed);
    return commented(stringify(named(pipeline as Data, random), { lineWidth: 0, blockQuote, singleQuote }), random);
  });
}

/** Gives the tasks ids, an order and conditions that choose among them. */
function named(pipeline: Data, random: () => number): Data {
  const given = pipeline["tasks"] as readonly Data[];
  const tasks: Data[] = [];
  const free = given.map((task, index) => ({ id: idOf(task, index, random), ...task }));
  while (free.length > 0) {
    const before = tasks.map(({ id }) => id as string);
    if (random() < 0.4) tasks.push(...routed(free, before, random));
    else {
      const task = free.shift() ?? {};
      const waits = before.filter(() => random() < 0.3);
      tasks.push(waits.length === 0 ? task : { ...task, depends_on: waits.length === 1 && random() < 0.5 ? waits[0] : waits });
    }
  }
  const hooks = ["finally", "on_failure"].filter((list) => list in pipeline);
  const named = hooks.map((list) => [list, (pipeline[list] as Data[]).map((task, index) => ({ ...task, id: `${list}-${index}` }))]);
  return { ...pipeline, ...Object.fromEntries(named), tasks };
}

function idOf(task: Data, index: number, random: () => number): string {
  const check = task["check"];
  if (typeof check === "string" && random() < 0.5) return `check_${check.split(" ")[0]}${index === 0 ? "" : `_${index + 1}`}`;
  return random() < 0.3 ? `task-${index}` : `t${index}`;
}

/** A condition and the tasks of its branches, which may stand elsewhere or in another order. */
function routed(free: Data[], before: readonly string[], random: () => number): Data[] {
  const then = free.splice(0, 1 + Math.floor(random() * 2));
  const otherwise = random() < 0.6 ? free.splice(0, 1 + Math.floor(random() * 2)) : [];
  const ids = (tasks: readonly Data[]) => tasks.length === 1 && random() < 0.5 ? tasks[0]?.["id"] : tasks.map(({ id }) => id);
  const [used] = before.filter(() => random() < 0.5);
  const waits = before.filter((id) => id === used || random() < 0.2);
  const router: Data = {
    id: random() < 0.5 ? `when_${then[0]?.["id"]}` : `route_${then[0]?.["id"]}`,
    ...(waits.length === 0 ? {} : { depends_on: random() < 0.5 ? waits : waits.toReversed() }),
    if: used === undefined ? "{{ params.n > 1 }}" : `{{ tasks["${used}"].exit_code == 0 }}`,
    then: ids(then),
    ...(otherwise.length === 0 ? {} : { else: ids(otherwise) }),
    ...(random() < 0.1 ? { description: "Chooses" } : {}),
  };
  const branches = [...then, ...otherwise];
  // A branch may be a condition itself.
  return [router, ...(random() < 0.7 ? branches : branches.toReversed())];
}

/** Puts comments on lines of their own and at lines' ends, where they are none of a text. */
function commented(text: string, random: () => number): string {
  let current = text;
  for (let count = Math.floor(random() * 8); count > 0; count--) {
    const lines = current.split("\n");
    const at = Math.floor(random() * lines.length);
    const line = lines[at] ?? "";
    const comment = `# ${count} "it's" {{ c }}`;
    const changed = random() < 0.5 ? [`${/^ */.exec(line)?.[0] ?? ""}${comment}`, line] : [line === "" ? comment : `${line} ${comment}`];
    const next = lines.toSpliced(at, 1, ...changed).join("\n");
    if (commentSpans(next).length === commentSpans(current).length + 1) current = next;
  }
  return current;
}
