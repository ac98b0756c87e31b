/**
 * HTTP and WebSockets that connect to nothing but addresses that were checked.
 *
 * @module
 */
export { createGuardedNet, type CreateGuardedNetOptions } from "./guarded_net.ts";
