/**
 * `deno task test`: installs what the tests need, builds the binary, runs every test on it and on the sources, and ends with one line
 * `N passed, N failed`. Arguments are paths of tests to run instead of all.
 *
 * @module
 */
import { BINARY, build } from "./build.ts";
import { closeTests } from "./close_tests.ts";
import { fromFileUrl, ROOT } from "./paths.ts";
import { setup } from "./setup.ts";
import { ignoresHangUp } from "../src/cli/ignores_hang_up.ts";

/** A test that hangs fails the run instead of holding it for ever. */
const LIMIT_MINUTES = 20;

await setup();
const built = await build();
if (!built && Deno.env.get("CI") === "true" && Deno.build.os === "linux" && Deno.build.arch === "x86_64") {
  console.error("The binary could not be built, and its tests must not be skipped here");
  Deno.exit(1);
}

// What is about Windows runs there, and by `deno task test:wine`. Plain folders would be left out of the first path alone.
const IGNORED = ["bench", "fixtures", ...(Deno.build.os === "windows" ? [] : ["wine"])].map((folder) => `**/tests/${folder}/**`);
const paths = Deno.args.length > 0 ? Deno.args : ["src", "dsl", "ffi", "tools", "tests"];
// Under nohup the tests would inherit that SIGHUP is ignored, and some of them are about what it does.
const [program = "", ...front] = [...(ignoresHangUp() ? ["env", "--default-signal=HUP"] : []), Deno.execPath()];
const child = new Deno.Command(program, {
  args: [...front, "test", "--allow-all", "--no-prompt", `--ignore=${IGNORED.join(",")}`, ...paths],
  cwd: fromFileUrl(ROOT),
  env: { ...(built ? { EXECUTOR_BINARY: fromFileUrl(BINARY) } : {}), NO_COLOR: "1" },
  stdin: "null",
  stdout: "piped",
  stderr: "inherit",
}).spawn();

Deno.exit(await closeTests(child, { limitMinutes: LIMIT_MINUTES }));
