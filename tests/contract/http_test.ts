import assert from "node:assert/strict";
import { AppError, type HttpAnswer, type HttpCall } from "../../src/core/mod.ts";
import { createHttpClient } from "../../src/platform/mod.ts";

/** Runs a test with a server on a free port of this machine. */
async function withServer(handler: (request: Request) => Response | Promise<Response>, run: (url: string) => Promise<void>): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handler);
  try {
    await run(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

async function send(
  call: Partial<HttpCall> & { url: string },
  // A name that nobody knows is asked for a while where no server of names answers.
  signal = AbortSignal.timeout(120_000),
): Promise<HttpAnswer & { text: string }> {
  let text = "";
  const decoder = new TextDecoder();
  const answer = await createHttpClient().send({ method: "GET", headers: {}, ...call }, (bytes) => {
    text += decoder.decode(bytes, { stream: true });
  }, signal);
  return { ...answer, text };
}

Deno.test("send() sends method, headers and body and gives status, headers and body", () =>
  withServer(
    async (request) =>
      new Response(`${request.method} ${request.headers.get("x-a")} ${await request.text()}`, { status: 418, headers: { "X-B": "b" } }),
    async (url) => {
      const answer = await send({ url, method: "POST", headers: { "X-A": "a" }, body: "ä" });
      assert.equal(answer.status, 418);
      assert.equal(answer.headers["x-b"], "b");
      assert.equal(answer.text, "POST a ä");
    },
  ));

Deno.test("send() says who it is unless the call does", () =>
  withServer(
    (request) => new Response(request.headers.get("user-agent")),
    async (url) => {
      assert.equal((await send({ url })).text, "executor");
      assert.equal((await send({ url, headers: { "User-Agent": "mine" } })).text, "mine");
    },
  ));

Deno.test("send() follows redirects", () =>
  withServer(
    (request) => new URL(request.url).pathname === "/" ? Response.redirect(new URL("/there", request.url)) : new Response("found"),
    async (url) => assert.equal((await send({ url })).text, "found"),
  ));

Deno.test("send() waits for the taker of the output before it reads on", () =>
  withServer(() => {
    let sent = 0;
    return new Response(
      new ReadableStream({
        pull(controller) {
          if (sent++ < 200) controller.enqueue(new Uint8Array(100_000));
          else controller.close();
        },
      }),
    );
  }, async (url) => {
    let total = 0;
    let busy = false;
    await createHttpClient().send({ url, method: "GET", headers: {} }, async (bytes) => {
      assert.equal(busy, false);
      busy = true;
      await Promise.resolve();
      total += bytes.length;
      busy = false;
    }, AbortSignal.timeout(20_000));
    assert.equal(total, 20_000_000);
  }));

Deno.test("send() rejects with the signal's reason, before and while the answer comes", () =>
  withServer(() => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) })), async (url) => {
    await assert.rejects(send({ url }, AbortSignal.abort("cancel")), (reason) => reason === "cancel");
    const stop = new AbortController();
    const sending = createHttpClient().send({ url, method: "GET", headers: {} }, () => stop.abort("timeout"), stop.signal);
    await assert.rejects(sending, (reason) => reason === "timeout");
  }));

Deno.test("send() passes on what the taker of the output throws", () =>
  withServer(() => new Response("x"), async (url) => {
    const full = new AppError("state_full", "Full");
    const sending = createHttpClient().send({ url, method: "GET", headers: {} }, () => {
      throw full;
    }, AbortSignal.timeout(20_000));
    await assert.rejects(sending, (error) => error === full);
  }));

Deno.test("send() fails with http_failed and the reason", async (t) => {
  const closed = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = closed.addr;
  closed.close();
  const table: [string, Partial<HttpCall> & { url: string }, RegExp][] = [
    ["connection refused", { url: `http://user:hunter2@127.0.0.1:${port}/path?token=hunter3#hunter4` }, /connection refused/i],
    ["no such host", { url: "http://nowhere.invalid/" }, /dns|lookup|resolve|name/i],
    ["not a URL", { url: "nowhere" }, /not a URL/],
    ["file", { url: "file:///etc/passwd" }, /"file:"/],
    ["data", { url: "data:text/plain,x" }, /"data:"/],
    ["body with GET", { url: `http://127.0.0.1:${port}/`, body: "x" }, /body/i],
    ["bad header", { url: `http://127.0.0.1:${port}/`, headers: { "a b": "c" } }, /header/i],
  ];
  for (const [name, call, reason] of table) {
    await t.step(name, async () => {
      await assert.rejects(send(call), (error: AppError) => {
        assert.equal(error.code, "http_failed");
        assert.match(error.message, reason);
        assert.doesNotMatch(error.message, /hunter/);
        return true;
      });
    });
  }
});

Deno.test("send() fails with http_failed when the answer is cut off", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const serving = (async () => {
    const connection = await listener.accept();
    await connection.read(new Uint8Array(1000));
    await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"));
    connection.close();
  })();
  await assert.rejects(send({ url: `http://127.0.0.1:${listener.addr.port}/` }), { code: "http_failed", message: /was answered in part/ });
  await serving;
  listener.close();
});

Deno.test("send() fails with http_failed when TLS is answered by plain HTTP", () =>
  withServer(() => new Response("x"), async (url) => {
    await assert.rejects(send({ url: url.replace("http:", "https:") }), { code: "http_failed" });
  }));
