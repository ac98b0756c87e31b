/** Gives an answer the headers that every one has: nothing is cached, guessed, framed or loaded by it. */
export function harden(response: Response, version: string): Response {
  // What was upgraded is no answer any more, and older runtimes do not let its headers be changed.
  if (response.status === 101) return response;
  const { headers } = response;
  // What is transformed is compressed by older runtimes, which makes strong tags weak and holds streams back.
  headers.set("cache-control", "no-store, no-transform");
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-resource-policy", headers.has("access-control-allow-origin") ? "cross-origin" : "same-origin");
  headers.set("server", `executor/${version}`);
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  return response;
}
