import assert from "node:assert/strict";
import { parseCheck, SUBJECTS } from "../../check/mod.ts";
import { formatFlow } from "./format_flow.ts";

const CASES: Readonly<Record<string, readonly [string, string]>> = {
  "blanks, lines and quotes": [
    "\n\npipeline  p{param a :int in 1 .. 9=env( 'A',3 );  param m:map<string,int >={a:1,'b c':2,}\n\n\n\n  task a{run 'x'}}",
    'pipeline p {\n  param a: int in 1..9 = env("A", 3)\n  param m: map<string, int> = { a: 1, "b c": 2 }\n\n  task a { run "x" }\n}\n',
  ],
  "texts that hold a double quote stay as they are": [
    "pipeline p { task a { command 'say \"x\"' 'it\\'s' r'\\d' } }",
    'pipeline p { task a { command \'say "x"\' "it\'s" r"\\d" } }\n',
  ],
  "expressions": [
    "pipeline p { task a if params.a>1&&!x.y( -1,[1,2][ 0 ] )?{'a':-b}.a:c - d in[e] { command (  a . b ) \"x\"; } }",
    'pipeline p { task a if params.a > 1 && !x.y(-1, [1, 2][0]) ? { "a": -b }.a : c - d in [e] { command (a.b) "x" } }\n',
  ],
  "line ends within expressions and brackets": [
    'pipeline p {\ntask a if x ||\n y.z\n&& w {\nrun "x"\nenv {\nA: [1,\n2], B: {\nC: 3 },\n}\n}\n}',
    'pipeline p {\n  task a if x ||\n    y.z\n    && w {\n    run "x"\n    env {\n      A: [1,\n        2], B: {\n        C: 3\n      },\n    }\n  }\n}\n',
  ],
  "comments": [
    '# a\npipeline p { # b\n# c\n\n\n  # d\n  task a { # e\n    run "x"   # f\n  # g\n  }\n  meta [ # h\n1, # i\n2 ]\n# j\n}\n# k',
    '# a\npipeline p { # b\n  # c\n\n  # d\n  task a { # e\n    run "x" # f\n    # g\n  }\n  meta [ # h\n    1, # i\n    2\n  ]\n  # j\n}\n# k\n',
  ],
  "texts in triple quotes": [
    'pipeline p {\ntask a { run """\n  a\n\n    b\n  """ }\ntask b { run """\n"""; shell "x" }\n}',
    'pipeline p {\n  task a {\n    run """\n      a\n\n        b\n      """\n  }\n  task b {\n    run """\n      """\n    shell "x"\n  }\n}\n',
  ],
  "clauses in the grammar's order": [
    'pipeline p { task a for r in [1] if x after b { retry 3 jitter backoff 2 every 1s; http "https://a" b 1 a 2 } }',
    'pipeline p {\n  task a after b if x for r in [1] {\n    retry 3 every 1s backoff 2 jitter\n    http "https://a" b 1 a 2\n  }\n}\n',
  ],
  "texts that are one expression": [
    'pipeline p { task a { command "{{ a.b }}" "{{ 1 }}" "{{ .a }}" "{{ a | size }}" "x{{ a.b }}" "{{ [a][0] }}"; env { A: "{{ a.b + 1 }}" } } }',
    'pipeline p {\n  task a {\n    command (a.b) "{{ 1 }}" "{{ .a }}" "{{ a | size }}" "x{{ a.b }}" "{{ [a][0] }}"\n    env { A: a.b + 1 }\n  }\n}\n',
  ],
  "texts of fields that take no expression": [
    'pipeline p { description "{{ a.b }}"; task a { run "{{ a.b }}" } }',
    'pipeline p {\n  description "{{ a.b }}"\n  task a { run "{{ a.b }}" }\n}\n',
  ],
  "branches": [
    'pipeline p { when a.b{task x{run "x"}}else when c.d as e after f{}else{check disk usage>90 % of "/"} }',
    'pipeline p { when a.b { task x { run "x" } } else when c.d as e after f {} else { check disk usage > 90% of "/" } }\n',
  ],
  "lines that are too long": [
    `pipeline p { finally { task page { http post "https://example.com" json { text: "${"x".repeat(40)}" } } } }`,
    `pipeline p {\n  finally { task page { http post "https://example.com" json { text: "${"x".repeat(40)}" } } }\n}\n`,
  ],
  "CRLF and a byte order mark": [
    '\ufeffpipeline p {\r\n  task a {\r\n    run "x"\r\n  }\r\n}\r\n',
    'pipeline p {\n  task a {\n    run "x"\n  }\n}\n',
  ],
};

Deno.test("formatFlow() writes the one form", async (t) => {
  for (const [name, [text, wanted]] of Object.entries(CASES)) {
    await t.step(name, () => {
      assert.equal(formatFlow(text, "p.flow").text, wanted);
      assert.equal(formatFlow(wanted, "p.flow").text, wanted);
    });
  }
});

Deno.test("formatFlow() leaves a file with mistakes alone", () => {
  const { text, diagnostics } = formatFlow("pipeline p {", "p.flow");
  assert.deepEqual([text, diagnostics.map(({ code }) => code)], [undefined, ["flow_unclosed"]]);
});

Deno.test("formatFlow() keeps what every sentence of the table says", () => {
  for (const { example } of SUBJECTS.flatMap(({ metrics }) => metrics)) {
    const messy = `pipeline p{check ${example.replaceAll(/ (?=(?:[^"]*"[^"]*")*[^"]*$)/g, "  ").replaceAll('"', "'")}  # why\n}`;
    const formatted = formatFlow(messy, "p.flow").text ?? "";
    assert.equal(formatted, `pipeline p {\n  check ${example} # why\n}\n`);
    assert.notEqual(parseCheck(example).check, undefined);
  }
  const { text } = formatFlow("pipeline p { check cpu usage>90%\ncheck load>\n  -1 }", "p.flow");
  assert.equal(text, undefined);
  assert.equal(
    formatFlow("pipeline p { check cpu usage>90%\ncheck load>\n4 }", "p.flow").text,
    "pipeline p {\n  check cpu usage > 90%\n  check load >\n    4\n}\n",
  );
});
