import assert from "node:assert/strict";
import { openNotifier } from "./open_notifier.ts";

/** Prints each datagram as a line of JSON, after a first line that says that it listens. */
const RECEIVER = `
import json, socket, sys, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
name = sys.argv[1]
s.bind("\\0" + name[1:] if name.startswith("@") else name)
print("listening", flush=True)
while True:
    data, control, _, _ = s.recvmsg(65536, 64)
    pid = int.from_bytes(control[0][2][:4], "little")
    print(json.dumps([pid, data.decode(), time.monotonic_ns() // 1000]), flush=True)
`;

function pythonMissing(): boolean {
  try {
    return !new Deno.Command("python3", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return true;
  }
}

const ignore = Deno.build.os !== "linux" || pythonMissing();
// libc stays open.
const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, ignore, fn, sanitizeResources: false });

/** A service manager as systemd is one: a real datagram socket. */
async function withManager(
  address: string,
  use: (next: () => Promise<readonly [pid: number, text: string, microseconds: number]>) => Promise<void>,
): Promise<void> {
  const child = new Deno.Command("python3", { args: ["-c", RECEIVER, address], stdout: "piped" }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const line = async () => {
    while (!rest.includes("\n")) {
      const { value, done } = await lines.read();
      assert.ok(!done, "the receiver ended");
      rest += value;
    }
    const [first = "", ...more] = rest.split("\n");
    rest = more.join("\n");
    return first;
  };
  try {
    assert.equal(await line(), "listening");
    await use(async () => JSON.parse(await line()));
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await lines.cancel();
  }
}

for (const kind of ["path", "abstract name"]) {
  test(`openNotifier() tells a manager at a${kind === "path" ? "" : "n"} ${kind} that it is ready, reloads and stops`, async () => {
    const folder = await Deno.makeTempDir();
    const address = kind === "path" ? `${folder}/notify` : `@executor-test-${crypto.randomUUID()}`;
    try {
      await withManager(address, async (next) => {
        using notifier = await openNotifier({ NOTIFY_SOCKET: address });
        await notifier.ready("Serving 3 pipelines");
        const [pid, first, before] = await next();
        assert.deepEqual([pid, first], [Deno.pid, "READY=1\nSTATUS=Serving 3 pipelines"]);
        await notifier.reloading();
        const [, message, after] = await next();
        const said = Number(/^RELOADING=1\nMONOTONIC_USEC=(\d+)$/.exec(message)?.[1]);
        assert.ok(before <= said && said <= after, `${said} is not between what the manager's own clock said: ${before} and ${after}`);
        await notifier.status("two\nlines\r\nREADY=1");
        assert.deepEqual((await next())[1], "STATUS=two lines READY=1");
        await notifier.stopping("Waiting for 2 runs");
        assert.equal((await next())[1], "STOPPING=1\nSTATUS=Waiting for 2 runs");
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

test("openNotifier() shows the watchdog life at half of its patience, if it is meant for this process", async () => {
  const address = `@executor-test-${crypto.randomUUID()}`;
  await withManager(address, async (next) => {
    const begin = performance.now();
    using _notifier = await openNotifier({ NOTIFY_SOCKET: address, WATCHDOG_USEC: "100000", WATCHDOG_PID: String(Deno.pid) });
    for (let i = 0; i < 4; i++) assert.equal((await next())[1], "WATCHDOG=1");
    assert.ok(performance.now() - begin >= 150, "four signs of life in less than three halves of its patience");
  });
  // Another address: a further sign of life may be on its way.
  const otherAddress = `@executor-test-${crypto.randomUUID()}`;
  await withManager(otherAddress, async (next) => {
    using other = await openNotifier({ NOTIFY_SOCKET: otherAddress, WATCHDOG_USEC: "1000", WATCHDOG_PID: "1" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await other.ready("");
    assert.match((await next())[1], /^READY=1/);
  });
});

test("openNotifier() outlives a manager that is gone or never was, and warns once", async () => {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const folder = await Deno.makeTempDir();
  using notifier = await openNotifier({ NOTIFY_SOCKET: `${folder}/none` }, { warn });
  await notifier.ready("x");
  await notifier.stopping("x");
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? "", /cannot be told/);
  for (const address of ["vsock:2:1234", "relative", `/${"x".repeat(200)}`]) {
    using none = await openNotifier({ NOTIFY_SOCKET: address }, { warn });
    await none.ready("x");
  }
  assert.equal(warnings.length, 4);
  await Deno.remove(folder);
});

test("openNotifier() does not hang when the manager's queue stays full", async () => {
  const folder = await Deno.makeTempDir();
  const address = `${folder}/full`;
  const child = new Deno.Command("python3", {
    args: [
      "-c",
      `import socket,sys,time\ns=socket.socket(1,2)\ns.bind(sys.argv[1])\nprint("listening",flush=True)\ntime.sleep(600)`,
      address,
    ],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  try {
    using notifier = await openNotifier({ NOTIFY_SOCKET: address });
    // More than any queue of datagrams holds; together, so that all wait at once.
    await Promise.all(Array.from({ length: 2000 }, () => notifier.status("x")));
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("openNotifier() loads nothing and does nothing without NOTIFY_SOCKET", async () => {
  const module = new URL("./open_notifier.ts", import.meta.url).href;
  const code = `import { openNotifier } from ${
    JSON.stringify(module)
  }; using n = await openNotifier({ WATCHDOG_USEC: "1" }); await n.ready("x"); console.log("ok");`;
  // Without the right to load libraries: it is not even tried.
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--deny-ffi", "--no-prompt", `data:text/typescript,${encodeURIComponent(code)}`],
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "ok\n");
});
