/**
 * `deno task test:wine`: runs what is about Windows (`tests/wine`) under Wine, by an unmodified `deno.exe`, and ends with one line
 * `N passed, N failed`. Arguments are paths of tests to run instead of all.
 *
 * It installs wine64 and mingw-w64 (as root on Debian), and needs no display. What it makes is in a temporary folder and removed again.
 *
 * @module
 */
import { closeTests } from "./close_tests.ts";
import { npmPackage } from "./build/npm_package.ts";
import { fromFileUrl, ROOT } from "./paths.ts";
import { run } from "./run.ts";
import { setup } from "./setup.ts";

const PACKAGES = { wine64: "/usr/lib/wine/wine64", "gcc-mingw-w64-x86-64": "/usr/bin/x86_64-w64-mingw32-gcc" } as const;
/** Deno for Windows, as its vendor publishes it on npm. */
const RUNTIME = {
  name: "@deno/win32-x64@2.9.5",
  integrity: "sha512-LkcERsH0olOgevg9L9eootSr1U8ydyfnX1bS3mFqU+lGBeTYtlec5b/QF473WUOGVgPlWECrkxi4As5kEaFOzg==",
  file: "package/deno.exe",
} as const;
const MINGW = "x86_64-w64-mingw32-gcc";
/** What is built of `tests/wine`, and how. The first two mend what Wine lacks; their sources say what. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  "bcryptprimitives.dll": ["-shared", "bcryptprimitives.c", "-ladvapi32"],
  "ptyfix.exe": ["-nostdlib", "ptyfix.c", "-lkernel32"],
  "tool.exe": ["-municode", "tool.c"],
};
/** Tests that hang end here; all of them take a third of it on a busy machine. */
const LIMIT_MINUTES = 15;

const SERVER = "/usr/lib/wine/wineserver64";
/**
 * Where it stands how long a service may take until it answers its manager, for Wine as a text. Its 10 s are over before a busy machine has
 * started Deno.
 */
const CONTROL = "HKLM\\SYSTEM\\CurrentControlSet\\Control";
const SERVICE_START_MS = 120_000;

const root = fromFileUrl(ROOT);
const missing = await setup(PACKAGES);
if (missing.length > 0) {
  console.log(`Install ${missing.join(" and ")} to run these tests`);
  Deno.exit(1);
}
const folder = await Deno.makeTempDir({ prefix: "executor-wine-" });
const environment = wineEnvironment();
let exitCode = 1;
try {
  await prepare();
  exitCode = await runTests();
} finally {
  await endWine();
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}
Deno.exit(exitCode);

function wineEnvironment(): Record<string, string> {
  return {
    WINEPREFIX: `${folder}/prefix`,
    WINEARCH: "win64",
    WINEDEBUG: "-all",
    // Without its offers to download .NET and a browser.
    WINEDLLOVERRIDES: "mscoree=;mshtml=",
    DISPLAY: "",
    DENO_NO_UPDATE_CHECK: "1",
    // Else every program that starts others leaves a copy of deno.exe behind.
    DENO_DISABLE_NODE_SHIM: "1",
    NO_COLOR: "1",
    EXECUTOR_TEST_WINE: "1",
    EXECUTOR_TEST_TOOL: windowsPath(`${folder}/tool.exe`),
  };
}

/** A Windows of our own, with the programs, and with the packages where `deno.exe` looks for them. */
async function prepare(): Promise<void> {
  const begun = performance.now();
  const wine = (...args: string[]) => run(PACKAGES.wine64, args, { env: environment });
  const system = `${folder}/prefix/drive_c/windows/system32`;
  const sources = `${root}tests/wine`;
  const builds = Object.entries(PROGRAMS).map(([program, args]) =>
    run(MINGW, ["-O2", "-o", `${folder}/${program}`, ...args], { cwd: sources })
  );
  const cache = run(Deno.execPath(), ["cache", "--quiet", "main.ts"], { cwd: root, env: { DENO_DIR: `${folder}/deno` } });
  const all = Promise.all([...builds, cache]);
  await wine("wineboot", "-i");
  await wine("winecfg", "-v", "win10");
  await wine("reg", "add", CONTROL, "/v", "ServicesPipeTimeout", "/t", "REG_SZ", "/d", String(SERVICE_START_MS), "/f");
  // The service manager reads that as it starts: it ends here, and starts again with the tests.
  await endWine();
  await all;
  for (const program of ["bcryptprimitives.dll", "ptyfix.exe"]) await Deno.copyFile(`${folder}/${program}`, `${system}/${program}`);
  for await (const { name } of Deno.readDir(`${folder}/prefix/drive_c/users`)) {
    const local = `${folder}/prefix/drive_c/users/${name}/AppData/Local`;
    await Deno.symlink(`${folder}/deno`, `${local}/deno`).catch(() => {});
  }
  console.log(`Wine is ready after ${Math.round((performance.now() - begun) / 1000)} s`);
}

/** Ends every program of the prefix, its registry written; it fails where they have ended by themselves. */
async function endWine(): Promise<void> {
  await run(SERVER, ["-k"], { env: environment }).catch(() => {});
}

async function runTests(): Promise<number> {
  const paths = Deno.args.length > 0 ? Deno.args : ["tests/wine"];
  const runtime = await npmPackage(RUNTIME);
  const child = new Deno.Command(PACKAGES.wine64, {
    args: [runtime, "test", "--allow-all", "--no-check", "--cached-only", "--quiet", ...paths],
    cwd: root,
    env: environment,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return await closeTests(child, { limitMinutes: LIMIT_MINUTES });
}

/** Wine shows the root of this machine as the drive Z. */
function windowsPath(path: string): string {
  return `Z:${path.replaceAll("/", "\\")}`;
}
