/**
 * This process as a service of Windows.
 *
 * ```ts
 * import { WindowsService } from "./mod.ts";
 *
 * const stop = Promise.withResolvers<void>();
 * const service = await WindowsService.connect("example", (request) => request === "stop" && stop.resolve());
 * service?.report("running");
 * await stop.promise;
 * service?.end({ failed: false });
 * ```
 *
 * Limits: one service a process. Exercised under Wine, not verified on Windows.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../../errors.ts";
export { type ServiceRequest, WindowsService } from "./service.ts";
