import assert from "node:assert/strict";
import { pollUntil } from "../../tests/contract/processes_helpers.ts";
import { layoutOf } from "./layouts.ts";
import { type InputEnd, type InputEvent, openEventDevice } from "./mod.ts";
import { REQUESTS } from "./requests.ts";

const isLinux = Deno.build.os === "linux";

Deno.test({
  name: "REQUESTS are the numbers of <linux/input.h>",
  ignore: !isLinux || await hasNo("/usr/include/linux/input.h") || await hasNo("/usr/bin/cc"),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const names = [
        "EVIOCGVERSION",
        "EVIOCGNAME(256)",
        "EVIOCGKEY(KEY_MAX / 8 + 1)",
        "EVIOCGBIT(EV_KEY, KEY_MAX / 8 + 1)",
        "EVIOCGRAB",
        "EVIOCSCLOCKID",
      ];
      const prints = names.map((name) => `printf("%lu\\n", (unsigned long)${name});`).join(" ");
      await Deno.writeTextFile(`${folder}/a.c`, `#include <linux/input.h>\n#include <stdio.h>\nint main(void) { ${prints} return 0; }\n`);
      const compiled = await new Deno.Command("cc", { args: ["-o", `${folder}/a`, `${folder}/a.c`] }).output();
      assert.equal(new TextDecoder().decode(compiled.stderr), "");
      const { stdout } = await new Deno.Command(`${folder}/a`).output();
      assert.deepEqual(new TextDecoder().decode(stdout).trim().split("\n"), Object.values(REQUESTS).map(String));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Events as a device writes them; `code` from 0 on. */
function recorded(count: number): Uint8Array<ArrayBuffer> {
  const { size } = layoutOf("struct input_event");
  const bytes = new Uint8Array(size * count);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < count; at++) {
    view.setBigInt64(at * size, 5n, true);
    view.setBigInt64(at * size + 8, BigInt(at), true);
    view.setUint16(at * size + 16, 1, true);
    view.setUint16(at * size + 18, at, true);
    view.setInt32(at * size + 20, -1, true);
  }
  return bytes;
}

function readAll(path: string): Promise<{ readonly events: InputEvent[]; readonly end: InputEnd }> {
  const events: InputEvent[] = [];
  return new Promise((resolve) => openEventDevice(path).read((some) => void events.push(...some), (end) => resolve({ events, end })));
}

Deno.test({
  name: "openEventDevice() reads a recording, and says where it ends",
  ignore: !isLinux,
  // libc stays open.
  sanitizeResources: false,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeFile(`${folder}/keys`, recorded(200));
      const { events, end } = await readAll(`${folder}/keys`);
      assert.deepEqual(events.map(({ code }) => code), Array.from({ length: 200 }, (_, code) => code));
      assert.deepEqual(events[3], { timestamp: 5000.003, type: 1, code: 3, value: -1 });
      assert.equal(end.kind, "ended");
      await Deno.writeFile(`${folder}/cut`, recorded(2).subarray(0, 40));
      assert.deepEqual((await readAll(`${folder}/cut`)).end.kind, "cut");
      assert.throws(() => openEventDevice(`${folder}/none`), /ENOENT/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "openEventDevice() puts events together that a pipe cuts",
  ignore: !isLinux,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
      const all = readAll(`${folder}/pipe`);
      const writer = await Deno.open(`${folder}/pipe`, { write: true });
      const bytes = recorded(50);
      for (let at = 0; at < bytes.length; at += 7) {
        await writer.write(bytes.subarray(at, at + 7));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      writer.close();
      assert.deepEqual((await all).events.map(({ code }) => code), Array.from({ length: 50 }, (_, code) => code));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "openEventDevice() leaves nothing open",
  ignore: !isLinux,
  async fn() {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeFile(path, recorded(1));
      await readAll(path);
      const count = () => [...Deno.readDirSync("/proc/self/fd")].length;
      const before = count();
      for (let round = 0; round < 20; round++) await readAll(path);
      openEventDevice(path)[Symbol.dispose]();
      // Those that other tests left may be closed meanwhile.
      await pollUntil(() => count() <= before, "no descriptor is left open");
    } finally {
      await Deno.remove(path);
    }
  },
});

async function hasNo(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => false, () => true);
}
