import { type CheckQuestion, type CheckReading, checkValueText, rounded } from "../../core/mod.ts";
import { networkReason } from "../http_client.ts";
import { certificate } from "./certificate.ts";
import { Collected } from "./collected.ts";
import { absent, known, type Source, unknown } from "./reading.ts";
import { search } from "./search.ts";

/** How long an answer is waited for. */
export const HTTP_LIMIT_MS = 10_000;
const MOST_BODY = 4 << 20;

/** `http`: asks for an address, following redirects, and looks at the answer. */
export const http: Source = async (question, machine, signal) => {
  const text = String(question.target ?? "");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") return unknown("the address does not begin with http:// or https://");
  if (question.metric === "certificate") return await certificate(url, question, machine, signal);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error("limit")), HTTP_LIMIT_MS);
  const startMs = machine.monotonicMs();
  try {
    const response = await machine.fetch(url.href, AbortSignal.any([signal, limit.signal]));
    const latencyMs = rounded(machine.monotonicMs() - startMs, 1);
    return await look(question, url, response, latencyMs, signal);
  } catch (error) {
    signal.throwIfAborted();
    const asked = `${url.origin}${url.pathname}`;
    if (!limit.signal.aborted) {
      return absent(`${asked} does not answer: ${networkReason(error, url.href)}`, "See whether it runs, listens and is let through");
    }
    const passedMs = rounded(machine.monotonicMs() - startMs, 1);
    const reason = `${asked} does not answer within ${checkValueText(HTTP_LIMIT_MS, "ms")}`;
    return question.metric === "latency"
      ? known(passedMs, [reason], { unit: "ms" })
      : absent(reason, "See whether it runs, and what it waits for");
  } finally {
    clearTimeout(timer);
  }
};

async function look(question: CheckQuestion, url: URL, response: Response, latencyMs: number, signal: AbortSignal): Promise<CheckReading> {
  const took = checkValueText(latencyMs, "ms");
  const from = response.redirected && URL.canParse(response.url) ? new URL(response.url) : url;
  const evidence = [`GET ${url.origin}${url.pathname}: ${`${response.status} ${response.statusText}`.trim()} after ${took}`];
  if (from !== url) evidence.push(`redirected to ${from.origin}${from.pathname}`);
  if (question.metric !== "contents") {
    await response.body?.cancel();
    if (question.metric === "latency") return known(latencyMs, evidence, { unit: "ms" });
    return known(response.status, evidence, response.status >= 400 ? { advice: "See the server's log for the reason" } : {});
  }
  const body = new Collected(MOST_BODY);
  for await (const bytes of response.body ?? []) {
    body.add(bytes);
    if (!body.isWhole) break;
  }
  const { count, lines } = await search(body.text(), question.pattern, signal);
  if (count === 0 && !body.isWhole) {
    return unknown(`it is not in the first ${checkValueText(MOST_BODY, "bytes")} of the answer; the rest was not read`);
  }
  return known(count > 0, [...evidence, ...lines]);
}
