/**
 * Builds `dist/executor`: bundles the sources, then compiles the bundle with the runtime that can be had here.
 *
 * `deno task build` prints what the binary holds, its size and its start-up. `--target TRIPLE --output FILE` builds for another platform.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { copyBpfObjects, refreshBpfObjects } from "./build/bpf_objects.ts";
import { bundle } from "./build/bundle.ts";
import { compile, WORKERS } from "./build/compile.ts";
import { report } from "./build/report.ts";
import { ROOT } from "./paths.ts";

/** Where the binary is written. */
export const BINARY = new URL(Deno.build.os === "windows" ? "dist/executor.exe" : "dist/executor", ROOT);

/** What {@link build} may be told. */
export interface BuildOptions {
  /** A target of `deno compile` to build for instead of this machine; only with Deno's own runtime, as releases are. */
  readonly target?: string | undefined;
  /** The file to write; default {@link BINARY}. */
  readonly output?: URL;
}

/** What is started or read by its name: the modules of workers, and the programs of the built-in probes. */
const INCLUDED = [...WORKERS.map((worker) => worker.replace(/ts$/, "js")), "programs"];

/**
 * Builds the binary and prints what it holds.
 *
 * @returns Whether there is one; when no runtime could be had, the reason has been printed.
 */
export async function build({ target, output = BINARY }: BuildOptions = {}): Promise<boolean> {
  const staging = await Deno.makeTempDir({ prefix: "executor-build-" });
  try {
    await refreshBpfObjects();
    await copyBpfObjects((target ?? Deno.build.target).split("-")[0] ?? "", staging);
    const files = await bundle(["main.ts", ...WORKERS].map((entry) => new URL(entry, ROOT)), staging);
    await Deno.mkdir(new URL("dist/", ROOT), { recursive: true });
    const info = await compile(staging, output, INCLUDED, target);
    if (info === undefined) return false;
    await report(output, info, files);
    return true;
  } finally {
    await Deno.remove(staging, { recursive: true });
  }
}

if (import.meta.main) {
  const { target, output } = parseArgs({ options: { target: { type: "string" }, output: { type: "string" } } }).values;
  const built = await build({ target, ...(output === undefined ? {} : { output: pathToFileURL(output) }) });
  if (!built) Deno.exit(4);
}
