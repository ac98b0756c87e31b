import { AppError } from "../../core/mod.ts";

/** Files of TLS, in PEM. */
export interface TlsFiles {
  /** The certificate, with those between it and its authority. */
  readonly cert: string;
  readonly key: string;
  /** Authorities of client certificates: callers without one are refused. */
  readonly clientCa?: string;
}

/** What {@link TlsFiles} hold. @throws AppError `file_unreadable`. */
export function readTls(files: TlsFiles): TlsFiles {
  const cert = read(files.cert, "certificate");
  const key = read(files.key, "key");
  return { cert, key, ...(files.clientCa === undefined ? {} : { clientCa: read(files.clientCa, "certificates of client authorities") }) };
}

function read(path: string, what: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("file_unreadable", `Cannot read the ${what} in "${path}": ${reason}`, { cause });
  }
}
