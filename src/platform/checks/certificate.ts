import { type CheckQuestion, type CheckReading, checkValueText } from "../../core/mod.ts";
import { networkReason } from "../http_client.ts";
import { endOfPem } from "./create_machine.ts";
import type { Machine } from "./machine.ts";
import { absent, codeOf, known, plainEnv, unknown } from "./reading.ts";

const HTTPS_PORT = 443;
/** With less than this left it is time to renew. */
const SOON_MS = 30 * 86_400_000;
const UNREACHABLE: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "ECONNRESET", "ETIMEDOUT"]);

/**
 * How long the certificate that a server shows is still good, whoever signed it. A runtime that does not show certificates leaves it to
 * `openssl`.
 */
export async function certificate(url: URL, question: CheckQuestion, machine: Machine, signal: AbortSignal): Promise<CheckReading> {
  if (url.protocol !== "https:") return unknown("only an address that begins with https:// has a certificate");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? HTTPS_PORT : Number(url.port);
  let end: number | undefined;
  try {
    end = await machine.certificateEnd(host, port, signal) ?? await throughOpenssl(host, port, question, machine, signal);
  } catch (error) {
    signal.throwIfAborted();
    const reason = `${url.host} shows no certificate: ${networkReason(error, url.href)}`;
    return UNREACHABLE.has(codeOf(error) ?? "") ? absent(reason) : unknown(reason);
  }
  if (end === undefined) return unknown(`the certificate of ${url.host} cannot be read`, "Install openssl, with which it can");
  const leftMs = end - machine.now();
  const when = new Date(end).toISOString();
  const line = leftMs < 0 ? `expired at ${when}` : `good until ${when}, for ${checkValueText(leftMs, "ms")}`;
  const advice = leftMs > SOON_MS ? {} : { advice: "Renew it, and have the server load the new one" };
  return known(leftMs, [`certificate of ${url.host}: ${line}`], { unit: "ms", ...advice });
}

async function throughOpenssl(
  host: string,
  port: number,
  { env, folder }: CheckQuestion,
  machine: Machine,
  signal: AbortSignal,
): Promise<number | undefined> {
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const name = /^[\d.]+$|:/.test(host) ? [] : ["-servername", host];
  try {
    const { output } = await machine.run(
      { argv: ["openssl", "s_client", "-connect", address, ...name], env: plainEnv(env), folder },
      signal,
    );
    return endOfPem(output);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
