import assert from "node:assert/strict";
import { AppError } from "../core/mod.ts";
import { evalVerb } from "./eval.ts";
import type { Io } from "./io.ts";
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
  readonly lines?: AsyncIterable<string>;
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

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split("\n");
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
  assert.equal(await refusal(["1", "--vars", "-", "--typed"], { stdin: '{"x":{"$uint":-1}}' }), "eval_vars");
  assert.equal(await refusal(["1", "--vars", "there-is-none.json"]), "file_unreadable");
  assert.equal(await refusal(["--batch", "there-is-none.json"]), "file_unreadable");
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

Deno.test("evalVerb() answers a line before the next one has come", async () => {
  const answers: string[] = [];
  async function* lines(): AsyncGenerator<string> {
    for (let i = 1; i <= 3; i++) {
      yield `{"id":${i},"expr":"${i}"}`;
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
