/**
 * This process as a service of the system: it tells the service manager how it is. And the files and commands that make it one.
 *
 * ```ts
 * using notifier = await openNotifier(Deno.env.toObject());
 * ```
 *
 * @module
 */
export { type ServiceNotifier } from "./notifier.ts";
export { openNotifier, type OpenNotifierOptions, SERVICE_VARIABLES } from "./open_notifier.ts";
export { installService, type ServiceStatus, serviceStatus, uninstallService } from "./manage_service.ts";
export { planService, type ServiceMachine } from "./plan_service.ts";
export type { ServicePlan } from "./service_plan.ts";
export type { ServiceSpec } from "./service_spec.ts";
