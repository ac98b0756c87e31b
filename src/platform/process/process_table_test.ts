import assert from "node:assert/strict";
import { ProcessTable } from "./process_table.ts";

type Shown = readonly [environment: string | undefined, stat: string | undefined];

/** A line of `/proc/<pid>/stat` with the fields that are looked at. */
function stat({ flags = 0, bytes = 0, environmentEnd = 0 } = {}): string {
  const fields = Array.from({ length: 52 }, () => "0");
  [fields[2], fields[8], fields[22], fields[50]] = ["S", String(flags), String(bytes), String(environmentEnd)];
  return `7 (a) b) ${fields.slice(2).join(" ")}`;
}

const GONE: Shown = [undefined, undefined];
const ZOMBIE: Shown = ["", stat()];
const BECOMING: Shown = ["", stat({ bytes: 1000 })];
const THREAD: Shown = ["", stat({ flags: 0x0020_8040 })];
const BARE: Shown = ["", stat({ bytes: 1000, environmentEnd: 500 })];
const OF_OTHERS: Shown = [undefined, stat({ bytes: 1000 })];

/** A table that shows so many lists, one after the other, and then the last one again and again. */
function tableOf(...lists: Readonly<Record<number, Shown>>[]) {
  let at = -1;
  const table = new ProcessTable(
    () => Object.keys(lists[at = Math.min(at + 1, lists.length - 1)] ?? {}).map(Number),
    (pid, name) => lists[at]?.[pid]?.[name === "environ" ? 0 : 1],
  );
  const look = (first = 0) => {
    const seen: string[] = [];
    const isWhole = table.look(first, (pid, environment) => void seen.push(`${pid}${environment.replaceAll("\0", " ")}`));
    return [seen.filter((text) => text.includes("=")), isWhole];
  };
  return { look, looks: () => at + 1 };
}

Deno.test("ProcessTable.look() looks again for the children of those that ended while it looked", () => {
  for (const ended of [GONE, ZOMBIE]) {
    const { look, looks } = tableOf({ 5: ["A=1\0", ""], 6: ended }, { 5: ["A=1\0", ""], 7: ended }, { 8: ["B=2\0", ""] });
    assert.deepEqual([look(), looks()], [[["5 A=1 ", "8 B=2 "], true], 3]);
  }
});

Deno.test("ProcessTable.look() is content with zombies that stay, threads of the kernel and what is bare or not ours", () => {
  const { look, looks } = tableOf({ 2: THREAD, 3: ZOMBIE, 4: BARE, 5: OF_OTHERS, 6: ["A=1\0", ""] });
  assert.deepEqual(look(), [["6 A=1 "], true]);
  assert.deepEqual([look(7), look()], [[[], true], [["6 A=1 "], true]]);
  assert.ok(looks() <= 6);
});

Deno.test("ProcessTable.look() tells of one that is just becoming another program, and of too many that come and go", () => {
  assert.deepEqual(tableOf({ 5: BECOMING, 6: ["A=1\0", ""] }).look(), [["6 A=1 "], false]);
  assert.deepEqual(tableOf(...Array.from({ length: 100 }, (_, n) => ({ [n + 10]: GONE }))).look(), [[], false]);
});

Deno.test({
  name: "ProcessTable.look() sees the processes of this machine, and not this one",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const child = new Deno.Command("sh", { args: ["-c", "echo up; exec cat"], env: { MARK: "here" }, stdin: "piped", stdout: "piped" })
      .spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    const seen = new Set<number>();
    // While `sh` becomes `cat` it may show nothing.
    for (let isSeen = false; !isSeen;) {
      new ProcessTable().look(0, (pid, environment) => {
        seen.add(pid);
        isSeen ||= pid === child.pid && environment.includes("\0MARK=here\0");
      });
    }
    assert.ok(!seen.has(Deno.pid));
    await child.stdin.close();
    await reader.cancel();
    await child.status;
  },
});
