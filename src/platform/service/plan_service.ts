import { launchdPlan } from "./launchd_plan.ts";
import type { ServicePlan } from "./service_plan.ts";
import type { ServiceSpec } from "./service_spec.ts";
import { systemdPlan } from "./systemd_plan.ts";
import { windowsPlan } from "./windows_plan.ts";

/** The machine that a service is for. */
export interface ServiceMachine {
  readonly os: typeof Deno.build.os;
  readonly env: Readonly<Record<string, string>>;
  /** The user's number; only macOS needs it. */
  readonly uid: number;
}

/** How a service is made on this kind of machine: systemd, launchd or Windows' services. Does nothing. */
export function planService(spec: ServiceSpec, { os, env, uid }: ServiceMachine): ServicePlan {
  if (os === "windows") return windowsPlan(spec);
  return os === "darwin" ? launchdPlan(spec, { env, uid }) : systemdPlan(spec, env);
}
