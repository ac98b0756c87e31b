import assert from "node:assert/strict";
import { Lines, runProgram, startServing, withFiles } from "./serving.ts";

const ignore = Deno.build.os === "windows";
const test = (name: string, fn: (t: Deno.TestContext) => Promise<void>) => Deno.test({ name, ignore, fn });

const HELLO = "# mine\nname: hello\ntasks:\n  - id: greet # the first\n    run: echo hello\n    timeout: 30s\n";
/** Goes on until a file `go` is there. */
const WAITS = "name: waits\ntasks:\n  - { id: wait, run: 'env > env.txt; touch begun; until [ -e go ]; do sleep 0.02; done' }\n";

/** A request with the local admin's token. */
async function api(folder: string, url: string, method: string, path: string, body?: string): Promise<Response> {
  const token = (await Deno.readTextFile(`${folder}/state/token`)).trim();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
}

/** The status of `/readyz`. */
async function readiness(url: string): Promise<number> {
  const { status, body } = await fetch(`${url}/readyz`);
  await body?.cancel();
  return status;
}

async function startRun(folder: string, url: string): Promise<string> {
  const answer = await api(folder, url, "POST", "/api/v1/pipelines/waits/runs", "{}");
  const { run } = await answer.json();
  await appears(`${folder}/begun`);
  return run;
}

/** Resolves once there is such a file. */
async function appears(path: string): Promise<void> {
  const watcher = Deno.watchFs(path.replace(/\/[^/]*$/, ""));
  try {
    const isThere = () => Deno.stat(path).then(() => true, () => false);
    if (await isThere()) return;
    for await (const _ of watcher) if (await isThere()) return;
  } finally {
    try {
      watcher.close();
    } catch {
      // The loop has closed it.
    }
  }
}

test("serve says ready once it answers, is found by the remote verbs, and leaves nothing behind when it is asked to stop", async () => {
  await withFiles({ "hello.yaml": HELLO }, async (folder) => {
    await using daemon = startServing(folder, { args: ["--listen", "127.0.0.1:0", "--listen", "unix:x.sock"] });
    const url = await daemon.ready();
    assert.equal(await readiness(url), 200);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(`${folder}/state/endpoint.json`)), { url, pid: daemon.pid });
    for (const name of ["token", "endpoint.json", "../x.sock"]) {
      assert.equal(((await Deno.stat(`${folder}/state/${name}`)).mode ?? 0) & 0o077, 0, `${name} is its owner's alone`);
    }
    assert.match((await daemon.run("status")).out, /^pipelines\/hello {2}1 {9}active {2}file$/m);
    assert.match((await runProgram(folder, ["status", "--url", "unix:x.sock"])).out, /pipelines\/hello/);
    const patched = await daemon.run("patch", "hello", "--set", "tasks[greet].timeout=5s");
    assert.match(patched.out, /revision 2 \(was 1\), active in .*\n {2}~ tasks\[greet\]\.timeout: "30s" → "5s"\n$/);
    assert.equal(await Deno.readTextFile(`${folder}/hello.yaml`), HELLO.replace("30s", "5s"));
    const refused = await daemon.run("patch", "hello", "--set", "tasks[greet].tiemout=5m");
    assert.equal(refused.code, 2);
    assert.match(
      refused.err,
      /hello\.yaml:7:5: error: A task has no field "tiemout" .*\n {4}tiemout: 5m\n {4}\^{7}\nhint: Did you mean "timeout"\?/,
    );
    assert.equal((await daemon.run("rollback", "hello")).code, 0);
    assert.equal(await Deno.readTextFile(`${folder}/hello.yaml`), HELLO);
    assert.match((await daemon.run("revisions", "hello")).out, /^3 \* .*\n2 .*\n1 .*\n$/m);
    daemon.kill("SIGTERM");
    const { code, out } = await daemon.ended();
    assert.deepEqual([code, out], [0, `ready ${url} unix:${await Deno.realPath(folder)}/x.sock\n`]);
    for (const left of ["state/endpoint.json", "x.sock"]) await assert.rejects(Deno.stat(`${folder}/${left}`), Deno.errors.NotFound, left);
    const after = await daemon.run("status");
    assert.deepEqual([after.code, after.err.split("\n")[0]?.endsWith("[daemon_unreachable]")], [4, true]);
  });
});

test("serve refuses a state folder or an address that is taken, exit 4, and a wrong command line, exit 2", async (t) => {
  await withFiles({ "hello.yaml": HELLO }, async (folder) => {
    await using daemon = startServing(folder);
    const url = await daemon.ready();
    const address = url.replace("http://", "");
    for (
      const [args, code, error] of [
        [["--state", "state", "--listen", "127.0.0.1:0"], 4, "daemon_running"],
        [["--state", "state", "--listen", address], 4, "daemon_running"],
        [["--state", "other", "--listen", address], 4, "port_taken"],
        [["--state", "other", "--listen", "nonsense"], 2, "usage"],
        [["--state", "other", "--listen", "0.0.0.0:0"], 2, "usage"],
        [["--state", "other", "--tls-cert", "x.pem"], 2, "usage"],
        [["--state", "other", "--tls-cert", "x.pem", "--tls-key", "y.pem", "--listen", "127.0.0.1:0"], 2, "file_unreadable"],
        [["nowhere", "--state", "other"], 2, "file_unreadable"],
        [["--stat", "other"], 2, "usage"],
      ] as const
    ) {
      await t.step(args.join(" "), async () => {
        const ended = await runProgram(folder, ["serve", ...args]);
        assert.deepEqual([ended.code, ended.out], [code, ""]);
        assert.match(ended.err, new RegExp(`\\[${error}\\]`));
      });
    }
    assert.equal((await daemon.run("status")).code, 0, "the first one goes on");
  });
});

test("serve takes a state folder over from a daemon that was killed", async () => {
  await withFiles({ "hello.yaml": HELLO }, async (folder) => {
    {
      await using daemon = startServing(folder, { args: ["--listen", "unix:x.sock"] });
      await daemon.ready();
      daemon.kill("SIGKILL");
      await daemon.ended();
    }
    const left = await runProgram(folder, ["status", "--state", "state"]);
    assert.deepEqual([left.code, /daemon_unreachable/.test(left.err)], [4, true]);
    await using daemon = startServing(folder, { args: ["--listen", "unix:x.sock"] });
    assert.match(await daemon.ready(), /^unix:/);
    assert.equal((await daemon.run("status")).code, 0);
  });
});

test("serve lets runs end when it is asked to stop, answers 503 meanwhile, and a second signal ends them at once", async () => {
  await withFiles({ "waits.yaml": WAITS }, async (folder) => {
    {
      await using daemon = startServing(folder);
      const url = await daemon.ready();
      const run = await startRun(folder, url);
      daemon.kill("SIGTERM");
      await daemon.log.find((line) => line.includes("daemon stopping"));
      assert.equal(await readiness(url), 503);
      const refused = await api(folder, url, "POST", "/api/v1/pipelines/waits/runs", "{}");
      assert.deepEqual([refused.status, (await refused.json()).code], [503, "stopping"]);
      await Deno.writeTextFile(`${folder}/go`, "");
      assert.equal((await daemon.ended()).code, 0);
      assert.match((await daemon.run("show", run)).out, /succeeded/);
    }
    for (const name of ["go", "begun"]) await Deno.remove(`${folder}/${name}`);
    await using daemon = startServing(folder);
    const run = await startRun(folder, await daemon.ready());
    daemon.kill("SIGINT");
    await daemon.log.find((line) => line.includes("daemon stopping"));
    daemon.kill("SIGINT");
    assert.equal((await daemon.ended()).code, 3);
    assert.match((await daemon.run("show", run)).out, /interrupted/);
  });
});

test("the runs of a daemon are shown, followed, cancelled while they wait, and go on in a new daemon after a crash", async () => {
  const files = {
    "waits.yaml": WAITS.replace("touch begun;", "echo one; touch begun;").replace("done' }", "done; echo two', idempotent: true }"),
  };
  await withFiles(files, async (folder) => {
    let run = "";
    {
      await using daemon = startServing(folder, { args: ["--listen", "127.0.0.1:0", "--listen", "unix:x.sock"] });
      const url = await daemon.ready();
      assert.equal((await daemon.run("patch", "settings", "--set", "runs.at_once=1")).code, 0);
      run = await startRun(folder, url);
      const waiting = (await (await api(folder, url, "POST", "/api/v1/pipelines/waits/runs", "{}")).json()).run;
      assert.match((await daemon.run("show", waiting)).out, /queued/);
      assert.match((await daemon.run("status")).out, /1 running, 1 waiting/);
      // Without -f it is what is there now, also from elsewhere.
      assert.equal((await daemon.run("logs", run)).out, "wait | one\n");
      assert.equal((await runProgram(folder, ["logs", run, "--url", "unix:x.sock"])).out, "wait | one\n");
      assert.equal((await runProgram(folder, ["logs", waiting, "--url", "unix:x.sock"])).out, "");
      assert.equal((await daemon.run("cancel", waiting)).code, 0);
      assert.match((await daemon.run("show", waiting)).out, /cancelled/);
      assert.equal((await daemon.run("cancel", waiting)).code, 2);
      assert.equal((await daemon.run("resume", run)).code, 2, "it is alive");
      daemon.kill("SIGKILL");
      await daemon.ended();
    }
    await using daemon = startServing(folder, { args: ["--listen", "unix:x.sock"] });
    await daemon.ready();
    assert.match((await daemon.run("show", run)).out, /interrupted/);
    const followed = runProgram(folder, ["resume", run, "--state", "state", "--json"]);
    await Deno.writeTextFile(`${folder}/go`, "");
    const { code, out } = await followed;
    const types = out.trim().split("\n").map((line) => JSON.parse(line).type);
    assert.deepEqual([code, types[0], types.at(-1)], [0, "run.started", "run.finished"]);
    assert.equal((await daemon.run("logs", "-f", run)).out, "wait | one\nwait | one\nwait | two\n");
    assert.equal((await runProgram(folder, ["logs", "-f", run, "--url", "unix:x.sock"])).out, "wait | one\nwait | one\nwait | two\n");
  });
});

test("serve looks at its files again on SIGHUP and SIGUSR2", async () => {
  // A quiet time so long that the watch never comes first.
  await withFiles({ "hello.yaml": HELLO }, async (folder) => {
    await using daemon = startServing(folder);
    await daemon.ready();
    assert.equal((await daemon.run("patch", "settings", "--set", "reload.debounce=1m")).code, 0);
    for (const [signal, timeout] of [["SIGHUP", "7s"], ["SIGUSR2", "8s"]] as const) {
      await Deno.writeTextFile(`${folder}/hello.yaml`, HELLO.replace("30s", timeout));
      daemon.kill(signal);
      await daemon.log.find((line) => line.includes("reloaded on a signal") && line.includes(`"changed":1`));
      assert.match((await daemon.run("revisions", "hello", "--json", "--limit", "1")).out, /"revision":[23],/);
    }
  });
});

/** Prints each datagram as a line of JSON. */
const MANAGER = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True: print(json.dumps(s.recv(65536).decode()), flush=True)
`;

test("serve tells systemd that it is ready, reloads, lives and stops, and tells its tasks nothing of it", async () => {
  await withFiles({ "waits.yaml": WAITS }, async (folder) => {
    const address = `${folder}/notify`;
    const manager = new Deno.Command("python3", { args: ["-c", MANAGER, address], stdout: "piped" }).spawn();
    const told = new Lines(manager.stdout);
    try {
      await told.find((line) => line === "listening");
      await using daemon = startServing(folder, { env: { NOTIFY_SOCKET: address, WATCHDOG_USEC: "200000" } });
      const url = await daemon.ready();
      await told.find((line) => line === JSON.stringify(`READY=1\nSTATUS=Serving 1 pipeline on ${url}`));
      await told.find((line) => line === '"WATCHDOG=1"');
      daemon.kill("SIGHUP");
      await told.find((line) => line.startsWith('"RELOADING=1\\nMONOTONIC_USEC='));
      await startRun(folder, url);
      assert.doesNotMatch(await Deno.readTextFile(`${folder}/env.txt`), /NOTIFY_SOCKET|WATCHDOG/);
      daemon.kill("SIGTERM");
      await told.find((line) => line === JSON.stringify("STOPPING=1\nSTATUS=Waiting for 1 run"));
      await Deno.writeTextFile(`${folder}/go`, "");
      assert.equal((await daemon.ended()).code, 0);
    } finally {
      manager.kill("SIGKILL");
      await manager.status;
      await told.rest();
    }
  });
});
