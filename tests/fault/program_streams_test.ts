import assert from "node:assert/strict";
import { ProgramWorld } from "./program_world.ts";

const ignore = Deno.build.os === "windows";
const FILES = {
  "steps.yaml": `
tasks:
  - { id: a, run: "echo one; echo two" }
  - { id: b, depends_on: [a], stdin: "", run: "while ! test -e go; do sleep 0.02; done; echo three; echo four; exit 3" }
  - { id: c, depends_on: [a], stdin: "", run: "echo ran > c" }
`,
};

Deno.test({
  name: "a run goes on when a standard stream is closed, and its exit code tells how it ended",
  ignore,
  fn: async () => {
    for (const closed of ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "> /dev/full", "2> /dev/full"]) {
      for (const json of ["", "--json"]) {
        await using world = await ProgramWorld.create({ ...FILES, go: "" });
        const { code, stdout } = await world.shell(`exec executor run steps.yaml ${json} ${closed}`);
        assert.equal(code, 1, `${closed} ${json}`);
        if (!closed.includes(">")) assert.match(stdout, json === "" ? /^b \| four$/m : /"type":"run.finished"/);
        const shown = await world.show();
        assert.equal(shown.status, "failed", closed);
        assert.deepEqual(shown.tasks.map(({ status }) => status), ["succeeded", "failed", "succeeded"], closed);
        assert.deepEqual(world.lines("c"), ["ran"]);
      }
    }
  },
});

Deno.test({
  name: "a run whose reader has gone goes on, says so once, and keeps all of its output",
  ignore,
  fn: async () => {
    for (const json of ["", "--json"]) {
      await using world = await ProgramWorld.create(FILES);
      // The reader is certainly gone before there is more to read.
      const { code, stdout, stderr } = await world.shell(
        `{ executor run steps.yaml ${json}; echo $? > code; } | { head -n 1; exec 0<&-; touch go; }; while ! test -s code; do sleep 0.02; done`,
      );
      assert.equal(code, 0, stderr);
      assert.equal(stdout.trim().split("\n").length, 1, stdout);
      if (json !== "") assert.equal(JSON.parse(stdout).type, "run.started");
      assert.deepEqual(world.lines("code"), ["1"]);
      assert.equal(stderr.match(/note: standard output was closed; all output is kept/g)?.length, 1, stderr);
      const logs = await world.run("logs", "last");
      for (const line of ["one", "two", "three", "four"]) assert.match(logs.stdout, new RegExp(`${line}$`, "m"));
    }
  },
});

Deno.test({
  name: "verbs that print a lot end quietly when their reader has gone",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create({ "long.yaml": 'tasks: [{ id: a, run: "seq 1 20000" }]\n' });
    assert.equal((await world.run("run", "long.yaml")).code, 0);
    for (const verb of ["logs last", "logs last --json", "schema", "show last --json", "--help", "version --json"]) {
      const { stdout, stderr } = await world.shell(`{ executor ${verb}; echo "$?" > code; } | head -n 1`);
      assert.notEqual(stdout, "", verb);
      assert.equal(stderr, "", `${verb}: ${stderr}`);
      assert.deepEqual(world.lines("code"), ["0"], verb);
    }
  },
});

Deno.test({
  name: "a document from a closed or an empty standard input is a diagnostic",
  ignore,
  fn: async () => {
    await using world = await ProgramWorld.create();
    for (const from of ["<&-", "</dev/null"]) {
      for (const verb of ["check", "run", "plan"]) {
        const { code, stderr } = await world.shell(`exec executor ${verb} - ${from}`);
        assert.equal(code, 2, `${verb} ${from}: ${stderr}`);
        assert.match(stderr, /\[yaml_empty\]/);
      }
    }
  },
});
