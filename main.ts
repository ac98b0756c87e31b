/** `executor`: argv in, exit code out. Everything else loads when its verb runs. */
import { VERSION } from "./src/cli/version_number.ts";

const [first, second] = Deno.args;
if (Deno.args.length === 1 && (first === "--version" || first === "-V")) {
  console.log(`executor ${VERSION}`);
} else if (first === "sandbox-child") {
  // Started by `run` for scripts, and no verb.
  const { runSandboxChild } = await import("./src/live/sandbox_child.ts");
  await runSandboxChild(second ?? "");
  Deno.exit();
} else if (first === "windows-service") {
  // Started by Windows' service manager, as `service install` told it to; the service's name follows, and no verb either.
  Deno.env.set("EXECUTOR_WINDOWS_SERVICE", second ?? "");
  const { runCommandLine } = await import("./src/cli/mod.ts");
  Deno.exit(await runCommandLine(Deno.args.slice(2)));
} else {
  const { runCommandLine } = await import("./src/cli/mod.ts");
  // Always ended by hand: a thread waiting in native code would keep the process alive.
  Deno.exit(await runCommandLine(Deno.args));
}
