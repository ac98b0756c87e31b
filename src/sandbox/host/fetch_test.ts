import { expect } from "expect";
import { createGuardedNet } from "../../platform/mod.ts";
import { type NetPolicy, NetSession } from "../broker/net/mod.ts";
import { TestingAsker } from "../broker/net/testing_asker.ts";
import { createFetch } from "./fetch.ts";

const never = new AbortController().signal;
const message = (what: string) => `Requires net access to "${what}"; add it to the task: permissions: { net: [${what}] }`;
/** Allows hosts by name, and every address but that of the metadata service. */
const policy: NetPolicy = {
  host: (host, port) =>
    host.startsWith("denied") ? { allowed: false, by: "document", message: message(`${host}:${port}`) } : { allowed: true },
  address: (_host, _port, address) =>
    address.startsWith("169.254.") ? { allowed: false, by: "document", message: message(address) } : { allowed: true },
};

/** A script's fetch, and a server that the name "api.test" leads to. */
class Bench implements AsyncDisposable {
  readonly session = new NetSession({
    net: createGuardedNet({ resolve: (host) => Promise.resolve([host === "metadata.test" ? "169.254.169.254" : "127.0.0.1"]) }),
    policy,
  });
  readonly asker = new TestingAsker(this.session);
  readonly task = new AbortController();
  readonly fetch = createFetch(this.asker, this.task.signal);
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(handler: (request: Request) => Response | Promise<Response>) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response("failed", { status: 500 }) },
      handler,
    );
    this.url = `http://api.test:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.end();
    await this.#server.shutdown();
  }
}

async function echo(request: Request): Promise<Response> {
  const { method, headers } = request;
  return Response.json({ method, headers: Object.fromEntries(headers), body: await request.text() });
}

Deno.test("fetch() gives the realm's own Response with all that belongs to it", async () => {
  await using bench = new Bench((request) =>
    request.url.endsWith("/from")
      ? new Response(null, { status: 302, headers: { location: "/to" } })
      : new Response("hello", { status: 201, headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"], ["x-y", "z"]] })
  );
  const response = await bench.fetch(`${bench.url}/from`);
  expect(response instanceof Response).toBe(true);
  expect([response.status, response.statusText, response.ok, response.url, response.redirected, response.type])
    .toEqual([201, "Created", true, `${bench.url}/to`, true, "basic"]);
  expect([response.headers.getSetCookie(), response.headers.get("x-y")]).toEqual([["a=1", "b=2"], "z"]);
  const copy = response.clone();
  expect([await response.text(), await copy.text(), copy.url, copy.redirected]).toEqual(["hello", "hello", `${bench.url}/to`, true]);
  expect(bench.session.open).toBe(0);
});

Deno.test("fetch() sends every kind of body", async (t) => {
  await using bench = new Bench(echo);
  const form = new FormData();
  form.set("a", "b");
  const bytes = new TextEncoder().encode("bytes");
  const cases: [string, BodyInit, string, string | null][] = [
    ["a text", "text", "text", "text/plain;charset=UTF-8"],
    ["bytes", bytes, "bytes", null],
    ["part of a buffer", bytes.subarray(1, 3), "yt", null],
    ["a blob", new Blob(["blob"], { type: "text/x" }), "blob", "text/x"],
    ["parameters", new URLSearchParams({ a: "b c" }), "a=b+c", "application/x-www-form-urlencoded;charset=UTF-8"],
    ["nothing", "", "", "text/plain;charset=UTF-8"],
  ];
  for (const [name, body, text, type] of cases) {
    await t.step(name, async () => {
      const seen = await (await bench.fetch(bench.url, { method: "POST", body })).json();
      expect([seen.body, seen.headers["content-type"] ?? null, seen.headers["content-length"]]).toEqual([text, type, String(text.length)]);
    });
  }
  await t.step("a form", async () => {
    const seen = await (await bench.fetch(bench.url, { method: "POST", body: form })).json();
    expect(seen.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen.body).toContain('name="a"');
  });
  await t.step("a stream", async () => {
    const body = ReadableStream.from(["one ", "two"]).pipeThrough(new TextEncoderStream());
    const seen = await (await bench.fetch(bench.url, { method: "POST", body })).json();
    expect([seen.body, seen.headers["transfer-encoding"], seen.headers["content-length"]]).toEqual(["one two", "chunked", undefined]);
  });
  await t.step("a Request of the script's, with its length", async () => {
    const seen = await (await bench.fetch(new Request(bench.url, { method: "PUT", body: "own", headers: { "x-a": "b" } }))).json();
    expect([seen.method, seen.body, seen.headers["x-a"], seen.headers["content-length"]]).toEqual(["PUT", "own", "b", "3"]);
  });
  await t.step("more than goes along at once", async () => {
    const body = "x".repeat(3_000_000);
    const seen = await (await bench.fetch(bench.url, { method: "POST", body })).json();
    expect(seen.body.length).toBe(3_000_000);
  });
  await t.step("a stream that fails, or gives no bytes", async () => {
    const failing = new ReadableStream({ pull: (controller) => controller.error(new Error("mine")) });
    await expect(bench.fetch(bench.url, { method: "POST", body: failing })).rejects.toThrow("mine");
    const numbers = new ReadableStream({ pull: (controller) => controller.enqueue(1) });
    await expect(bench.fetch(bench.url, { method: "POST", body: numbers })).rejects.toThrow(TypeError);
    expect(bench.session.open).toBe(0);
  });
});

Deno.test("fetch() gives answers without a body none", async () => {
  await using bench = new Bench((request) => new Response(null, { status: Number(new URL(request.url).pathname.slice(1)) }));
  for (const status of [204, 205, 304]) {
    const response = await bench.fetch(`${bench.url}/${status}`);
    expect([response.status, response.body, await response.text()]).toEqual([status, null, ""]);
  }
  const head = await bench.fetch(`${bench.url}/200`, { method: "HEAD" });
  expect([head.status, await head.text(), bench.session.open]).toEqual([200, "", 0]);
});

Deno.test("fetch() throws NotCapable for what is not allowed, also behind a redirect", async () => {
  await using bench = new Bench(() => new Response(null, { status: 302, headers: { location: "http://denied.test:81/x" } }));
  const refusals: [string, string][] = [
    ["http://denied.test/", "denied.test:80"],
    ["https://denied.test/", "denied.test:443"],
    [bench.url, "denied.test:81"],
    ["http://metadata.test/latest", "169.254.169.254"],
  ];
  for (const [url, what] of refusals) {
    await expect(bench.fetch(url)).rejects.toMatchObject({ name: "NotCapable", message: message(what) });
  }
  expect(bench.session.open).toBe(0);
});

Deno.test("fetch() fails with a TypeError that says what the network did", async () => {
  await using bench = new Bench(echo);
  const refused = await bench.fetch("http://api.test:1/").catch((error: unknown) => error);
  expect(refused instanceof TypeError).toBe(true);
  expect(String(refused)).toBe("TypeError: http://api.test:1/ was not reached: connection refused");
  for (const url of ["file:///etc/passwd", "ftp://api.test/", "blob:null/x", "http://u:p@api.test/", "nonsense"]) {
    await expect(bench.fetch(url)).rejects.toThrow(TypeError);
  }
  await expect(bench.fetch(bench.url, { headers: { x: "a\r\nb: c" } })).rejects.toThrow(TypeError);
  await expect(bench.fetch(bench.url, { method: "CONNECT" })).rejects.toThrow(TypeError);
});

Deno.test("fetch() reads data: addresses by itself", async () => {
  await using bench = new Bench(echo);
  const cases: [string, string, string][] = [
    ["data:,a%20b%zz", "a b%zz", "text/plain;charset=US-ASCII"],
    ["data:text/x;base64,aGk=", "hi", "text/x"],
    ["data:;charset=utf-8,%c3%a4", "ä", "text/plain;charset=utf-8"],
  ];
  for (const [url, text, type] of cases) {
    const response = await bench.fetch(url);
    expect([await response.text(), response.headers.get("content-type"), response.url]).toEqual([text, type, url]);
  }
  await expect(bench.fetch("data:text/x;base64,%%%")).rejects.toThrow(TypeError);
  await expect(bench.fetch("data:nocomma")).rejects.toThrow(TypeError);
  expect(bench.asker.asked).toEqual([]);
});

Deno.test("fetch() ends with its signal and with the task's, before, during and after the answer's head", async (t) => {
  const open: Request[] = [];
  const arrived = { resolve: () => {} };
  const aborted = { resolve: () => {} };
  await using bench = new Bench((request) => {
    open.push(request);
    request.signal.addEventListener("abort", () => aborted.resolve());
    arrived.resolve();
    if (request.url.endsWith("/never")) {
      return new Promise<Response>((resolve) => request.signal.addEventListener("abort", () => resolve(new Response())));
    }
    return new Response(
      new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)), cancel: () => aborted.resolve() }),
    );
  });
  const next = () => new Promise<void>((resolve) => arrived.resolve = resolve);
  const gone = () => new Promise<void>((resolve) => aborted.resolve = resolve);
  await t.step("before", async () => {
    await expect(bench.fetch(bench.url, { signal: AbortSignal.abort(new Error("mine")) })).rejects.toThrow("mine");
    expect(open).toHaveLength(0);
  });
  await t.step("while the server does not answer", async () => {
    const controller = new AbortController();
    const there = next();
    const away = gone();
    const sent = bench.fetch(`${bench.url}/never`, { signal: controller.signal });
    await there;
    controller.abort();
    await expect(sent).rejects.toMatchObject({ name: "AbortError" });
    await away;
    expect(bench.session.open).toBe(0);
  });
  await t.step("in the middle of the body", async () => {
    const controller = new AbortController();
    const away = gone();
    const response = await bench.fetch(bench.url, { signal: controller.signal });
    const reader = (response.body ?? new ReadableStream()).getReader();
    expect((await reader.read()).value?.length).toBe(10);
    const pending = reader.read();
    controller.abort(new Error("enough"));
    await expect(pending).rejects.toThrow("enough");
    await away;
    expect(bench.session.open).toBe(0);
  });
  await t.step("the body is cancelled", async () => {
    const away = gone();
    const response = await bench.fetch(bench.url);
    await response.body?.cancel();
    await away;
    expect(bench.session.open).toBe(0);
  });
  await t.step("the task's", async () => {
    const away = gone();
    const response = await bench.fetch(bench.url);
    bench.task.abort(new Error("cancelled"));
    await expect(response.text()).rejects.toThrow("cancelled");
    await away;
    await expect(bench.fetch(bench.url)).rejects.toThrow("cancelled");
  });
});

Deno.test("fetch() holds the server back while the script does not read", async () => {
  let sent = 0;
  await using bench = new Bench(() =>
    new Response(
      new ReadableStream({
        pull(controller) {
          sent += 65536;
          controller.enqueue(new Uint8Array(65536));
        },
      }),
    )
  );
  const response = await bench.fetch(bench.url);
  const reader = (response.body ?? new ReadableStream()).getReader();
  let got = 0;
  while (got < 200_000) got += (await reader.read()).value?.length ?? 0;
  // The kernel's buffers are what is ahead: the server cannot be further however long it tries.
  let before = -1;
  while (before !== sent) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(sent).toBeLessThan(32 * 1024 * 1024);
  await reader.cancel();
});

Deno.test("fetch() is not impressed by what a script made of its arguments", async (t) => {
  await using bench = new Bench(echo);
  await t.step("a Request with another address than it shows", async () => {
    class Liar extends Request {
      override get url(): string {
        return "http://denied.test/";
      }
      override get signal(): AbortSignal {
        throw new Error("getter");
      }
      override get body(): ReadableStream<Uint8Array<ArrayBuffer>> {
        throw new Error("getter");
      }
    }
    const response = await bench.fetch(new Liar(bench.url, { method: "POST", body: "x" }));
    expect((await response.json()).body).toBe("x");
  });
  await t.step("options that throw", async () => {
    const init = new Proxy({}, {
      get() {
        throw new Error("trap");
      },
    });
    await expect(bench.fetch(bench.url, init)).rejects.toThrow("trap");
  });
  await t.step("pieces that lie about themselves", async () => {
    class Piece extends Uint8Array {
      override get length(): number {
        throw new Error("length");
      }
      override slice(): Uint8Array<ArrayBuffer> {
        throw new Error("slice");
      }
    }
    const piece = new Piece(2);
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(piece);
        controller.close();
      },
    });
    const response = await bench.fetch(bench.url, { method: "POST", body });
    expect((await response.json()).body).toBe("\0\0");
  });
  expect([bench.session.open, never.aborted]).toEqual([0, false]);
});
