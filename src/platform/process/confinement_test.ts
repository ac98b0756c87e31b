import assert from "node:assert/strict";
import type { ChildConfinement } from "../../core/mod.ts";
import { pollUntil } from "../../../tests/contract/processes_helpers.ts";
import { GroupHome } from "./confinement/group_home.ts";
import { programFiles } from "./confinement/program_files.ts";
import { createProcesses, type CreateProcessesOptions } from "./mod.ts";

const CONFINE: ChildConfinement = { own: { read: [], write: [] }, write: [], syscalls: "default", capabilities: [], limits: {} };
const isLinux = Deno.build.os === "linux";

async function outputOf(argv: readonly string[], confine: ChildConfinement, options: CreateProcessesOptions = {}): Promise<string> {
  using processes = createProcesses(options);
  const decoder = new TextDecoder();
  let text = "";
  const output = (_stream: string, bytes: Uint8Array) => void (text += decoder.decode(bytes, { stream: true }));
  const child = await processes.spawn({ argv, cwd: "/", env: { PATH: "/usr/bin:/bin" }, stdin: "null", confine, output });
  await child.exited;
  return text;
}

Deno.test("children through Deno.Command are refused when they should be confined", async () => {
  await assert.rejects(outputOf(["true"], CONFINE, { implementation: "command" }), {
    code: "confine_unavailable",
    message: /cannot be confined here/,
  });
});

Deno.test({
  name: "a confined child gets its three streams and no other descriptor of ours",
  ignore: !isLinux,
  fn: async () => {
    using _ours = await Deno.open("/dev/null");
    assert.deepEqual(
      (await outputOf(["ls", "/proc/self/fd"], CONFINE)).split("\n"),
      ["0", "1", "2", "3", ""],
      "the last one is that of ls",
    );
  },
});

Deno.test({
  name: "confined children that start, and that cannot, leave no descriptor and no process behind",
  ignore: !isLinux,
  fn: async () => {
    using processes = createProcesses();
    const start = async (program: string) => {
      const child = await processes.spawn({ argv: [program], cwd: "/", env: {}, stdin: "null", confine: CONFINE, output: () => {} });
      return await child.exited;
    };
    const descriptors = () => Array.from(Deno.readDirSync("/proc/self/fd")).length;
    const childrenNow = () =>
      Array.from(Deno.readDirSync("/proc/self/task"), ({ name }) => {
        try {
          return Deno.readTextFileSync(`/proc/self/task/${name}/children`);
        } catch {
          // The thread has ended meanwhile.
          return "";
        }
      }).join(" ").trim().split(/\s+/);
    // Other tests share this process.
    const others = new Set(childrenNow());
    await start("/bin/true");
    await start("/etc/passwd").catch(() => {});
    const before = descriptors();
    for (let round = 0; round < 10; round++) {
      const ends = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) => start(index % 2 === 0 ? "/bin/true" : "/bin/nothing")),
      );
      assert.equal(ends.filter(({ status }) => status === "fulfilled").length, 10);
    }
    // Those of other tests may be closed, and their children end, only now.
    await pollUntil(() => descriptors() <= before, "no descriptor is left open");
    await pollUntil(() => childrenNow().filter((pid) => pid !== "" && !others.has(pid)).length === 1, "the watchdog alone is left");
  },
});

Deno.test({
  name: "programFiles() finds interpreters, what env starts, and loaders",
  ignore: !isLinux,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const script = `${folder}/script`;
      Deno.writeTextFileSync(script, "#!/usr/bin/env -S sh -e\n", { mode: 0o755 });
      const files = programFiles(script, "/nowhere:/bin", folder);
      assert.deepEqual(files.filter((file) => !file.includes("ld-")), [script, "/usr/bin/env", "/bin/sh"]);
      assert.equal(files.filter((file) => /ld-linux/.test(file)).length, 1);
      Deno.writeTextFileSync(script, `#!${script}\n`);
      assert.deepEqual(programFiles(script, undefined, folder), [script]);
      assert.deepEqual(programFiles(`${folder}/none`, undefined, folder), [`${folder}/none`]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("GroupHome hands controllers on, and names the one that it does not have", async () => {
  const folder = await Deno.makeTempDir();
  try {
    Deno.writeTextFileSync(`${folder}/cgroup.controllers`, "cpu memory\n");
    Deno.writeTextFileSync(`${folder}/cgroup.subtree_control`, "cpu\n");
    const home = new GroupHome(folder);
    home.enable(["cpu"]);
    assert.equal(Deno.readTextFileSync(`${folder}/cgroup.subtree_control`), "cpu\n");
    home.enable(["cpu", "memory"]);
    assert.equal(Deno.readTextFileSync(`${folder}/cgroup.subtree_control`), "+memory");
    assert.throws(() => home.enable(["pids"]), {
      code: "confine_unavailable",
      message: /needs the controller pids, and in .* only cpu, memory is there/,
    });
    assert.equal(home.newFolder(), `${home.prefix}1`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
