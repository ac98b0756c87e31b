import type { ServicePlan } from "./service_plan.ts";
import type { ServiceSpec } from "./service_spec.ts";

/**
 * As {@link systemdPlan}, for Windows, whose manager keeps services itself. `sc.exe` wants the value after `name=` as an argument of its own.
 * `windows-service` has the program answer the manager.
 */
export function windowsPlan({ name, program, serveArgs }: ServiceSpec): ServicePlan {
  const sc = (...args: string[]) => ["sc.exe", ...args];
  const binPath = [...program, "windows-service", name, "serve", ...serveArgs].map(windowsQuote).join(" ");
  return {
    needs: undefined,
    file: undefined,
    install: [
      sc("create", name, "binPath=", binPath, "start=", "auto", "DisplayName=", "Executor"),
      sc("description", name, "Executor, serving pipelines"),
      sc("failure", name, "reset=", "86400", "actions=", "restart/1000/restart/5000/restart/60000"),
      sc("start", name),
    ],
    stop: [sc("stop", name), sc("delete", name)],
    forget: [],
    status: sc("query", name),
  };
}

/** An argument as `CommandLineToArgvW` reads it back. */
function windowsQuote(argument: string): string {
  if (/^[^\s"]+$/.test(argument)) return argument;
  return `"${argument.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}
