import { type Look, PTRACE } from "./look.ts";
import { parseStatFields, stateName } from "./parse_status.ts";
import type { ThreadFacts } from "./process_snapshot.ts";

/** The threads, by number; `tickMs` is how long one of the kernel's ticks is. */
export function readThreads(look: Look, tickMs: number): readonly ThreadFacts[] | null {
  const names = look.at({ what: "threads" }, () => look.files.list(look.path("task")));
  if (names === null) return null;
  return names.filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b).flatMap((tid) => {
    const stat = look.at({ what: "threads" }, () => parseStatFields(look.files.text(look.path(`task/${tid}/stat`))));
    // One that has ended meanwhile is left out.
    if (stat === null || stat === undefined) return [];
    const kernelStack = look.at(
      { what: "kernel stacks", needs: "root, or the capability CAP_SYS_ADMIN", option: "CONFIG_STACKTRACE" },
      () => parseKernelStack(look.files.text(look.path(`task/${tid}/stack`))),
    );
    return [{
      tid,
      name: stat.name,
      state: stateName(stat.letter),
      cpuMs: (stat.userTicks + stat.systemTicks) * tickMs,
      wait: waitOf(look, tid, stat.letter, kernelStack),
      kernelStack,
      userStack: null,
    }];
  });
}

/** Where a thread waits: what `wchan` says, or the stack's innermost function on kernels that say 0 there. */
function waitOf(look: Look, tid: number, letter: string, stack: readonly string[] | null): string | null {
  if (letter === "R" || letter === "Z") return null;
  const channel = look.at(
    { what: "wait channels", option: "CONFIG_KALLSYMS" },
    () => look.files.text(look.path(`task/${tid}/wchan`)).trim(),
  );
  if (channel !== null && channel !== "" && channel !== "0") return channel;
  const innermost = stack?.[0];
  if (innermost !== undefined) return innermost.replace(/\+0x.*$/, "");
  if (channel === "0" && stack === null) {
    look.note({ what: "wait channels", why: "the kernel does not tell them", needs: Deno.uid() === 0 ? null : PTRACE });
  }
  return null;
}

/** Parses `/proc/<pid>/stack`: `[<0>] function+0x10/0x20` a line, the innermost first. */
export function parseKernelStack(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const frame = line.replace(/^\[<[0-9a-f]*>\]\s*/, "").trim();
    return frame === "" || /^0x[0-9a-f]+$/.test(frame) ? [] : [frame];
  });
}
