/**
 * Named pipes of Windows: what unix sockets are elsewhere, for programs of this user alone.
 *
 * ```ts
 * import { PipeServer } from "./mod.ts";
 *
 * using server = new PipeServer("\\\\.\\pipe\\executor-example");
 * using connection = await server.accept();
 * await connection?.read((bytes) => connection.write(bytes.slice()));
 * ```
 *
 * Limits: Windows 10 or later on x86-64. Exercised under Wine, which does not enforce who may connect; not verified on Windows.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../../errors.ts";
export { PipeConnection, PipeServer } from "./pipe_server.ts";
