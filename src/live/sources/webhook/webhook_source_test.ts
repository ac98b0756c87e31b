import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { AppError } from "../../../core/mod.ts";
import type { WebhookRequest } from "../../daemon/mod.ts";
import { startSource, TestClock, TestIntake } from "../testing.ts";
import { type WebhookOptions, WebhookSource } from "./webhook_source.ts";

const SECRET = "s3cr3t";
const BODY = new TextEncoder().encode('{"a":1}');

async function started(options: Partial<WebhookOptions> = {}) {
  const clock = new TestClock("2026-01-10T00:00Z");
  const intake = new TestIntake();
  const source = new WebhookSource({ pipeline: "report", method: "POST", auth: "none", clock, ...options });
  await startSource(source, intake);
  return { source, intake, clock };
}

function request(headers: Record<string, string> = {}, more: Partial<WebhookRequest> = {}): WebhookRequest {
  return {
    method: "POST",
    path: "/hooks/a",
    query: { b: "2" },
    headers: { "content-type": "application/json", ...headers },
    body: BODY,
    ...more,
  };
}

const hasCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code;

Deno.test("WebhookSource.receive() emits what was sent, without what only the listener may see", async () => {
  const { source, intake, clock } = await started({ secret: SECRET });
  const signature = createHmac("sha256", SECRET).update(BODY).digest("hex");
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const hidden = { authorization: "Bearer x", cookie: "a=b", "proxy-authorization": "x", "x-signature": signature };
  const { run } = await source.receive(request({ ...hidden, "x-own": "y", "idempotency-key": "k1", traceparent }));
  assert.equal(run, "r1");
  const [{ event } = { event: undefined }] = intake.events;
  assert.deepEqual(JSON.parse(JSON.stringify(event)), {
    id: "k1",
    time: clock.now(),
    kind: "http",
    payload: { a: 1 },
    fields: {
      method: "POST",
      path: "/hooks/a",
      query: { b: "2" },
      headers: { "content-type": "application/json", "x-own": "y", "idempotency-key": "k1", traceparent },
    },
    traceparent,
  });
});

Deno.test("WebhookSource.receive() names an event by what its sender calls it", async () => {
  const { source, intake } = await started();
  await source.receive(request({ "idempotency-key": "k1", "x-github-delivery": "d1" }));
  await source.receive(request({ "x-github-delivery": "d1" }));
  await source.receive(request({ "webhook-id": "w1" }));
  await source.receive(request({ "idempotency-key": "k".repeat(5000) }));
  await source.receive(request());
  await source.receive(request());
  const ids = intake.events.map(({ event }) => event.id);
  assert.deepEqual(ids.slice(0, 3), ["k1", "d1", "w1"]);
  assert.ok(ids.every((id) => id.length <= 80));
  assert.equal(new Set(ids).size, 6);
  assert.deepEqual(await source.receive(request({ "idempotency-key": "k1" })), { run: "r1" });
  assert.equal(intake.events.length, 6);
});

Deno.test("WebhookSource.receive() starts nothing when a request is not as it has to be", async () => {
  const { source, intake } = await started({ secret: SECRET });
  await assert.rejects(source.receive(request()), hasCode("signature_wrong"));
  await assert.rejects(source.receive(request({ "x-signature": "00".repeat(32) })), hasCode("signature_wrong"));
  await assert.rejects(source.receive(request({}, { method: "PUT" })), hasCode("method_not_allowed"));
  const signed = { "x-signature": createHmac("sha256", SECRET).update("{").digest("hex") };
  await assert.rejects(source.receive(request(signed, { body: new TextEncoder().encode("{") })), hasCode("body_malformed"));
  assert.equal(intake.asked, 0);
});

Deno.test("WebhookSource.receive() tells its caller when the queue is full", async () => {
  const { source, intake } = await started();
  intake.refusal = new AppError("queue_full", "Full");
  await assert.rejects(source.receive(request()), hasCode("queue_full"));
});
