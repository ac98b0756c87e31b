/**
 * Shows what a run of `deno test` prints, ends it when it hangs, and closes with one line `N passed, N failed`.
 *
 * @param child Its standard output is piped, the rest inherited.
 * @returns The exit code: 0 when tests ran and none failed.
 */
export async function closeTests(child: Deno.ChildProcess, { limitMinutes }: { readonly limitMinutes: number }): Promise<number> {
  const deadline = setTimeout(() => {
    console.error(`The tests did not end within ${limitMinutes} minutes; the one above did not`);
    child.kill("SIGKILL");
  }, limitMinutes * 60_000);
  let tail = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    await Deno.stdout.write(chunk);
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-2000);
  }
  const { code } = await child.status;
  clearTimeout(deadline);
  // `ok | 12 passed (3 steps) | 0 failed | 2 ignored (4s)` is the runner's own last line.
  const summary = tail.split("\n").findLast((line) => /\d+ passed/.test(line)) ?? "";
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
  const skipped = count("ignored");
  const failed = count("failed") + (code !== 0 && count("failed") === 0 ? 1 : 0);
  console.log(`${count("passed")} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return failed === 0 && count("passed") > 0 ? 0 : 1;
}
