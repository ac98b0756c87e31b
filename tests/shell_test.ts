import assert from "node:assert/strict";
import { isAlive, pollUntil } from "./contract/processes_helpers.ts";
import { ProgramWorld } from "./fault/program_world.ts";
import { Screen } from "./screen.ts";

const ignore = Deno.build.os !== "linux";
/** The poller's thread may still wait when a test ends. */
const options = { ignore, sanitizeOps: false, sanitizeResources: false } as const;

Deno.test({
  ...options,
  name: "executor shell passes keys, signals of keys, resizes and bytes through, and gives the terminal back",
  async fn() {
    await using world = await ProgramWorld.create({
      "inner.sh": `#!/bin/bash
echo "size $(stty size) $(tty)"
while read -r line; do
  case $line in
    size) stty size ;;
    quit) exit 42 ;;
    *) echo "<$line>" ;;
  esac
done`,
      "wait.sh": "#!/bin/sh\ntrap 'echo interrupted; exit 9' INT\necho waiting\nwhile :; do sleep 0.05; done",
    });
    await using screen = await Screen.open(
      'stty -g > before; executor shell -- ./inner.sh; echo "code $?"; executor shell -- ./wait.sh; echo "code $?"; stty -g > after; tty',
      { cwd: world.dir, env: world.env },
    );
    await screen.until("size 30 100 /dev/pts/");
    await screen.type("grüße €\r");
    await screen.until("<grüße €>\r\n");
    screen.resize(121, 41);
    // The signal takes its way through the program: ask until it has arrived.
    do {
      await screen.type("size\r");
      await screen.until("size\r\n");
      await screen.until("\r\n");
    } while (!screen.shown.includes("\n41 121\r\n"));
    await screen.type("quit\r");
    await screen.until("code 42");
    await screen.until("waiting");
    await screen.type("\x03");
    await screen.until("interrupted");
    await screen.until("code 9");
    assert.equal(await screen.ended(), 0, screen.shown);
    assert.deepEqual(world.lines("after"), world.lines("before"));
  },
});

Deno.test({
  ...options,
  name: "executor shell gives the terminal back and ends its tree when it is terminated, hung up or killed",
  async fn() {
    for (const [signal, code] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGKILL", 137]] as const) {
      await using world = await ProgramWorld.create({
        // Job control gives what runs in the background a group of its own. What cannot be told by its environment either is only found
        // by who still knows the session.
        "inner.sh": `#!/bin/bash
set -m
trap '' HUP
sleep 1000 &
${signal === "SIGKILL" ? "" : "env -i sleep 1000 &"}
echo $$ $(jobs -p) > pids
echo begun
sleep 1000`,
        "outer.sh": `#!/bin/sh
stty -g > before
sh -c 'echo $$ > pid; exec executor shell -- ./inner.sh'
echo "code $?"
until [ "$(stty -g)" = "$(cat before)" ]; do sleep 0.02; done
for pid in $(cat pids); do
  while grep -qs '^State:.[^ZX]' /proc/$pid/status; do sleep 0.02; done
done
echo "all ended"`,
      });
      await using screen = await Screen.open("exec ./outer.sh", { cwd: world.dir, env: world.env });
      await screen.until("begun");
      Deno.kill(Number(world.lines("pid")[0]), signal);
      await screen.until(`code ${code}`);
      await screen.until("all ended");
    }
  },
});

Deno.test({
  ...options,
  name: "executor shell ends what the command left behind",
  async fn() {
    await using world = await ProgramWorld.create({
      "inner.sh": "#!/bin/bash\nsetsid sleep 1000 &\necho $! > pids\nnohup sleep 1000 &\necho $! >> pids\nexit 3",
    });
    assert.equal((await world.run("shell", "--", "./inner.sh")).code, 3);
    for (const pid of world.lines("pids")) await pollUntil(() => !isAlive(Number(pid)), `${pid} is dead`);
  },
});

Deno.test({
  ...options,
  name: "executor shell hands standard input that is no terminal to the command byte for byte, and its end",
  async fn() {
    await using world = await ProgramWorld.create();
    const text = "head -c 1000000 /dev/urandom > bytes; sha256sum < bytes; executor shell -- sha256sum < bytes; " +
      "cat bytes | executor shell -- wc -c; executor shell -- sh -c 'stty size < /dev/tty' < /dev/null";
    const [expected, file, piped, size, ...rest] = (await world.shell(text)).stdout.split("\n");
    assert.deepEqual([file, piped, size, rest], [`${expected}\r`, "1000000\r", "24 80\r", [""]]);
  },
});

Deno.test({
  ...options,
  name: "executor shell adds no byte to the output and loses none, however much there is",
  async fn() {
    await using world = await ProgramWorld.create();
    const { stdout } = await world.shell(
      "seq 1 200000 | sha256sum; executor shell -- seq 1 200000 | tr -d '\\r' | sha256sum; executor shell -- sh -c 'stty raw < /dev/tty; printf \"a\\nb\"'",
    );
    const [expected, seen, ...rest] = stdout.split("\n");
    assert.equal(seen, expected);
    assert.deepEqual(rest, ["a", "b"]);
    // A reader that has seen enough ends the command.
    assert.equal((await world.shell("executor shell -- yes | head -2")).stdout, "y\r\ny\r\n");
  },
});

Deno.test({
  ...options,
  name: "executor shell writes behind what is in a file already, and leaves a pipe as it was for those who share it",
  async fn() {
    await using world = await ProgramWorld.create();
    const text = "{ echo a; executor shell -- echo b; echo c; } > file; tr -d '\\r' < file; " +
      "{ executor shell -- printf ''; grep flags /proc/self/fdinfo/1; } | cat; executor shell -- echo gone >&-; echo $?; executor shell -- echo lost > /dev/full; echo $?";
    const { stdout } = await world.shell(text);
    assert.match(stdout, /^a\nb\nc\nflags:\t0?1\n\d+\n4\n$/);
    // A full disk is said, also when the command goes on and is hung up for it.
    const { code, stderr } = await world.shell("executor shell -- yes < /dev/null > /dev/full");
    assert.deepEqual([code, stderr], [129, "error: Cannot write standard output: No space left on device [output_failed]\n"]);
  },
});

Deno.test({
  ...options,
  name: "executor shell ends soon after SIGTERM also when nobody takes its output",
  async fn() {
    await using world = await ProgramWorld.create({
      "unread.py": `
import fcntl, struct, subprocess, termios
shell = subprocess.Popen(["executor", "shell", "--", "yes"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
# Until the pipe takes no more; how much it holds then depends on the pieces it came in.
held, before = 0, -1
while held == 0 or held != before:
    try: shell.wait(0.3)
    except subprocess.TimeoutExpired: pass
    before, held = held, struct.unpack("i", fcntl.ioctl(shell.stdout, termios.FIONREAD, b"    "))[0]
shell.terminate()
print(shell.wait(20))`,
    });
    assert.equal((await world.shell("python3 unread.py")).stdout, "143\n");
  },
});

Deno.test({
  ...options,
  name: "executor shell exits as the command does: its code, 128 and the signal, 127 for none of that name, 126 for none that runs",
  async fn() {
    await using world = await ProgramWorld.create({ "data.txt": "x" });
    const codeOf = async (...command: string[]) => (await world.run("shell", "--", ...command)).code;
    assert.equal(await codeOf("sh", "-c", "exit 200"), 200);
    assert.equal(await codeOf("sh", "-c", "kill -TERM $$"), 143);
    assert.equal(await codeOf("sh", "-c", "kill -KILL $$"), 137);
    assert.equal(await codeOf("no-such-command"), 127);
    assert.equal(await codeOf(""), 127);
    assert.equal(await codeOf("./data.txt"), 126);
    const { stdout, stderr } = await world.run("shell", "--", "no-such-command", "--json");
    assert.deepEqual([stdout, stderr], ["", 'error: Cannot start "no-such-command": no program of that name in PATH [command_unknown]\n']);
    // The user's own shell, when none is named.
    const shell = await world.startProgram(["shell"], { SHELL: "/bin/false" }).ended;
    assert.deepEqual([shell.code, shell.stdout, shell.stderr], [1, "", ""]);
  },
});

Deno.test({
  ...options,
  name: "executor shell --record keeps output and resizes but not what was typed, and play shows it again",
  async fn() {
    await using world = await ProgramWorld.create({
      "inner.sh":
        "#!/bin/bash\nstty -echo\necho ready\nread -r secret\ntrap 'echo resized; exit' WINCH\necho got\nwhile :; do sleep 0.02; done",
    });
    await using screen = await Screen.open("executor shell --record a.cast -- ./inner.sh", { cwd: world.dir, env: world.env });
    await screen.until("ready");
    await screen.type("hunter2\r");
    await screen.until("got");
    screen.resize(90, 20);
    await screen.until("resized");
    assert.equal(await screen.ended(), 0);
    const [header, ...events] = world.lines("a.cast").map((line) => JSON.parse(line));
    assert.deepEqual([header.version, header.width, header.height, header.command], [2, 100, 30, "./inner.sh"]);
    assert.equal(events.filter(([, kind]) => kind === "o").map(([, , text]) => text).join(""), "ready\r\ngot\r\nresized\r\n");
    assert.deepEqual(events.filter(([, kind]) => kind !== "o").map(([, kind, text]) => [kind, text]), [["r", "90x20"]]);
    const times = events.map(([time]) => time);
    assert.deepEqual(times, times.toSorted((a, b) => a - b));
    assert.equal(((await Deno.stat(`${world.dir}/a.cast`)).mode ?? 0) & 0o777, 0o600);
    const played = await world.run("play", "a.cast", "--speed", "100");
    assert.deepEqual([played.code, played.stdout, played.stderr], [0, "ready\r\ngot\r\nresized\r\n", ""]);
  },
});

Deno.test({
  ...options,
  name: "executor shell refuses a recording that cannot be written before the command starts",
  async fn() {
    await using world = await ProgramWorld.create();
    for (const file of ["/dev/full", "no/folder/a.cast", "."]) {
      const { code, stderr } = await world.run("shell", "--record", file, "--", "touch", "started");
      assert.equal(code, 4);
      assert.match(stderr, /^error: Cannot write the recording .*\[recording_unwritable\]\n$/);
    }
    assert.ok(!world.exists("started"));
  },
});

Deno.test({
  ...options,
  name: "executor shell --record leaves whole lines behind when there is no room for more, and says so",
  async fn() {
    await using world = await ProgramWorld.create();
    const limited = "trap '' XFSZ; ulimit -f 8; exec executor shell --record a.cast -- sh -c 'seq 100000; exit 5' < /dev/null | tail -n 1";
    const { stdout, stderr } = await world.shell(limited);
    assert.equal(stdout, "100000\r\n");
    assert.match(stderr, /^error: Cannot write the recording .*\/a.cast: .* \[recording_unwritable\]\n$/);
    const played = await world.run("play", "a.cast", "--speed", "1000");
    assert.deepEqual([played.code, played.stderr], [0, ""]);
  },
});

Deno.test({
  ...options,
  name: "executor shell starts nothing here that names a daemon",
  async fn() {
    await using world = await ProgramWorld.create();
    for (const flag of ["--url=http://127.0.0.1:1", "--state=state"]) {
      const { code, stderr } = await world.run("shell", flag, "--", "touch", "started");
      const [name] = flag.split("=");
      assert.deepEqual([code, stderr.split("\n")[0]], [2, `error: shell takes ${name} with --remote or --list only [usage]`]);
    }
    assert.ok(!world.exists("started"));
  },
});

Deno.test({
  ...options,
  name: "executor shell types into the command's terminal also when standard input is a file, and lets it stop and go on",
  async fn() {
    await using world = await ProgramWorld.create({ "data.txt": "from the file\n" });
    await using screen = await Screen.open(
      "executor shell -- sh -c 'cat; echo asked; read line < /dev/tty; echo \"[$line]\"' < data.txt; executor shell -- bash --norc -i; echo code $?",
      { cwd: world.dir, env: { ...world.env, PS1: "here> ", TERM: "dumb" } },
    );
    await screen.until("from the file\r\nasked\r\n");
    await screen.type("typed\r");
    await screen.until("[typed]");
    await screen.until("here> ");
    await screen.type("sh -c 'echo go''ing; exec cat'\r");
    await screen.until("going\r\n");
    await screen.type("\x1a");
    await screen.until("Stopped");
    await screen.until("here> ");
    await screen.type("fg\r");
    // The shell says this before it gives the terminal away: only what reads there shows that it has.
    await screen.until("exec cat'\r\n");
    await screen.type("back\r");
    await screen.until("back\r\nback\r\n");
    await screen.type("\x03");
    await screen.until("here> ");
    await screen.type("exit 6\r");
    await screen.until("code 6");
  },
});
