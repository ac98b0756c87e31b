import assert from "node:assert/strict";
import { AppError, parseJson, stringifyJson } from "../../src/core/mod.ts";
import { setByPath } from "./set_by_path.ts";

const DOCUMENT = '{"name":"p","tasks":[{"id":"fetch","run":"ls","timeout":"1s"},{"id":"0","run":"x"}],"max_parallel":4,"on":null}';

Deno.test("setByPath() sets what the path names", async (t) => {
  const table: [string, string][] = [
    ["max_parallel=8", '{"max_parallel":8}'],
    ["tasks[fetch].timeout=10s", '{"timeout":"10s"}'],
    ["tasks[0].timeout=10s", '{"timeout":"10s"}'],
    ['tasks["0"].run=y', '{"run":"y"}'],
    ["tasks['fetch'].run=y", '{"run":"y"}'],
    ["tasks[fetch].env.A=1", '{"env":{"A":1}}'],
    ['tasks[fetch].env.A="1"', '{"env":{"A":"1"}}'],
    ['tasks[fetch].env["a.b=c"]=1', '{"env":{"a.b=c":1}}'],
    ["tasks[fetch].retry={ attempts: 3, delay: 1s }", '{"retry":{"attempts":3,"delay":"1s"}}'],
    ["tasks[fetch].command=[ls, -l]", '{"command":["ls","-l"]}'],
    ["tasks[fetch].run=echo a=b # c: d", '{"run":"echo a=b # c: d"}'],
    ["tasks[fetch].run=", '{"run":null}'],
    ["tasks[fetch].run=''", '{"run":""}'],
    ["tasks[fetch].if={{ params.x > 1 }}", '{"if":"{{ params.x > 1 }}"}'],
    ["tasks[fetch].idempotent=true", '{"idempotent":true}'],
    ["tasks[fetch].meta.n=9007199254740993", '{"meta":{"n":9007199254740993}}'],
    ["on.schedule=0 2 * * *", '{"on":{"schedule":"0 2 * * *"}}'],
    ["__proto__.x=1", '{"__proto__":{"x":1}}'],
  ];
  for (const [assignment, part] of table) {
    await t.step(assignment, async () => {
      const before = parseJson(DOCUMENT);
      const text = stringifyJson(await setByPath(before, assignment));
      assert.ok(text.includes(part.slice(1, -1)), text);
      assert.equal(stringifyJson(before), DOCUMENT);
      assert.equal(({} as { x?: number }).x, undefined);
    });
  }
});

Deno.test("setByPath() says where a path goes wrong", async (t) => {
  const table: [string, string, string | undefined][] = [
    ["timeout", '"timeout" sets nothing: it has no =', undefined],
    ["=1", '"=1" names nothing before its =', undefined],
    ["a..b=1", '"a..b=1" has no path that can be read: it breaks off at "..b=1"', undefined],
    ["a[=1", '"a[=1" has no path that can be read: it breaks off at "[=1"', undefined],
    ["taks[fetch].run=x", "There is no taks", "Did you mean tasks?"],
    ["tasks[fetsh].run=x", "There is no tasks[fetsh]: no item has that id", "Did you mean tasks[fetch]?"],
    ["tasks[other].run=x", "There is no tasks[other]: no item has that id", "Ids are fetch, 0"],
    ["tasks[2].run=x", "There is no tasks[2]: the list has 2 items", "The last one is [1]"],
    ["tasks.fetch.run=x", "tasks.fetch: tasks is a list", "Write tasks[fetch]"],
    ["tasks[fetch].timeout.x=1", 'tasks[fetch].timeout.x: tasks[fetch].timeout is the text "1s", which holds nothing', undefined],
    ["max_paralel.x=1", "There is no max_paralel", "Did you mean max_parallel?"],
    ["new[0]=1", "There is no new", undefined],
    ["tasks[fetch].run=[a", 'The value of "tasks[fetch].run=[a" cannot be read: [ is not closed', undefined],
    ['tasks[fetch].run="a" b', 'The value of "tasks[fetch].run=\\"a\\" b" cannot be read: ', undefined],
  ];
  for (const [assignment, message, hint] of table) {
    await t.step(assignment, async () => {
      await assert.rejects(setByPath(parseJson(DOCUMENT), assignment), (error) => {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, "usage");
        assert.ok(error.message.startsWith(message), error.message);
        if (hint !== undefined) assert.equal(error.hint, hint);
        return true;
      });
    });
  }
});
