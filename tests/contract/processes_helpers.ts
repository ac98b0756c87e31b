/** Whether a process runs; a zombie does not, nor one that is on its way to be one and has given its memory back. */
export function isAlive(pid: number): boolean {
  try {
    return /^VmSize:/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

/** The ids of living processes whose environment holds an entry; none where there is no `/proc`. */
export function processesWith(entry: string): number[] {
  const found: number[] = [];
  try {
    for (const { name } of Deno.readDirSync("/proc")) {
      if (/^\d+$/.test(name) && `\0${environmentOf(name)}`.includes(`\0${entry}\0`)) found.push(Number(name));
    }
  } catch {
    // No /proc: nothing can be seen.
  }
  return found;
}

/**
 * The ids of living processes whose working folder is `dir` or lies below it; none where there is no `/proc`. Unlike its environment, a
 * process shows its folder also in the moment in which it becomes another program.
 */
export function processesIn(dir: string): number[] {
  const found: number[] = [];
  try {
    for (const { name } of Deno.readDirSync("/proc")) {
      if (/^\d+$/.test(name) && `${folderOf(name)}/`.startsWith(`${dir}/`)) found.push(Number(name));
    }
  } catch {
    // No /proc: nothing can be seen.
  }
  return found;
}

/**
 * Removes a folder once no process works in it any more. What a killed program had started there is killed a moment after it, and
 * could put a file into a folder that is being removed.
 */
export async function removeLeft(dir: string): Promise<void> {
  // Who stays all the same is for other tests to find.
  await pollUntil(() => processesIn(dir).length === 0, `nothing works in ${dir}`).catch(() => {});
  await Deno.remove(dir, { recursive: true });
}

function folderOf(pid: string): string | undefined {
  try {
    return Deno.readLinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function environmentOf(pid: string): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`);
  } catch {
    return "";
  }
}

/** Waits for a condition; fails after a deadline that only a defect reaches. */
export async function pollUntil(condition: () => boolean | Promise<boolean>, what: string, deadlineMs = 30_000): Promise<void> {
  const started = performance.now();
  while (!await condition()) {
    if (performance.now() - started > deadlineMs) throw new Error(`Waited ${deadlineMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
