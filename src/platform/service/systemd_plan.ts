import * as nodePath from "node:path";
import type { ServicePlan } from "./service_plan.ts";
import type { ServiceSpec } from "./service_spec.ts";
import { systemdUnit } from "./systemd_unit.ts";

/** A service of systemd; of a user in their own folder of units. */
export function systemdPlan(spec: ServiceSpec, env: Readonly<Record<string, string>>): ServicePlan {
  const unit = `${spec.name}.service`;
  const systemctl = (...args: string[]) => ["systemctl", ...(spec.user ? ["--user"] : []), ...args];
  const config = env["XDG_CONFIG_HOME"]?.startsWith("/") ? env["XDG_CONFIG_HOME"] : nodePath.posix.join(env["HOME"] ?? "/", ".config");
  const folder = spec.user ? nodePath.posix.join(config, "systemd/user") : "/etc/systemd/system";
  return {
    // What sd_booted(3) looks at.
    needs: { path: "/run/systemd/system", what: "This machine was not started by systemd" },
    file: { path: nodePath.posix.join(folder, unit), text: systemdUnit(spec) },
    install: [systemctl("daemon-reload"), systemctl("enable", unit), systemctl("restart", unit)],
    stop: [systemctl("disable", "--now", unit)],
    forget: [systemctl("daemon-reload")],
    status: systemctl("status", "--no-pager", "--lines=5", unit),
  };
}
