import assert from "node:assert/strict";
import { isCalled } from "./process.ts";
import type { Machine } from "./machine.ts";
import { listForeignProcesses, parsePs, parseTasklist } from "./process_foreign.ts";

Deno.test("isCalled() knows a process by its program, its path, its title or the script it runs", async (t) => {
  const rows: readonly (readonly [name: string, argv: readonly string[], wanted: string, isMeant: boolean])[] = [
    ["sshd", ["/usr/sbin/sshd", "-D"], "sshd", true],
    ["sshd", ["/usr/sbin/sshd", "-D"], "/usr/sbin/sshd", true],
    ["sshd", ["/usr/sbin/sshd", "-D"], "/opt/sshd", false],
    ["sshd", ["/usr/sbin/sshd", "-D"], "ssh", false],
    ["nginx", ["nginx: master process /usr/sbin/nginx"], "nginx", true],
    ["python3", ["python3", "-u", "/srv/app.py", "--port", "80"], "app.py", true],
    ["node", ["/usr/bin/node", "worker.js"], "worker.js", true],
    ["java", ["java", "-jar", "/opt/a.jar"], "a.jar", true],
    ["deno", ["deno", "run", "-A", "main.ts"], "main.ts", true],
    ["sh", ["sh", "-c", "sleep 5 # nginx"], "nginx", false],
    ["vi", ["vi", "nginx"], "nginx", false],
    ["kworker/0:1", [], "kworker/0:1", false],
    ["kthreadd", [], "kthreadd", true],
    ["a-very-long-nam", ["/bin/a-very-long-name-indeed"], "a-very-long-name-indeed", true],
  ];
  for (const [name, argv, wanted, isMeant] of rows) {
    await t.step(`${argv.join(" ") || name} as ${wanted}`, () => assert.equal(isCalled({ name, argv }, wanted), isMeant));
  }
});

Deno.test("parsePs() and parseTasklist() read what the systems' own programs print", () => {
  assert.deepEqual(parsePs("   77  2048 /usr/sbin/cfprefsd agent"), [
    { pid: 77, name: "cfprefsd", argv: ["/usr/sbin/cfprefsd", "agent"], residentBytes: 2_097_152, cpuMs: undefined },
  ]);
  assert.deepEqual(parsePs(""), []);
  assert.deepEqual(parseTasklist('"svchost.exe","904","Services","0","12,345 K"'), [
    { pid: 904, name: "svchost", argv: ["svchost.exe"], residentBytes: 12_345 * 1024, cpuMs: undefined },
  ]);
  assert.deepEqual(parseTasklist("INFO: No tasks are running"), []);
});

Deno.test("listForeignProcesses() does not take a list without any process for the truth", async () => {
  const machine: Pick<Machine, "os" | "pid" | "run"> = {
    os: "windows",
    pid: 1,
    run: () => Promise.resolve({ code: 0, output: "INFO: No tasks are running", isWhole: true }),
  };
  const asked = listForeignProcesses({ env: {}, folder: "/" }, machine as Machine, new AbortController().signal);
  await assert.rejects(asked, /tasklist names no process at all/);
});
