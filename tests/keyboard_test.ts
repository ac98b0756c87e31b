import assert from "node:assert/strict";
import { makePipe, recordStrokes } from "../src/live/sources/keyboard/testing.ts";
import { ProgramWorld } from "./fault/program_world.ts";
import { Screen } from "./screen.ts";

const ignore = Deno.build.os !== "linux";
/** The poller's thread may still wait when a test ends. */
const options = { ignore, sanitizeOps: false, sanitizeResources: false } as const;

/** What the program asks a terminal, and what it sends to those that speak the kitty keyboard protocol. */
const QUESTION = "\x1b[?u\x1b[c";
const PUSH = "\x1b[>15u";
const POP = "\x1b[<u";

Deno.test({
  ...options,
  name: "executor diagnose keyboard shows what a recorded device says",
  async fn() {
    await using world = await ProgramWorld.create();
    await Deno.writeFile(
      `${world.dir}/keys`,
      recordStrokes([
        { number: 1, code: 42, value: 1 },
        { number: 2, code: 30, value: 1 },
        { number: 3, code: 30, value: 2 },
        { number: 4, code: 0x2fe, value: 1 },
      ]),
    );
    const { code, stdout } = await world.run("diagnose", "keyboard", "--device", "keys", "--json");
    assert.equal(code, 0);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines[0], { type: "keyboard.started", device: Deno.realPathSync(`${world.dir}/keys`), name: null });
    assert.deepEqual(lines[2], {
      type: "key",
      timestamp: 2000,
      scanCode: 0x070004,
      keyCode: "KeyA",
      action: "press",
      modifiers: ["Shift"],
      consumed: false,
      native: 30,
    });
    assert.deepEqual(lines.at(-1), { type: "keyboard.finished", events: 4, lost: 0 });
    const human = await world.run("diagnose", "keyboard", "--device", "keys");
    assert.match(
      human.stdout,
      /^ +2\.000 {2}press {4}KeyA +0x070004 {2}Shift\n +3\.000 {2}repeat {3}KeyA .*\n +4\.000 {2}press {4}Unidentified +native 766/m,
    );
    // A reader that has seen enough ends it.
    assert.equal((await world.shell("executor diagnose keyboard --device keys | head -1")).stdout.split("\n").length, 2);
  },
});

Deno.test({
  ...options,
  name: "executor diagnose keyboard says what is wrong with a device",
  async fn() {
    await using world = await ProgramWorld.create();
    const cases: readonly (readonly [args: readonly string[], code: number, message: RegExp])[] = [
      [["--device", "/none"], 4, /\/none cannot be read: there is no such file \[keyboard_unavailable\]/],
      [["--device", "/dev/null"], 4, /it is a device, but not one for input/],
      [["--device", "."], 4, /neither an input device nor a recording/],
      [["--device", "No such *"], 4, /No input device is called "No such \*"/],
      [[], 4, /Standard input is no terminal/],
      [["more"], 2, /nothing but flags/],
    ];
    for (const [args, code, message] of cases) {
      const end = await world.run("diagnose", "keyboard", ...args);
      assert.match(end.stderr, message);
      assert.equal(end.code, code);
    }
    await Deno.writeTextFile(`${world.dir}/cut`, "no recording");
    const cut = await world.run("diagnose", "keyboard", "--device", "cut");
    assert.match(cut.stderr, /gives no more keys: it ends within an event \[keyboard_lost\]/);
    assert.equal(cut.code, 4);
    assert.equal((await world.run("diagnose", "disk usage > 90%", "--device", "x")).code, 2);
  },
});

Deno.test({
  ...options,
  name: "executor diagnose keyboard speaks the kitty keyboard protocol where the terminal does, and takes it back",
  async fn() {
    await using world = await ProgramWorld.create();
    await using screen = await Screen.open('stty -g > before; executor diagnose keyboard; echo "code $?"; stty -g > after', {
      cwd: world.dir,
      env: world.env,
    });
    await screen.until(QUESTION);
    await screen.type("\x1b[?0u\x1b[?62;c");
    await screen.until(PUSH);
    await screen.type("\x1b[97;5:1u\x1b[97;5:3u\x1b[57441;2:1u");
    await screen.until("press    KeyA              0x070004  Control");
    await screen.until("release  KeyA");
    await screen.until("press    ShiftLeft         0x0700e1  Shift");
    await screen.type("\x1b[100;5u");
    await screen.until(POP);
    await screen.until("code 0");
    assert.equal(await screen.ended(), 0);
    assert.deepEqual(world.lines("after"), world.lines("before"));
  },
});

Deno.test({
  ...options,
  name: "executor diagnose keyboard reads the sequences of old, and leaves the terminal alone otherwise",
  async fn() {
    await using world = await ProgramWorld.create();
    await using screen = await Screen.open('executor diagnose keyboard; echo "code $?"', { cwd: world.dir, env: world.env });
    await screen.until(QUESTION);
    await screen.type("\x1b[?62;c");
    await screen.until("it tells of presses alone");
    await screen.type("\x1b[1;5A\x1b[200~pasted\x1b[201~");
    await screen.until("press    ArrowUp           0x070052  Control");
    // Nothing follows it: only then it is a key.
    await screen.type("\x1b");
    await screen.until("press    Escape");
    // Twice, with nothing between.
    await screen.type("\x03x\x03\x03");
    await screen.until("code 0");
    assert.equal(await screen.ended(), 0);
    assert.ok(!screen.shown.includes(PUSH) && !screen.shown.includes(POP));
    assert.equal(screen.shown.split("KeyC").length - 1, 3);
    assert.ok(!/KeyP|KeyT/.test(screen.shown), screen.shown);
  },
});

Deno.test({
  ...options,
  name: "executor diagnose keyboard gives the terminal back when it is terminated, hung up or killed",
  async fn() {
    for (const signal of ["SIGTERM", "SIGHUP", "SIGKILL"] as const) {
      await using world = await ProgramWorld.create({
        "outer.sh": `#!/bin/sh
stty -g > before
sh -c 'echo $$ > pid; exec executor diagnose keyboard'
until [ "$(stty -g)" = "$(cat before)" ]; do sleep 0.02; done
echo "given back"`,
      });
      await using screen = await Screen.open("exec ./outer.sh", { cwd: world.dir, env: world.env });
      await screen.until(QUESTION);
      await screen.type("\x1b[?0u\x1b[?62;c");
      await screen.until("Listening");
      Deno.kill(Number(world.lines("pid")[0]), signal);
      await screen.until(POP);
      await screen.until("given back");
    }
  },
});

Deno.test({
  ...options,
  name: "executor serve starts a run for a key, and a changed pipeline takes over between two",
  async fn() {
    // Not in the folder that is watched: the runtime's watch stands still once a pipe in it is closed.
    await using pipe = await makePipe();
    await using world = await ProgramWorld.create({
      "pedal.yaml": `on:
  keyboard: { device: "${pipe.path}", keys: F13 }
tasks: [{ id: tell, run: "echo {{ payload.keyCode }} {{ event.payload.native }} >> told" }]
`,
    });
    const daemon = world.startProgram(["serve", "pedal.yaml", "--listen", "127.0.0.1:0"], {});
    try {
      // Opens once somebody reads.
      using writer = await pipe.write();
      await waitFor(() => Deno.readTextFileSync(`${world.state}/endpoint.json`));
      await writer.write(
        recordStrokes([{ number: 1, code: 30, value: 1 }, { number: 2, code: 183, value: 1 }, { number: 3, code: 183, value: 0 }]),
      );
      // The shell makes the file before it writes to it.
      await waitFor(() => assert.equal(world.lines("told").length, 1));
      assert.deepEqual(world.lines("told"), ["F13 183"]);
      const text = Deno.readTextFileSync(`${world.dir}/pedal.yaml`).replace("keys: F13", "keys: F14");
      Deno.writeTextFileSync(`${world.dir}/pedal.yaml`, text);
      await waitFor(async () => assert.match((await world.shell("executor revisions pedal")).stdout, /^ *2\b/m));
      await writer.write(recordStrokes([{ number: 4, code: 183, value: 1 }, { number: 5, code: 184, value: 1 }]));
      await waitFor(() => assert.equal(world.lines("told").length, 2));
      assert.deepEqual(world.lines("told"), ["F13 183", "F14 184"]);
    } finally {
      daemon.kill("SIGTERM");
      assert.equal((await daemon.ended).code, 0);
    }
  },
});

/** Asks until it does not throw; what hangs is ended by the world. */
async function waitFor(look: () => unknown): Promise<void> {
  for (const until = performance.now() + 30_000;;) {
    try {
      await look();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
