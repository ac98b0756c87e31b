import assert from "node:assert/strict";
import { EXECUTOR, executor, IGNORE, IS_WINE, lives, TOOL, until, withFolder } from "./machine.ts";

const path = TOOL.replaceAll("\\", "/");

Deno.test({
  name: "executor version and doctor answer, and doctor finds consoles and job objects",
  ignore: IGNORE,
  fn: async () => {
    const version = await executor(["version"]);
    assert.deepEqual([version.code, version.err], [0, ""]);
    assert.match(version.out, /^executor \d+\.\d+\.\d+ .*windows/);
    const { code, out } = await executor(["doctor", "--json"]);
    assert.equal(code, 0);
    const rows = new Map(out.trim().split("\n").map((line) => JSON.parse(line)).map((row) => [row.name, row.status]));
    assert.deepEqual(["conpty", "job-objects", "libbpf", "pty"].map((name) => rows.get(name)), ["ok", "ok", "missing", "missing"]);
  },
});

Deno.test({
  name: "executor run passes data along, runs shell text and batch files, and branches",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}\\say.cmd`, "@echo off\r\necho said %1\r\n");
      await Deno.writeTextFile(
        `${folder}\\all.yaml`,
        `name: all
env: { GREETING: hello }
tasks:
  - { id: first, command: ['${path}', args, "one two", "ü"] }
  - { id: second, depends_on: [first], command: ['${path}', cat] }
  - { id: shell, shell: cmd, run: 'echo "%GREETING% you"' }
  - { id: batch, command: [./say.cmd, "a&b"] }
  - { id: code, command: [cmd, /c, exit 3], continue_on: { exit_code: [3] } }
  - id: choose
    depends_on: [second]
    if: "{{ upstream.second.stdout | length > 3 }}"
    then: yes
    else: no
  - { id: yes, command: ['${path}', args, taken] }
  - { id: no, command: ['${path}', args, not] }
`,
      );
      const { code, out, err } = await executor(["run", "all.yaml", "--json", "--state", `${folder}\\state`], { cwd: folder });
      const events = out.trim().split("\n").map((line) => JSON.parse(line));
      const lines = (task: string) =>
        events.filter((event) => event.type === "task.output" && event.task === task).map(({ line }) => line.trimEnd());
      const ended = Object.fromEntries(events.filter(({ type }) => type === "task.finished").map(({ task, status }) => [task, status]));
      assert.equal(code, 0, out + err);
      assert.deepEqual(lines("second"), ["one two", "ü"]);
      assert.deepEqual(lines("shell"), ['"hello you"']);
      assert.deepEqual(lines("batch"), ['said "a&b"']);
      assert.deepEqual(lines("yes"), ["taken"]);
      assert.deepEqual([ended["code"], ended["no"]], ["failed", "skipped"]);
      const runs = await executor(["runs", "--json", "--state", `${folder}\\state`]);
      assert.match(runs.out, /"status":"succeeded"/);
    });
  },
});

Deno.test({
  name: "executor run runs scripts",
  // The sandbox lends a script's folder by a junction, which Wine 8 cannot make.
  ignore: IGNORE || IS_WINE,
  fn: async () => {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(
        `${folder}\\script.yaml`,
        'name: script\ntasks:\n  - { id: a, script: "export default () => ({ sum: 1 + 1 })\\n" }\n',
      );
      const { code, out } = await executor(["run", "script.yaml", "--json", "--state", `${folder}\\state`], { cwd: folder });
      assert.equal(code, 0, out);
      assert.match(out, /"outputs":\{"sum":2\}/);
    });
  },
});

Deno.test({
  name: "executor run ends the whole tree of a task that timed out",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      const file = `${folder}\\tree`;
      await Deno.writeTextFile(
        `${folder}\\tree.yaml`,
        `name: tree\ntasks:\n  - { id: stuck, timeout: 10s, command: ['${path}', tree, "2", '${file}'] }\n`,
      );
      const running = executor(["run", "tree.yaml", "--json", "--state", `${folder}\\state`], { cwd: folder });
      await until(() => lives(`${file}.0`));
      const { code, out } = await running;
      assert.equal(code, 1, out);
      assert.match(out, /"task":"stuck","attempt":1,"status":"timed_out"/);
      assert.deepEqual([0, 1, 2].filter((depth) => lives(`${file}.${depth}`)), []);
    });
  },
});

Deno.test({
  name: "executor run tells a missing program, a broken pipeline, a wrong flag and what needs Linux apart",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}\\none.yaml`, "name: none\ntasks:\n  - { id: none, command: [no-such-program] }\n");
      const missing = await executor(["run", "none.yaml", "--state", `${folder}\\state`], { cwd: folder });
      assert.equal(missing.code, 1);
      assert.match(missing.err, /no such program \[spawn_failed\]/);
      await Deno.writeTextFile(`${folder}\\bad.yaml`, "name: bad\ntasks:\n  - { id: a, comand: [x] }\n");
      const broken = await executor(["run", "bad.yaml", "--state", `${folder}\\state`], { cwd: folder });
      assert.equal(broken.code, 2);
      assert.match(broken.err, /command/);
      assert.equal((await executor(["run", "--nope"])).code, 2);
      const probe = await executor(["probe", "run", "exec"]);
      assert.deepEqual([probe.code, /Linux is missing: this is windows \[probe_unsupported\]/.test(probe.err)], [4, true]);
    });
  },
});

Deno.test({
  name: "executor shell runs a command in a console, ends as it does, and records it",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      const { code, out } = await executor(["shell", "--record", "demo.cast", "--", "cmd", "/c", "echo hello& exit 5"], { cwd: folder });
      assert.equal(code, 5);
      assert.match(out, /hello/);
      const [header = "", ...events] = (await Deno.readTextFile(`${folder}\\demo.cast`)).trim().split("\n");
      assert.deepEqual([JSON.parse(header).version, JSON.parse(header).width], [2, 80]);
      assert.match(events.map((line) => JSON.parse(line)[2]).join(""), /hello/);
      const fed = await executor(["shell", "--", TOOL, "cat"], { stdin: "from a pipe\r\n" });
      assert.deepEqual([fed.code, /from a pipe/.test(fed.out)], [0, true]);
      assert.equal((await executor(["shell", "--", "no-such-program"])).code, 127);
    });
  },
});

Deno.test({
  name: "executor diagnose process writes a dump, and says why it cannot",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      await using child = new Deno.Command(TOOL, { args: ["cat"], stdin: "piped", stdout: "null" }).spawn();
      const pid = String(child.pid);
      const written = await executor(["diagnose", "process", pid, "--core", "tool.dmp", "--json"], { cwd: folder });
      assert.deepEqual([written.code, written.err], [0, ""]);
      assert.deepEqual(JSON.parse(written.out).core, {
        file: `${folder}\\tool.dmp`,
        size_bytes: Deno.statSync(`${folder}\\tool.dmp`).size,
      });
      const again = await executor(["diagnose", "process", pid, "--core", "tool.dmp"], { cwd: folder });
      assert.deepEqual([again.code, /it exists \[file_unwritable\]/.test(again.err)], [4, true]);
      assert.equal((await executor(["diagnose", "process", "999999", "--core", "x.dmp"], { cwd: folder })).code, 1);
      assert.equal((await executor(["diagnose", "process", pid])).code, 4);
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["tool.dmp"]);
      await child.stdin.close();
      await child.status;
    });
  },
});

Deno.test({
  name: "executor serve runs as a service: installed, running, reloaded, stopped and removed",
  ignore: IGNORE,
  fn: async () => {
    await withFolder(async (folder) => {
      await Deno.mkdir(`${folder}\\pipelines`);
      await Deno.writeTextFile(`${folder}\\pipelines\\one.yaml`, "name: one\ntasks:\n  - { id: a, command: [cmd, /c, echo a] }\n");
      const installed = await executor(["service", "install", "pipelines", "--state", `${folder}\\state`, "--listen", "127.0.0.1:0"], {
        cwd: folder,
      });
      assert.deepEqual([installed.code, installed.err], [0, ""]);
      try {
        await until(() => /RUNNING/.test(query()), 120_000);
        const { url } = JSON.parse(await Deno.readTextFile(`${folder}\\state\\endpoint.json`));
        const token = await Deno.readTextFile(`${folder}\\state\\token`);
        const answer = await fetch(`${url}/api/v1/pipelines/one`, { headers: { authorization: `Bearer ${token.trim()}` } });
        assert.equal((await answer.json()).name, "one");
        const status = await executor(["service", "status"]);
        assert.match(status.out, /^installed/);
        sc("control", "executor", "paramchange");
        assert.match(query(), /RUNNING/);
        sc("stop", "executor");
        await until(() => /STOPPED/.test(query()), 120_000);
        assert.match(query(), /WIN32_EXIT_CODE\s*: 0 /);
        assert.ok(!lives(`${folder}\\state\\endpoint.json`));
      } finally {
        await executor(["service", "uninstall"]);
        sc("delete", "executor");
      }
      assert.ok(EXECUTOR.length > 0 && !/RUNNING|STOPPED/.test(query()));
    });
  },
});

function sc(...args: string[]): string {
  const { stdout } = new Deno.Command("sc.exe", { args, stdin: "null", stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout);
}

function query(): string {
  return sc("query", "executor");
}
