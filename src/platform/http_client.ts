import { AppError, type HttpAnswer, type HttpCall, type HttpClient } from "../core/mod.ts";

/**
 * Makes the HTTP client: `http` and `https` with the system's proxies (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`), redirects followed,
 * compressed answers unpacked. Every status is an answer; only no answer is a failure.
 */
export function createHttpClient(): HttpClient {
  return { send };
}

async function send(call: HttpCall, output: (bytes: Uint8Array) => void | Promise<void>, signal: AbortSignal): Promise<HttpAnswer> {
  signal.throwIfAborted();
  const target = targetOf(call);
  let isAnswered = false;
  try {
    const response = await fetch(target, {
      method: call.method,
      headers: withUserAgent(call.headers),
      ...(call.body === undefined ? {} : { body: call.body }),
      redirect: "follow",
      signal,
    });
    isAnswered = true;
    // Taken piece by piece: the next piece is asked for once this one is dealt with.
    for await (const bytes of response.body ?? []) await dealtWith(output, bytes);
    return { status: response.status, headers: Object.fromEntries(response.headers) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof OutputFailure) throw error.cause;
    const what = isAnswered ? "was answered in part" : "got no answer";
    throw new AppError("http_failed", `${call.method} ${shown(target)} ${what}: ${networkReason(error, call.url)}`, { cause: error });
  }
}

function withUserAgent(headers: HttpCall["headers"]): Headers {
  const all = new Headers({ ...headers });
  if (!all.has("user-agent")) all.set("user-agent", "executor");
  return all;
}

/** What the taker of the output threw, kept apart from failures of the connection. */
class OutputFailure extends Error {}

async function dealtWith(output: (bytes: Uint8Array) => void | Promise<void>, bytes: Uint8Array): Promise<void> {
  try {
    await output(bytes);
  } catch (error) {
    throw new OutputFailure("The output was refused", { cause: error });
  }
}

function targetOf(call: HttpCall): URL {
  const target = URL.canParse(call.url) ? new URL(call.url) : undefined;
  // fetch would also read files and blobs.
  if (target?.protocol === "http:" || target?.protocol === "https:") return target;
  const found = target === undefined ? "the address is not a URL" : `addresses that begin with "${target.protocol}" are not supported`;
  throw new AppError("http_failed", `The request was not sent: ${found}`, { hint: "Use an address that begins with http:// or https://" });
}

/** The address as far as it may be shown: user, password, query and fragment can be secrets. */
function shown(target: URL): string {
  return `${target.origin}${target.pathname}`;
}

/** Why a connection failed: the innermost reason, without the address that the runtime puts before it. */
export function networkReason(error: unknown, url: string): string {
  const messages: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) messages.push(at.message);
  const text = messages.find((message) => message.includes("client error")) ?? messages[0] ?? "unknown reason";
  // "error sending request for url (…): client error (Connect): tcp connect error: Connection refused (os error 111)"
  const inner = text
    .replace(/^error sending request(?: from \S+)? for (?:url )?.*?\)?:? (?=client error)/s, "")
    .replace(/^client error \(\w+\): /, "")
    .replace(/ \(os error \d+\)/g, "");
  // Some runtimes say the innermost reason twice.
  const words = [...new Set(inner.split(": "))].join(": ");
  return words.replaceAll(url, "…").replace(/https?:\/\/\S+/g, "…").replace(
    /received corrupt message of type \w+/,
    "the server does not speak TLS",
  );
}
