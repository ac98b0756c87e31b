import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { formatTyped } from "../../../dsl/expr/mod.ts";
import { programFolder } from "../../program.ts";
import { canonical, specCases } from "./suite.ts";

const bin = await programFolder();

/** Where `eval` is stricter than an evaluation without a checker, with the reason. */
const STRICTER: Readonly<Record<string, string>> = {
  not_eq_list_length: "two lists of unlike items are compared: never equal, which the checker refuses",
};

Deno.test("eval --batch --typed gives what cel-spec's simple tests expect, in every case that needs no protobuf", async () => {
  const cases = specCases().filter((entry) => entry.excluded === undefined && !entry.case.checkOnly).map((entry) => entry.case);
  const lines = cases.map(({ expr, bindings }, id) => `{"id":${id},"expr":${JSON.stringify(expr)},"vars":${formatTyped(bindings)}}\n`);
  const answers = await batch(lines.join(""));
  strictEqual(answers.length, cases.length);
  const wrong: string[] = [];
  cases.forEach((test, id) => {
    const answer = answers[id] ?? "";
    const value = /^\{"id":\d+,"value":(.*)\}$/s.exec(answer)?.[1];
    const isRight = test.expected === undefined
      ? answer.startsWith(`{"id":${id},"error":{`)
      : value !== undefined && canonical(value) === canonical(formatTyped(test.expected));
    if (!isRight && STRICTER[test.name] === undefined) wrong.push(`${test.file}/${test.group}/${test.name}: ${test.expr}: ${answer}`);
  });
  deepStrictEqual(wrong, []);
  ok(cases.length >= 1_500);
});

async function batch(lines: string): Promise<string[]> {
  const child = new Deno.Command(`${bin}/executor`, { args: ["eval", "--batch", "-", "--typed"], stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  const [{ stdout, code }] = await Promise.all([child.output(), writer.write(new TextEncoder().encode(lines)).then(() => writer.close())]);
  strictEqual(code, 0);
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}
