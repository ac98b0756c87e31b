import assert from "node:assert/strict";
import { runProgram } from "../serving.ts";
import { serving, test } from "./customer.ts";

const HELLO = "# mine\nname: hello\ntasks:\n  - id: greet # first\n    run: echo hello\n    timeout: 30s\n";

test("remote verbs find the daemon, speak JSON, and end as they say", async (t) => {
  await serving({ "hello.yaml": HELLO }, async (customer) => {
    const { daemon, folder } = customer;
    const { run } = await customer.run("hello");
    await customer.patch("/api/v1/pipelines/hello", { timeout: "1m" });
    await t.step("they work", async () => {
      for (
        const args of [
          ["status"],
          ["status", "--json"],
          ["reload"],
          ["revisions", "hello"],
          ["revisions", "hello", "--json"],
          ["revisions", "hello", "--diff", "1..2"],
          ["runs"],
          ["runs", "--json"],
          ["show", run, "--json"],
          ["logs", run],
          ["patch", "hello", "--set", "tasks[greet].timeout=10s"],
          ["patch", "hello", "--set", "tasks[greet].timeout=11s", "--json"],
          ["rollback", "hello"],
          ["token", "list"],
          ["token", "create", "--role", "viewer", "--json"],
        ]
      ) {
        const { code, out, err } = await daemon.run(...args);
        assert.equal(code, 0, `${args.join(" ")}: ${err}`);
        if (args.includes("--json")) { for (const line of out.trimEnd().split("\n")) JSON.parse(line); }
      }
    });
    await t.step("show --json is what the API answers", async () => {
      const shown = JSON.parse((await daemon.run("show", run, "--json")).out);
      assert.deepEqual(shown, (await customer.get(`/api/v1/runs/${run}`)).json);
    });
    await t.step("an unknown name: exit 2", async () => {
      for (
        const args of [
          ["patch", "helo", "--set", "max_parallel=2"],
          ["patch", "hello", "--set", "tasks[gret].timeout=10s"],
          ["revisions", "helo"],
          ["rollback", "helo"],
          ["rollback", "hello", "99"],
          ["show", "nope"],
          ["logs", "nope"],
          ["cancel", "nope"],
          ["resume", "nope"],
          ["token", "revoke", "nope"],
        ]
      ) {
        const { code, err } = await daemon.run(...args);
        assert.deepEqual([code, err === ""], [2, false], `${args.join(" ")}: ${err}`);
      }
    });
    await t.step("no daemon, or a wrong token: exit 4", async () => {
      const verbs = [["status"], ["reload"], ["patch", "hello", "--set", "max_parallel=2"], ["revisions", "hello"], ["rollback", "hello"], [
        "token",
        "list",
      ]];
      for (const verb of verbs) {
        assert.equal((await runProgram(folder, [...verb, "--state", "nowhere"])).code, 4, verb.join(" "));
        const wrong = await runProgram(folder, verb, { EXECUTOR_URL: customer.url, EXECUTOR_TOKEN: "wrong" });
        assert.equal(wrong.code, 4, `${verb.join(" ")}: ${wrong.err}`);
      }
    });
    await t.step("EXECUTOR_URL and EXECUTOR_TOKEN", async () => {
      const env = { EXECUTOR_URL: customer.url, EXECUTOR_TOKEN: customer.token };
      const { code, out } = await runProgram(folder, ["status"], env);
      assert.deepEqual([code, /pipelines\/hello/.test(out)], [0, true]);
      const viewer = (await customer.ask("POST", "/api/v1/tokens", { body: { role: "viewer" } })).json.token;
      const patched = await runProgram(folder, ["patch", "hello", "--set", "max_parallel=2"], { ...env, EXECUTOR_TOKEN: viewer });
      assert.equal(patched.code, 4, patched.err);
    });
    await t.step("a change that is refused shows its place", async () => {
      const { code, err } = await daemon.run("patch", "hello", "--set", "tasks[greet].tiemout=10s");
      assert.equal(code, 2);
      assert.match(err, /tiemout/);
      assert.match(err, /timeout/);
    });
  });
});
