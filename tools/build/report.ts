import { fromFileUrl } from "../paths.ts";
import { run } from "../run.ts";
import type { BundledFile } from "./bundle.ts";
import type { BuildInfo } from "./compile.ts";

const RUNS = 9;

/** Prints a binary's size, start-up and content. */
export async function report(binary: URL, info: BuildInfo, files: readonly BundledFile[]): Promise<void> {
  const path = fromFileUrl(binary);
  const { size } = await Deno.stat(binary);
  const startUp = info.target === Deno.build.target
    ? `, starts in ${(await medianStartMs(path)).toFixed(0)} ms (--version, median of ${RUNS})`
    : "";
  const embedded = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  console.log(`${path}  ${(size / 1e6).toFixed(1)} MB${startUp}`);
  console.log(`  runtime   Deno ${info.runtime} for ${info.target}${info.source === "npm" ? ", pinned from npm: not for releases" : ""}`);
  console.log(`  embedded  ${(embedded / 1e3).toFixed(0)} kB in ${files.length} files, the largest:`);
  for (const file of files.slice(0, 5)) console.log(`            ${(file.sizeBytes / 1e3).toFixed(0).padStart(5)} kB  ${file.name}`);
}

async function medianStartMs(path: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    await run(path, ["--version"]);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[RUNS >> 1] ?? 0;
}
