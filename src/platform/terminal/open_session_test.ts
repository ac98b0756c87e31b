import assert from "node:assert/strict";
import { probeTerminals } from "../../../ffi/pty/mod.ts";
import { AppError } from "../../core/mod.ts";
import { openSession, SessionHost, type SessionOptions } from "./open_session.ts";

/** The poller's thread may still wait when a test ends. */
const options = { ignore: probeTerminals().answer !== "yes", sanitizeOps: false, sanitizeResources: false } as const;
const encoder = new TextEncoder();
const session: SessionOptions = {
  argv: ["true"],
  cwd: "/",
  env: { PATH: "/usr/bin:/bin" },
  size: { columns: 80, rows: 24 },
  stdin: "terminal",
  output: () => {},
};

/** The poller's epoll and /dev/null, opened by the first. */
const POLLERS = 2;

function countOf(folder: string): number {
  return [...Deno.readDirSync(folder)].length;
}

function processes(): Set<string> {
  return new Set([...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name)));
}

/** Children of this process that ended and were not fetched. Those of other tests, which share the process, are not looked at. */
function zombies(ofOthers: ReadonlySet<string>): number {
  const text = (pid: string) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/stat`);
    } catch {
      return "";
    }
  };
  return [...processes()].filter((pid) => !ofOthers.has(pid) && new RegExp(`\\) Z ${Deno.pid} `).test(text(pid))).length;
}

Deno.test({
  ...options,
  name: "openSession() leaves no descriptor, thread or zombie behind after 200 sessions",
  async fn() {
    const one = async (count: number) => {
      let shown = "";
      const opened = await openSession({
        ...session,
        argv: ["sh", "-c", "read x; echo got $x"],
        output: (bytes) => void (shown += new TextDecoder().decode(bytes)),
      });
      await opened.type(encoder.encode(`${count}\r`));
      assert.deepEqual(await opened.exited, { code: 0 });
      assert.match(shown, new RegExp(`got ${count}\r\n$`));
    };
    const others = processes();
    const atFirst = countOf("/proc/self/fd");
    for (let count = 0; count < 10; count++) await one(count);
    const counts = () => ({ descriptors: countOf("/proc/self/fd"), threads: countOf("/proc/self/task"), zombies: zombies(others) });
    // Each session's watchdog is let go when it ends and gone a little later.
    const settled = async (descriptors: number) => {
      const until = performance.now() + 10_000;
      while ((zombies(others) > 0 || countOf("/proc/self/fd") > descriptors) && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return counts();
    };
    const before = await settled(atFirst + POLLERS);
    for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 10 }, (_, count) => one(count)));
    const after = await settled(before.descriptors);
    // Some may have been closed meanwhile that other tests left to be.
    assert.ok(after.descriptors <= before.descriptors, `${after.descriptors} descriptors, ${before.descriptors} before`);
    assert.ok(after.threads <= before.threads + 2, `${after.threads} threads, ${before.threads} before`);
    assert.equal(after.zombies, 0);
  },
});

Deno.test({
  ...options,
  name: "openSession() holds the command back while its output is not taken, and delivers all of it",
  async fn() {
    let free = () => {};
    const held = new Promise<void>((resolve) => free = resolve);
    let bytes = 0;
    const opened = await openSession({
      ...session,
      argv: ["sh", "-c", "head -c 1000000 /dev/zero; read x"],
      output: (piece) => {
        bytes += piece.length;
        return held;
      },
    });
    // Typing gets through although output does not, but the command has not come so far.
    await opened.type(encoder.encode("\r"));
    assert.ok(bytes < 1_000_000);
    free();
    assert.deepEqual(await opened.exited, { code: 0 });
    assert.ok(bytes >= 1_000_000, `${bytes} bytes`);
  },
});

Deno.test({
  ...options,
  name: "openSession() says why a command cannot be started, and kills one that was",
  async fn() {
    const failure = async (over: Partial<SessionOptions>) => {
      const error = await openSession({ ...session, ...over }).then(() => undefined, (error) => error);
      return error instanceof AppError ? [error.code, error.exitCode] : error;
    };
    assert.deepEqual(await failure({ argv: ["no-such-command"] }), ["command_unknown", 127]);
    assert.deepEqual(await failure({ argv: ["/etc/passwd"] }), ["command_unusable", 126]);
    assert.deepEqual(await failure({ cwd: "/no/folder" }), ["cwd_unusable", 1]);
    const opened = await openSession({ ...session, argv: ["sleep", "1000"] });
    opened.kill();
    assert.deepEqual(await opened.exited, { code: 137, signal: "SIGKILL" });
    // Nothing is left to do these to.
    opened.kill();
    opened.hangUp();
    opened.interrupt("SIGINT");
    opened.resize({ columns: 10, rows: 10 });
    await opened.type(encoder.encode("x"));
  },
});

Deno.test({
  ...options,
  name: "SessionHost ends what left a session together with its command, and leaves its other sessions alone",
  async fn() {
    using host = new SessionHost();
    const start = async (text: string) => {
      let shown = "";
      const begun = Promise.withResolvers<number>();
      const opened = await host.open({
        ...session,
        argv: ["sh", "-c", `setsid sh -c 'echo $$; exec sleep 1000 > /dev/null 2>&1' & ${text}`],
        output: (bytes) => {
          shown += new TextDecoder().decode(bytes);
          const pid = /^(\d+)\r\n/.exec(shown)?.[1];
          if (pid !== undefined) begun.resolve(Number(pid));
        },
      });
      return { opened, stray: await begun.promise };
    };
    const state = (pid: number) => {
      try {
        return /^State:\t(.)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1] ?? "";
      } catch {
        return "gone";
      }
    };
    const [itself, hungUp, other] = [await start("read x; exit 3"), await start("cat"), await start("cat")];
    await itself.opened.type(encoder.encode("\r"));
    assert.deepEqual(await itself.opened.exited, { code: 3 });
    hungUp.opened.hangUp();
    await hungUp.opened.exited;
    for (const { stray } of [itself, hungUp]) assert.match(state(stray), /^(gone|Z|X)$/);
    assert.doesNotMatch(state(other.stray), /^(gone|Z|X)$/);
  },
});
