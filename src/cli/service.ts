import * as nodePath from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { AppError } from "../core/mod.ts";
import { installService, planService, type ServicePlan, serviceStatus, uninstallService } from "../platform/service/mod.ts";
import type { Io } from "./io.ts";
import { repeatOptions } from "./repeat_options.ts";
import { usageError } from "./report_failure.ts";
import type { OptionRow, VerbArgs, VerbMain } from "./verb.ts";
import { visible } from "./render/visible.ts";

const ACTIONS = ["install", "uninstall", "status"];
/** Options of the verb that are none of the service's `serve`. */
const OWN: ReadonlySet<string> = new Set(["--user", "--dry-run", "--json"]);
const NAME = "executor";

/** `executor service install|uninstall|status [PATH]…`: keeps `executor serve` running by the system's service manager. */
export const serviceVerb: VerbMain = async (args, io) => {
  const { VERBS } = await import("./verbs.ts");
  const [action = "", ...paths] = args.positional;
  if (!ACTIONS.includes(action)) {
    throw usageError(`There is no service ${action}; there are install, uninstall and status`, action, ACTIONS, "executor service --help");
  }
  if (action !== "install" && paths.length > 0) throw usageError(`service ${action} takes no paths`, "", [], "executor service --help");
  const plan = planOf(args, paths, VERBS.find(({ name }) => name === "service")?.options ?? [], io);
  if (args.has("--dry-run") && action !== "status") showPlan(plan, action, io);
  else if (action === "install") await install(plan, io);
  else if (action === "uninstall") await uninstall(plan, io);
  else await status(plan, io);
  return 0;
};

function planOf(args: VerbArgs, paths: readonly string[], rows: readonly OptionRow[], io: Io): ServicePlan {
  const absolute = paths.map((path) => nodePath.resolve(io.cwd, path));
  for (const path of absolute) requireThere(path);
  const state = args.text("--state");
  const serveArgs = [...absolute, ...repeatOptions(rows.filter(({ flag }) => !OWN.has(flag)), args, io.cwd)];
  const spec = {
    name: NAME,
    program: programArgv(),
    serveArgs,
    state: state === undefined ? undefined : nodePath.resolve(io.cwd, state),
    user: args.has("--user"),
  };
  return planService(spec, { os: Deno.build.os, env: io.env, uid: process.getuid?.() ?? 0 });
}

/** What would not be found would be found missing at every start, by nobody. */
function requireThere(path: string): void {
  try {
    Deno.statSync(path);
  } catch (cause) {
    throw new AppError("file_unreadable", `There is nothing to serve at ${path}`, { cause });
  }
}

/** This very program; from the sources, the runtime with them. */
function programArgv(): string[] {
  if (Deno.build.standalone) return [Deno.execPath()];
  return [Deno.execPath(), "run", "--allow-all", fileURLToPath(new URL("../../main.ts", import.meta.url))];
}

function showPlan({ file, install, stop, forget }: ServicePlan, action: string, io: Io): void {
  const commands = action === "install" ? install : [...stop, ...forget];
  if (io.json) {
    io.out.line(JSON.stringify({ type: "service", action, dry_run: true, file: file?.path ?? null, text: file?.text ?? null, commands }));
    return;
  }
  if (file !== undefined) io.err.line(`would ${action === "install" ? "write" : "remove"} ${visible(file.path)}`);
  for (const command of commands) io.err.line(`would run ${visible(command.join(" "))}`);
  if (file !== undefined && action === "install") io.out.write(file.text);
}

async function install(plan: ServicePlan, io: Io): Promise<void> {
  await installService(plan);
  if (io.json) io.out.line(JSON.stringify({ type: "service", action: "install", file: plan.file?.path ?? null }));
  else io.out.line(`installed and started ${visible(plan.file?.path ?? NAME)}`);
}

async function uninstall(plan: ServicePlan, io: Io): Promise<void> {
  const removed = await uninstallService(plan);
  if (io.json) io.out.line(JSON.stringify({ type: "service", action: "uninstall", removed }));
  else io.out.line(removed ? `stopped and removed ${visible(plan.file?.path ?? NAME)}` : "it is not installed");
}

async function status(plan: ServicePlan, io: Io): Promise<void> {
  const { installed, output } = await serviceStatus(plan);
  if (io.json) io.out.line(JSON.stringify({ type: "service", action: "status", installed, file: plan.file?.path ?? null, output }));
  else {
    io.out.line(installed ? `installed: ${visible(plan.file?.path ?? NAME)}` : "not installed");
    if (installed) io.out.write(output);
  }
}
