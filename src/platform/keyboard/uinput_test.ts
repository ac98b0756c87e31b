import assert from "node:assert/strict";
import type { KeyEvent } from "../../core/keyboard/mod.ts";
import { findInputDevices, type KeyboardEnd, listenToKeyboard } from "./mod.ts";

const NAME = "Executor test keyboard";
/** Makes a keyboard by <linux/uinput.h>, and sends `code value` of each line of standard input through it. */
const MAKER = `
import fcntl, os, struct, sys
device = os.open("/dev/uinput", os.O_WRONLY)
fcntl.ioctl(device, 0x40045564, 1)
for code in range(1, 200):
    fcntl.ioctl(device, 0x40045565, code)
os.write(device, struct.pack("80sHHHHi256i", b"${NAME}", 3, 1, 1, 1, 0, *[0] * 256))
fcntl.ioctl(device, 0x5501)
for line in sys.stdin:
    code, value = map(int, line.split())
    os.write(device, struct.pack("qqHHi", 0, 0, 1, code, value) + struct.pack("qqHHi", 0, 0, 0, 0, 0))
fcntl.ioctl(device, 0x5502)
`;

/** Why there can be no such test here; undefined where it runs. */
function missing(): string | undefined {
  if (Deno.build.os !== "linux") return "not Linux";
  try {
    Deno.openSync("/dev/uinput", { write: true }).close();
    return undefined;
  } catch (error) {
    return `/dev/uinput: ${error instanceof Error ? error.message : error}`;
  }
}

const reason = missing();

Deno.test({
  name: `listenToKeyboard() reads a keyboard that is made for the test${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  ignore: reason !== undefined,
  // The poller's thread may still wait when the test ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const maker = new Deno.Command("python3", { args: ["-c", MAKER], stdin: "piped" }).spawn();
    const input = maker.stdin.getWriter();
    const type = (...lines: string[]) => input.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
    try {
      await until(() => findInputDevices().some(({ name, isKeyboard }) => name === NAME && isKeyboard));
      const said: string[] = [];
      const ended = Promise.withResolvers<KeyboardEnd>();
      let heard = Promise.withResolvers<void>();
      let isAlone = false;
      const take = ({ keyCode, action, modifiers, consumed }: KeyEvent) => {
        assert.equal(consumed, isAlone);
        said.push(`${action} ${[...modifiers, keyCode].join("+")}`);
        if (keyCode === "F12") heard.resolve();
      };
      using shared = listenToKeyboard({ device: "Executor test *", take, ended: ended.resolve });
      await type("42 1", "30 1", "30 0", "42 0", "88 1");
      await heard.promise;
      assert.deepEqual(said, ["press Shift+ShiftLeft", "press Shift+KeyA", "release Shift+KeyA", "release ShiftLeft", "press F12"]);
      await type("88 0");
      await until(() => said.length === 6);
      isAlone = true;
      heard = Promise.withResolvers<void>();
      using _alone = listenToKeyboard({ device: shared.path, consume: true, take: () => {}, ended: () => {} });
      await type("88 1");
      await heard.promise;
      await input.close();
      assert.equal((await ended.promise).kind, "unplugged");
    } finally {
      await input.close().catch(() => {});
      await maker.status;
    }
  },
});

async function until(holds: () => boolean): Promise<void> {
  for (const limit = performance.now() + 20_000; !holds();) {
    assert.ok(performance.now() < limit, "it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
