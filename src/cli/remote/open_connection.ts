import { AppError } from "../../core/mod.ts";
import { systemReason } from "../../platform/mod.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * What `fetch` has to be given for an endpoint: a unix socket; for TLS the certificate authority of `EXECUTOR_CA` and the client certificate
 * of `EXECUTOR_CERT` with its key of `EXECUTOR_KEY`, all files in PEM.
 *
 * @returns Undefined when `fetch` needs nothing; whoever takes it closes it.
 * @throws AppError `file_unreadable`, `usage`.
 */
export function openConnection({ socket, base }: Endpoint, env: Readonly<Record<string, string>>): Deno.HttpClient | undefined {
  if (socket !== undefined) return Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
  if (!base.startsWith("https:")) return undefined;
  const certificates = certificatesOf(env);
  if (Object.keys(certificates).length === 0) return undefined;
  try {
    return Deno.createHttpClient(certificates);
  } catch (cause) {
    throw unusable(cause);
  }
}

/** Certificates of the environment, as the runtime takes them for TLS. */
export type Certificates = { readonly caCerts?: string[] } & ({ readonly cert: string; readonly key: string } | Record<never, never>);

/** @throws AppError `file_unreadable`, `usage`. */
export function certificatesOf(env: Readonly<Record<string, string>>): Certificates {
  const ca = pem("EXECUTOR_CA", env);
  const cert = pem("EXECUTOR_CERT", env);
  const key = pem("EXECUTOR_KEY", env);
  if ((cert === undefined) !== (key === undefined)) {
    throw new AppError("usage", "EXECUTOR_CERT and EXECUTOR_KEY belong together and only one of them is set");
  }
  return { ...(ca === undefined ? {} : { caCerts: [ca] }), ...(cert === undefined || key === undefined ? {} : { cert, key }) };
}

function unusable(cause: unknown): AppError {
  return new AppError("usage", `EXECUTOR_CA, EXECUTOR_CERT or EXECUTOR_KEY holds no certificate that can be used: ${systemReason(cause)}`, {
    cause,
  });
}

function pem(name: string, env: Readonly<Record<string, string>>): string | undefined {
  const path = env[name];
  if (!path) return undefined;
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new AppError("file_unreadable", `Cannot read ${path}, which ${name} names: ${systemReason(cause)}`, { cause });
  }
}
