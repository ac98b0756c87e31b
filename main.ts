/** `executor`: argv in, exit code out. Everything else loads when its verb runs. */
import { VERSION } from "./src/cli/version_number.ts";

if (Deno.args.length === 1 && (Deno.args[0] === "--version" || Deno.args[0] === "-V")) {
  console.log(`executor ${VERSION}`);
} else {
  const { runCommandLine } = await import("./src/cli/mod.ts");
  // Always ended by hand: a thread waiting in native code would keep the process alive.
  Deno.exit(await runCommandLine(Deno.args));
}
