import assert from "node:assert/strict";
import { Screen } from "../screen.ts";
import { type Customer, serving } from "./customer.ts";
import { CAN_ATTACH } from "./terminal.ts";
import { programFolder } from "../program.ts";
import { runProgram } from "../serving.ts";

const bin = await programFolder();

/** The poller's thread may still wait when a test ends. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: Deno.build.os !== "linux" || !CAN_ATTACH, sanitizeOps: false, sanitizeResources: false, fn });
}

/** A person's terminal next to a daemon. */
function screenOf({ folder }: Customer, text: string, env: Record<string, string> = {}): Promise<Screen> {
  const path = `${bin}:${Deno.env.get("PATH")}`;
  return Screen.open(text, { cwd: folder, env: { PATH: path, HOME: folder, TERM: "xterm", EXECUTOR_STATE: "state", ...env } });
}

test("executor shell --remote starts a session, is left by its keys, comes back with what was shown, and ends as the command does", () =>
  serving(
    { "inner.sh": 'echo "size $(stty size)"; while read -r x; do [ "$x" = quit ] && exit 42; echo "<$x>"; stty size; done' },
    async (customer) => {
      const inner = `${customer.folder}/inner.sh`;
      await using screen = await screenOf(
        customer,
        `stty -g > before; executor shell --remote -- sh ${inner}; echo "code $?"; stty -g > after; ` +
          "executor shell --remote $(executor shell --list --json | grep -o 'ses_[0-9a-f]*'); echo \"code $?\"; tty",
      );
      await screen.until("size 30 100");
      await screen.type("one\r");
      await screen.until("<one>");
      screen.resize(120, 40);
      do {
        await screen.type("x\r");
        await screen.until("<x>");
        await screen.until("\r\n");
        await screen.until("\r\n");
      } while (!screen.shown.includes("40 120"));
      await screen.type("~.");
      await screen.until("come back with: executor shell --remote ses_");
      await screen.until("code 0");
      // The whole is shown again.
      await screen.until("size 30 100");
      assert.equal(await customer.file("after"), await customer.file("before"));
      await screen.until("40 120");
      await screen.type("~~\r");
      await screen.until("<~>");
      await screen.type("quit\r");
      await screen.until("code 42");
      assert.equal(await screen.ended(), 0, screen.shown);
    },
  ));

test("a remote shell whose connection breaks goes on where it was, nothing lost or doubled", () =>
  serving({}, async (customer) => {
    await using proxy = new Proxy(new URL(customer.url));
    const env = { EXECUTOR_URL: `http://127.0.0.1:${proxy.port}`, EXECUTOR_TOKEN: customer.token };
    const script = 'i=0; while read -r x; do i=$((i+1)); echo "line $i $x"; [ $x = last ] && exit 0; done';
    await using screen = await screenOf(customer, `executor shell --remote -- sh -c 'stty -echo; ${script}'; echo "code $?"`, env);
    for (let n = 1; n <= 4; n++) {
      await screen.type(`text${n}\r`);
      await screen.until(`line ${n} text${n}\r\n`);
      proxy.cut();
      await proxy.next();
    }
    await screen.type("last\r");
    await screen.until("code 0");
    const lines = [...screen.shown.matchAll(/line \d+ \w+/g)].map(([line]) => line);
    assert.deepEqual(lines, ["line 1 text1", "line 2 text2", "line 3 text3", "line 4 text4", "line 5 last"]);
  }));

test("a remote shell gives the terminal back when it is terminated, hung up or killed, and the session goes on", () =>
  serving({}, async (customer) => {
    for (const [signal, code] of [["TERM", 143], ["HUP", 129], ["KILL", 137]] as const) {
      const script = `echo $$ > pid.${signal}; exec executor shell --remote -- sh -c "echo ready; cat"`;
      await using screen = await screenOf(
        customer,
        `stty -g > before; sh -c '${script}'; echo "code $?"; until [ "$(stty -g)" = "$(cat before)" ]; do sleep 0.02; done; echo restored`,
      );
      await screen.until("ready");
      Deno.kill(Number(await customer.file(`pid.${signal}`)), `SIG${signal}`);
      await screen.until(`code ${code}`);
      await screen.until("restored");
      assert.equal(await screen.ended(), 0, screen.shown);
    }
    const { json: { items } } = await customer.get("/api/v1/sessions");
    assert.deepEqual(items.map(({ state }: { state: string }) => state), ["running", "running", "running"]);
  }));

test("a remote shell without a terminal types its input, and speaks through a socket file", () =>
  serving({}, async (customer) => {
    const state = ["--state", "state"];
    const { code, out } = await runProgram(customer.folder, ["shell", "--remote", ...state, "--", "sh", "-c", "echo here; exit 5"]);
    assert.deepEqual([code, out], [5, "here\r\n"]);
    // Much at once is neither cut nor told of.
    const much = await runProgram(customer.folder, [
      "shell",
      "--remote",
      ...state,
      "--",
      "sh",
      "-c",
      "head -c 5000000 /dev/zero | tr '\\0' x",
    ]);
    assert.deepEqual([much.code, much.out.length, much.err], [0, 5_000_000, ""]);
    const unwritable = await runProgram(customer.folder, ["shell", "--remote", "--record", "none/x.cast", ...state, "--", "touch", "made"]);
    assert.deepEqual([unwritable.code, unwritable.err.includes("[recording_unwritable]")], [4, true]);
    assert.equal((await customer.get("/api/v1/sessions")).json.items.length, 2);
    const gone = await runProgram(customer.folder, ["shell", "--remote", "ses_none", ...state]);
    assert.deepEqual([gone.code, gone.err.includes("[session_unknown]")], [2, true]);
    const unknown = await runProgram(customer.folder, ["shell", "--remote", ...state, "--", "/no/such"]);
    assert.deepEqual([unknown.code, unknown.err.includes("[command_unknown]")], [127, true]);
    assert.equal((await runProgram(customer.folder, ["shell", "--remote", ...state])).code, 2);
    assert.equal((await runProgram(customer.folder, ["shell", "--remote", "--state", "none", "--", "sh"])).code, 4);
    const typed = await new Deno.Command("sh", {
      args: ["-c", `(echo 'echo ty"ped"'; echo 'exit 6') | ${bin}/executor shell --remote --url unix:state/s -- sh`],
      cwd: customer.folder,
      env: { EXECUTOR_TOKEN: customer.token, HOME: customer.folder },
    }).output();
    assert.deepEqual([typed.code, new TextDecoder().decode(typed.stdout).includes("typed\r\n")], [6, true]);
    assert.match((await runProgram(customer.folder, ["shell", "--list", ...state])).out, /^ID .*COMMAND\n/);
  }, { args: ["--listen", "127.0.0.1:0", "--listen", "unix:state/s"] }));

/** Passes bytes on to a daemon until it is told to cut. */
class Proxy implements AsyncDisposable {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #open = new Set<Deno.TcpConn>();
  #arrived = Promise.withResolvers<void>();

  constructor({ port }: URL) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    void this.#serve(Number(port));
  }

  /** Breaks every connection. */
  cut(): void {
    this.#arrived = Promise.withResolvers();
    for (const conn of this.#open) close(conn);
    this.#open.clear();
  }

  /** Settles when somebody has come since the last cut. */
  next(): Promise<void> {
    return this.#arrived.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    return Promise.resolve();
  }

  async #serve(port: number) {
    for await (const client of this.#listener) {
      const daemon = await Deno.connect({ hostname: "127.0.0.1", port });
      for (const conn of [client, daemon]) this.#open.add(conn);
      client.readable.pipeTo(daemon.writable).catch(() => {});
      daemon.readable.pipeTo(client.writable).catch(() => {});
      this.#arrived.resolve();
    }
  }
}

function close(conn: Deno.Conn) {
  try {
    conn.close();
  } catch {
    // Its other side was faster.
  }
}
