import type { WebhookRequest } from "../../daemon/mod.ts";

/** How far a signed time may lie from now, either way. */
const TOLERANCE_MS = 5 * 60_000;
const SIGNATURE = /^[0-9a-f]{64}$/i;
/** What a signed time makes of a body. One of this form is not taken without it, so that a signature cannot outlive its time. */
const TIMED_BODY = /^\d{6,}\./;
const LONGEST_HEADER = 4096;
const MOST_SIGNATURES = 10;
const encoder = new TextEncoder();

/** The headers that carry signatures. */
export const SIGNATURE_HEADERS: readonly string[] = ["x-hub-signature-256", "x-signature", "stripe-signature", "x-hub-signature"];

/** Reads a secret as a key of {@link verifySignature}. */
export function signatureKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

/**
 * Whether a request carries an HMAC-SHA256 of its body: `X-Hub-Signature-256: sha256=<hex>`, `X-Signature: sha256=<hex>` or the hex digits
 * alone, or `t=<unix seconds>,v1=<hex>` over `<t>.<body>`, not older or newer than 5 minutes. Comparing takes the same time whatever is wrong.
 *
 * @param now Milliseconds since the epoch.
 */
export async function verifySignature(key: CryptoKey, { headers, body }: WebhookRequest, now: number): Promise<boolean> {
  for (const name of ["x-hub-signature-256", "x-signature", "stripe-signature"]) {
    const header = headers[name]?.trim();
    if (header === undefined || header.length > LONGEST_HEADER) continue;
    const isRight = header.startsWith("t=") ? await isTimed(key, header, body, now) : await isPlain(key, header, body);
    if (isRight) return true;
  }
  return false;
}

async function isPlain(key: CryptoKey, header: string, body: Uint8Array): Promise<boolean> {
  const digits = header.startsWith("sha256=") ? header.slice("sha256=".length) : header;
  const begin = new TextDecoder().decode(body.subarray(0, 32));
  return !TIMED_BODY.test(begin) && await isSigned(key, digits, body);
}

async function isTimed(key: CryptoKey, header: string, body: Uint8Array, now: number): Promise<boolean> {
  const parts = header.split(",").map((part) => part.trim());
  const time = parts[0]?.slice("t=".length) ?? "";
  if (!/^\d{1,12}$/.test(time) || Math.abs(now - Number(time) * 1000) > TOLERANCE_MS) return false;
  const prefix = encoder.encode(`${time}.`);
  const signed = new Uint8Array(prefix.length + body.length);
  signed.set(prefix);
  signed.set(body, prefix.length);
  // There are two while a secret is being changed.
  const signatures = parts.filter((part) => part.startsWith("v1=")).slice(0, MOST_SIGNATURES);
  for (const signature of signatures) if (await isSigned(key, signature.slice("v1=".length), signed)) return true;
  return false;
}

async function isSigned(key: CryptoKey, digits: string, bytes: Uint8Array): Promise<boolean> {
  if (!SIGNATURE.test(digits)) return false;
  const signature = Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return await crypto.subtle.verify("HMAC", key, signature, new Uint8Array(bytes));
}
