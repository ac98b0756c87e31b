import assert from "node:assert/strict";
import { AppError } from "../core/mod.ts";
import { evalVerb } from "./eval.ts";
import type { Io } from "./io.ts";
import type { StreamLine } from "./lines_of.ts";
import { parseVerbArgs } from "./parse.ts";
import { VERBS } from "./verbs.ts";
import { Writer } from "./writer.ts";

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Input {
  readonly stdin?: string;
  readonly lines?: AsyncIterable<StreamLine>;
  readonly cwd?: string;
  /** Told of each write to standard output. */
  readonly onOut?: (text: string) => void;
}

/** Runs the verb in this process. */
async function evaluate(args: readonly string[], input: Input = {}): Promise<Outcome> {
  const verb = VERBS.find((each) => each.name === "eval");
  assert.ok(verb);
  const texts = { out: "", err: "" };
  const writer = (name: "out" | "err") =>
    new Writer({
      isTerminal: () => false,
      write: (bytes) => {
        const text = new TextDecoder().decode(bytes);
        texts[name] += text;
        if (name === "out") input.onOut?.(text);
        return Promise.resolve(bytes.length);
      },
    });
  const io: Io = {
    out: writer("out"),
    err: writer("err"),
    env: {},
    cwd: input.cwd ?? Deno.cwd(),
    json: args.includes("--json"),
    readStdin: () => Promise.resolve(new TextEncoder().encode(input.stdin ?? "")),
    stdinLines: () => input.lines ?? linesOf(input.stdin ?? ""),
  };
  const code = await evalVerb(parseVerbArgs(verb, args), io);
  await Promise.all([io.out.flush(), io.err.flush()]);
  return { code, ...texts };
}

async function* linesOf(text: string): AsyncGenerator<StreamLine> {
  for (const line of text.split("\n")) yield { text: line };
}

async function refusal(args: readonly string[], input: Input = {}): Promise<string> {
  try {
    await evaluate(args, input);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.exitCode, 2);
    return error.code;
  }
  throw new Error("Nothing was refused");
}

Deno.test("evalVerb() prints the value", async (t) => {
  const cases: readonly (readonly [args: readonly string[], out: string, stdin?: string])[] = [
    [["1 + 2 * 3"], "7"],
    [["'a b'"], "a b"],
    [["'a b'", "--json"], '"a b"'],
    [["[1, 2.5, null, {'a': true}]"], '[1,2.5,null,{"a":true}]'],
    [["9223372036854775807"], "9223372036854775807"],
    [["[1, 1u, 1.0]", "--json", "--typed"], '[1,{"$uint":1},{"$double":1.0}]'],
    [["duration('90s')"], "90s"],
    [["duration('90s')", "--json"], '"90s"'],
    [["-1"], "-1"],
    [["-(1 + 2) * 2"], "-6"],
    [["-x", "--vars", "-"], "-4", '{"x": 4}'],
    [["l | length > 1", "--vars", "-"], "true", "l: [1, 2]"],
    [["[x, y, z, type(x)]", "--vars", "-"], '[1.0,100.0,18446744073709551615,"double"]', '{"x": 1.0, "y": 1e2, "z": 18446744073709551615}'],
    [["[x, y, z]", "--vars", "-"], "[1.0,100.0,18446744073709551615]", "x: 1.0\ny: 1e2\nz: 18446744073709551615"],
    [["n > 10", "--vars", "-"], "true", '{"n": 12}'],
    [["n + l[1]", "--vars", "-"], "14", "n: 12\nl: [1, 2]\n"],
    [["n", "--vars", "-"], "9007199254740993", '{"n": 9007199254740993}'],
    [["constructor + __proto__", "--vars", "-"], "ab", '{"constructor": "a", "__proto__": "b"}'],
    [["[x, y]", "--vars", "-", "--typed"], '[{"$uint":1},{"$duration":"1.5s"}]', '{"x":{"$uint":"1"},"y":{"$duration":"1500ms"}}'],
  ];
  for (const [args, out, stdin] of cases) {
    await t.step(args.join(" "), async () => {
      assert.deepEqual(await evaluate(args, stdin === undefined ? {} : { stdin }), { code: 0, out: `${out}\n`, err: "" });
    });
  }
});

Deno.test("evalVerb() exits 2 with a diagnostic when the expression is wrong", async () => {
  const human = await evaluate(["1 + 'a'"]);
  assert.equal(human.code, 2);
  assert.equal(human.out, "");
  assert.match(human.err, /^expression:1:1: error: .* \[expr_type\]\n1 \+ 'a'\n\^+\n/);
  const json = await evaluate(["1 +", "--json"]);
  assert.equal(json.code, 2);
  assert.equal(json.err, "");
  const { message: _, hint: __, ...rest } = JSON.parse(json.out);
  assert.deepEqual(rest, {
    type: "diagnostic",
    severity: "error",
    code: "expr_syntax",
    file: "expression",
    line: 1,
    column: 4,
    end_line: 1,
    end_column: 4,
  });
  assert.match((await evaluate(["x"])).err, /--vars/);
});

Deno.test("evalVerb() exits 1 when the evaluation fails", async () => {
  assert.deepEqual(
    await evaluate(["x.y", "--vars", "-", "--json"], { stdin: '{"x":{}}' }).then(({ code, out }) => [code, JSON.parse(out).code]),
    [1, "expr_no_such_key"],
  );
  assert.deepEqual(JSON.parse((await evaluate(["1 / 0", "--json"])).out).type, "error");
  assert.match((await evaluate(["1 / 0"])).err, /^expression:1:1: error: .* \[expr_divide_by_zero\]/);
});

Deno.test("evalVerb() refuses variables that are no object and files that cannot be read", async () => {
  assert.equal(await refusal(["1", "--vars", "-"], { stdin: "[1]" }), "eval_vars");
  assert.equal(await refusal(["1", "--vars", "-"], { stdin: '{"x": 18446744073709551616}' }), "eval_vars");
  assert.equal(await refusal(["1", "--vars", "-", "--typed"], { stdin: '{"x":{"$uint":-1}}' }), "eval_vars");
  assert.equal(await refusal(["1", "--vars", "there-is-none.json"]), "file_unreadable");
  assert.equal(await refusal(["--batch", "there-is-none.json"]), "file_unreadable");
  assert.equal(await refusal(["--batch", "."]), "file_unreadable");
  assert.equal(await refusal([]), "usage");
  assert.equal(await refusal(["1", "--batch", "-"]), "usage");
  const broken = await evaluate(["1", "--vars", "-"], { stdin: "a: [1\n" });
  assert.equal(broken.code, 2);
  assert.match(broken.err, /^-:1:4: error: /);
});

Deno.test("evalVerb() answers each line of a batch, in order, bad ones with their error", async () => {
  const stdin = [
    '{"id":1,"expr":"x + 1","vars":{"x":9007199254740993}}',
    "nope",
    "",
    '{"id":"b"}',
    '{"id":[1,null],"expr":"y"}',
    '{"id":{"a":12345678901234567890},"expr":"1/0"}',
    '{"id":5,"expr":"x","vars":[1]}',
    "[]",
    '{"expr":"{1: \'a\'}"}',
  ].join("\n");
  const { code, out } = await evaluate(["--batch", "-"], { stdin });
  assert.equal(code, 0);
  const found = out.trimEnd().split("\n").map((line) => line.replace(/,"message":".*"\}\}$/, "}}"));
  assert.deepEqual(found, [
    '{"id":1,"value":9007199254740994}',
    '{"id":null,"error":{"code":"eval_line"}}',
    '{"id":"b","error":{"code":"eval_line"}}',
    '{"id":[1,null],"error":{"code":"expr_unknown_variable"}}',
    '{"id":{"a":12345678901234567890},"error":{"code":"expr_divide_by_zero"}}',
    '{"id":5,"error":{"code":"eval_line"}}',
    '{"id":null,"error":{"code":"eval_line"}}',
    '{"id":null,"value":{"1":"a"}}',
  ]);
});

Deno.test("evalVerb() lets the evaluation decide in a batch, but for what can never be equal", async () => {
  const cases: readonly (readonly [expr: string, answer: string])[] = [
    ["x || true", '"value":true'],
    ["typo(1) || true", '"value":true'],
    ["false && 32", '"value":false'],
    ["x | default(1)", '"value":1'],
    ["x", '"error":{"code":"expr_unknown_variable"'],
    ["x && true", '"error":{"code":"expr_unknown_variable"'],
    ["1 + 'a'", '"error":{"code":"expr_type"'],
    ["'a' == 1", '"error":{"code":"expr_never_equal"'],
  ];
  const stdin = cases.map(([expr], id) => JSON.stringify({ id, expr })).join("\n");
  const { code, out } = await evaluate(["--batch", "-"], { stdin });
  assert.equal(code, 0);
  out.trimEnd().split("\n").forEach((line, id) => assert.ok(line.startsWith(`{"id":${id},${cases[id]?.[1]}`), line));
  assert.equal((await evaluate(["false && 32"])).code, 2);
});

Deno.test("evalVerb() answers with an error when the value is too large to be written", async () => {
  const expr = "cel.bind(s, [s, s], ".repeat(60) + "s" + ")".repeat(60);
  const line = JSON.stringify({ id: 1, expr, vars: { s: [1] } });
  const { code, out } = await evaluate(["--batch", "-"], { stdin: line });
  assert.equal(code, 0);
  assert.match(out, /^\{"id":1,"error":\{"code":"expr_too_large"/);
  assert.equal((await evaluate([expr, "--vars", "-"], { stdin: '{"s":[1]}' })).code, 1);
});

Deno.test("evalVerb() answers a line that is too long with its error", async () => {
  async function* lines(): AsyncGenerator<StreamLine> {
    yield { length: 40_000_000 };
    yield { text: '{"id":1,"expr":"1"}' };
  }
  const { out } = await evaluate(["--batch", "-"], { lines: lines() });
  assert.match(out, /^\{"id":null,"error":\{"code":"eval_line".*\n\{"id":1,"value":1\}\n$/);
});

Deno.test("evalVerb() answers a line before the next one has come", async () => {
  const answers: string[] = [];
  async function* lines(): AsyncGenerator<StreamLine> {
    for (let i = 1; i <= 3; i++) {
      yield { text: `{"id":${i},"expr":"${i}"}` };
      await new Promise((resolve) => setTimeout(resolve));
      assert.equal(answers.length, i);
    }
  }
  const { code } = await evaluate(["--batch", "-"], { lines: lines(), onOut: (text) => answers.push(text) });
  assert.equal(code, 0);
});

Deno.test("evalVerb() reads a batch from a file, whatever its line ends", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/batch.jsonl`, '{"id":1,"expr":"1"}\r\n{"id":2,"expr":"b\'x\'"}');
    const { out } = await evaluate(["--batch", "batch.jsonl", "--typed"], { cwd: folder });
    assert.equal(out, '{"id":1,"value":1}\n{"id":2,"value":{"$bytes":"eA=="}}\n');
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
