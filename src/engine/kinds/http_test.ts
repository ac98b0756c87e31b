import assert from "node:assert/strict";
import type { HttpRequest } from "../../core/mod.ts";
import { FakeWorld } from "./fake_world.ts";
import { shownUrl } from "./http.ts";
import { runAttempt } from "./mod.ts";

function attempt(world: FakeWorld, http: HttpRequest) {
  return runAttempt(world.context({ http }), world.ports);
}

Deno.test("http sends GET by default; the body is stdout, status and headers are outputs", async () => {
  const world = new FakeWorld();
  world.answer = { status: 200, headers: { "Content-Type": "text/plain" }, body: "hello" };
  const result = await attempt(world, { url: "http://h/x" });
  assert.deepEqual(world.calls, [{ url: "http://h/x", method: "GET", headers: {} }]);
  assert.deepEqual(result, { status: "succeeded", httpStatus: 200, outputs: { status: 200, headers: { "content-type": "text/plain" } } });
  assert.equal(world.output.stdout, "hello");
});

Deno.test("http evaluates address, query, headers and body", async () => {
  const world = new FakeWorld();
  world.params = { id: 7, tags: ["a b", "c&d"], none: null, big: 12345678901234567890n };
  await attempt(world, {
    url: "http://h/{{ params.id }}?keep=a+b%20c#frag",
    method: "post",
    query: { tag: "{{ params.tags }}", none: "{{ params.none }}", "a=b": 1 },
    headers: { "X-Id": "{{ params.id }}" },
    json: { id: "{{ params.id }}", text: "n={{ params.id }}", big: "{{ params.big }}", list: [true, null] },
  });
  assert.deepEqual(world.calls, [{
    url: "http://h/7?keep=a+b%20c&tag=a%20b&tag=c%26d&a%3Db=1#frag",
    method: "POST",
    headers: { "X-Id": "7", "content-type": "application/json" },
    body: '{"id":7,"text":"n=7","big":12345678901234567890,"list":[true,null]}',
  }]);
});

Deno.test("http keeps the author's content type, and sends a text body as it is", async () => {
  const world = new FakeWorld();
  await attempt(world, { url: "http://h/", method: "PUT", headers: { "Content-Type": "text/csv" }, body: "a,b" });
  await attempt(world, { url: "http://h/", method: "PUT", headers: { "CONTENT-TYPE": "application/merge-patch+json" }, json: {} });
  assert.deepEqual(world.calls.map(({ headers, body }) => [headers, body]), [
    [{ "Content-Type": "text/csv" }, "a,b"],
    [{ "CONTENT-TYPE": "application/merge-patch+json" }, "{}"],
  ]);
});

Deno.test("http fails from status 400 up, or for what ok does not list", async (t) => {
  const cases: [number, (number | string)[] | undefined, boolean][] = [
    [399, undefined, true],
    [400, undefined, false],
    [404, [404], true],
    [404, ["4xx"], true],
    [500, ["4xx", 503], false],
    [204, [404], false],
    [204, ["2xx", 404], true],
  ];
  for (const [status, ok, succeeds] of cases) {
    await t.step(`${status} with ok ${JSON.stringify(ok)}`, async () => {
      const world = new FakeWorld();
      world.answer = { status, headers: {}, body: "why" };
      const result = await attempt(world, { url: "http://h/p", ...(ok === undefined ? {} : { ok }) });
      assert.equal(result.status, succeeds ? "succeeded" : "failed");
      assert.equal(result.httpStatus, status);
      assert.equal(world.output.stdout, "why");
    });
  }
});

Deno.test("http shows neither user nor query of an address in its message", async () => {
  const world = new FakeWorld();
  world.answer = { status: 503, headers: {} };
  const result = await attempt(world, { url: "https://user:pw@h:8443/p/q?token=x#y" });
  assert.deepEqual(result.error, { code: "http_status", message: "GET https://h:8443/p/q answered 503 Service Unavailable" });
  assert.equal(shownUrl("no url//u:p@h?token=1"), "no url//h");
});

Deno.test("http refuses what cannot be sent, without showing values", async (t) => {
  const cases: [string, HttpRequest, RegExp][] = [
    ["no address", { url: "example.org/x?token=1" }, /"example.org\/x" is no complete address/],
    ["another scheme", { url: "file:///etc/passwd" }, /http: or https:, not with file:/],
    ["a body with GET", { url: "http://h/", json: {} }, /set method: POST/],
    ["a method that is none", { url: "http://h/", method: "GE T" }, /method/],
    [
      "a header with a line break",
      { url: "http://h/", headers: { a: "x\r\nb: s3cr3t" } },
      /^The header a has a line break or NUL in its value$/,
    ],
    ["a header name", { url: "http://h/", headers: { "a b": "x" } }, /"a b"/],
  ];
  for (const [name, request, message] of cases) {
    await t.step(name, async () => {
      const world = new FakeWorld();
      const result = await attempt(world, request);
      assert.equal(result.error?.code, "http_request_invalid");
      assert.match(result.error?.message ?? "", message);
      assert.equal(world.calls.length, 0);
    });
  }
});

Deno.test("http is cancelled or timed out with its attempt", async () => {
  const world = new FakeWorld();
  world.answer = { status: 200, headers: {}, body: "x" };
  const context = {
    ...world.context({ http: { url: "http://h/" } }),
    output: () => world.abort.abort("timeout"),
  };
  assert.equal((await runAttempt(context, world.ports)).status, "timed_out");
});

Deno.test("http carries the trace on, unless the document sets traceparent or there is no trace", async () => {
  const world = new FakeWorld();
  const [traceId, spanId] = ["a".repeat(32), "b".repeat(16)];
  await attempt(world, { url: "http://h/" });
  world.trace = { traceId, spanId, isSampled: true, tracestate: "x=1" };
  await attempt(world, { url: "http://h/", headers: { A: "1" } });
  await attempt(world, { url: "http://h/", headers: { TraceParent: "mine" } });
  await attempt(world, { url: "http://h/", headers: { Tracestate: "mine=1" } });
  world.trace = { traceId, spanId, isSampled: false };
  await attempt(world, { url: "http://h/" });
  const traceparent = `00-${traceId}-${spanId}-01`;
  assert.deepEqual(world.calls.map(({ headers }) => headers), [
    {},
    { A: "1", traceparent, tracestate: "x=1" },
    { TraceParent: "mine" },
    { Tracestate: "mine=1", traceparent },
    { traceparent: `00-${traceId}-${spanId}-00` },
  ]);
});
