import { expect } from "expect";
import { AppError, type NetCall } from "../../core/mod.ts";
import { createGuardedNet } from "./guarded_net.ts";
import { RawServer, say, TestingGuard, textOf } from "./testing_net.ts";

const never = new AbortController().signal;
const call = (url: string, more: Partial<NetCall> = {}): NetCall => ({ url, method: "GET", headers: [], redirect: "follow", ...more });
const loopback = () => Promise.resolve(["127.0.0.1"]);
const read = (path: string) => Deno.readTextFileSync(new URL(`../../../tests/fixtures/tls/${path}`, import.meta.url));

/** An HTTP server that answers with what it was asked. */
function echoServer(tls: Partial<Deno.TlsCertifiedKeyPem> = {}) {
  return Deno.serve({ ...tls as Deno.TlsCertifiedKeyPem, hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { method, headers } = request;
    return Response.json({ path: new URL(request.url).pathname, method, headers: [...headers], body: await request.text() });
  });
}

Deno.test("request() connects to the address that was checked and tells the server the host's name", async () => {
  await using server = echoServer();
  const { port } = server.addr;
  const guard = new TestingGuard();
  const answer = await createGuardedNet({ resolve: loopback }).request(call(`http://api.test:${port}/a?b#c`), guard, never);
  const { path, headers } = JSON.parse(await textOf(answer));
  expect([answer.status, answer.url, answer.redirected, path]).toEqual([200, `http://api.test:${port}/a?b`, false, "/a"]);
  expect(headers).toContainEqual(["host", `api.test:${port}`]);
  expect([guard.hosts, guard.addresses]).toEqual([[`api.test:${port}`], ["127.0.0.1"]]);
});

Deno.test("request() asks the guard about the address that every odd form of it means", async (t) => {
  await using server = echoServer();
  const { port } = server.addr;
  const forms: [string, string][] = [
    ["127.0.0.1", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["0x7f.1", "127.0.0.1"],
    ["0177.0.0.1", "127.0.0.1"],
    ["2130706433", "127.0.0.1"],
    ["127.0.0.1.", "127.0.0.1"],
    ["１２７.0.0.1", "127.0.0.1"],
    ["[::ffff:127.0.0.1]", "::ffff:7f00:1"],
    ["[::1]", "::1"],
    ["0", "0.0.0.0"],
    ["LOCALHOST", "localhost"],
    ["localhost.", "localhost"],
    ["ⓛocalhost", "localhost"],
    ["bücher.test", "xn--bcher-kva.test"],
  ];
  for (const [written, meant] of forms) {
    await t.step(written, async () => {
      const guard = new TestingGuard(() => false);
      await expect(createGuardedNet().request(call(`http://${written}:${port}/`), guard, never)).rejects.toThrow(`${meant}:${port}`);
      expect(guard.hosts).toEqual([`${meant}:${port}`]);
    });
  }
  await t.step("what stands before an @ is no host", async () => {
    const guard = new TestingGuard();
    await expect(createGuardedNet().request(call(`http://api.test:80@127.0.0.1:${port}/`), guard, never)).rejects.toThrow(
      "holds a user or a password",
    );
    expect(guard.hosts).toEqual([]);
  });
});

Deno.test("request() looks a host up once: a second answer of the resolver is never used", async () => {
  await using server = echoServer();
  const { port } = server.addr;
  let asked = 0;
  // The first answer passes the check; a program that asked again to connect would reach the second.
  const resolve = () => Promise.resolve(asked++ === 0 ? ["127.0.0.2"] : ["127.0.0.1"]);
  const guard = new TestingGuard(undefined, (address) => address !== "127.0.0.1");
  await expect(createGuardedNet({ resolve }).request(call(`http://api.test:${port}/`), guard, never)).rejects.toThrow("connection refused");
  expect([asked, guard.addresses]).toEqual([1, ["127.0.0.2"]]);
});

Deno.test("request() leaves out addresses that are refused, and tries the next when one does not answer", async () => {
  await using server = echoServer();
  const { port } = server.addr;
  const resolve = () => Promise.resolve(["127.0.0.9", "127.0.0.3", "127.0.0.1"]);
  const guard = new TestingGuard(undefined, (address) => address !== "127.0.0.9");
  const answer = await createGuardedNet({ resolve }).request(call(`http://api.test:${port}/`), guard, never);
  expect(answer.status).toBe(200);
  answer.close();
  const refusing = new TestingGuard(undefined, () => false);
  await expect(createGuardedNet({ resolve }).request(call(`http://api.test:${port}/`), refusing, never)).rejects.toThrow(
    "at 127.0.0.9,127.0.0.3,127.0.0.1",
  );
});

Deno.test("request() checks every hop: a redirect to a refused host or address never reaches it", async (t) => {
  await using canary = new RawServer(() => Promise.resolve());
  const places = [
    `http://denied.test:${canary.port}/`,
    `http://127.0.0.1:${canary.port}/`,
    `//denied.test:${canary.port}/`,
    `http://2130706433:${canary.port}/`,
  ];
  for (const place of places) {
    for (const status of [301, 302, 303, 307, 308]) {
      await t.step(`${status} to ${place.replace(String(canary.port), "…")}`, async () => {
        await using server = new RawServer((conn) => say(conn, `HTTP/1.1 ${status} X\r\nlocation: ${place}\r\ncontent-length: 0\r\n\r\n`));
        const guard = new TestingGuard((host) => host === "allowed.test");
        const sent = createGuardedNet({ resolve: loopback }).request(call(`http://allowed.test:${server.port}/`), guard, never);
        await expect(sent).rejects.toThrow(/:\d+/);
        expect(guard.hosts).toHaveLength(2);
      });
    }
  }
  expect(canary.connections).toBe(0);
});

Deno.test("request() follows redirects by the rules of the fetch standard", async (t) => {
  await using end = echoServer();
  const net = createGuardedNet({ resolve: loopback });
  const post: Partial<NetCall> = {
    method: "POST",
    body: new TextEncoder().encode("hello"),
    headers: [["authorization", "secret"], ["cookie", "a=b"], ["content-type", "text/x"], ["x-mine", "1"]],
  };
  const redirecting = (status: number, to: string) =>
    new RawServer((conn) => say(conn, `HTTP/1.1 ${status} X\r\nlocation: ${to}\r\ncontent-length: 0\r\n\r\n`));
  for (const [status, method] of [[301, "GET"], [302, "GET"], [303, "GET"], [307, "POST"], [308, "POST"]] as const) {
    await t.step(`${status} after POST`, async () => {
      await using first = redirecting(status, `http://other.test:${end.addr.port}/end`);
      const answer = await net.request(call(`http://api.test:${first.port}/`, post), new TestingGuard(), never);
      const seen = JSON.parse(await textOf(answer));
      const names = seen.headers.map(([name]: [string]) => name);
      expect([answer.redirected, seen.method, seen.body]).toEqual([true, method, method === "POST" ? "hello" : ""]);
      expect([names.includes("authorization"), names.includes("cookie"), names.includes("x-mine")]).toEqual([false, false, true]);
      expect(names.includes("content-type")).toBe(method === "POST");
    });
  }
  await t.step("credentials stay within one origin", async () => {
    await using server = new RawServer((conn, head) =>
      say(
        conn,
        head.startsWith("GET / ")
          ? "HTTP/1.1 302 X\r\nlocation: /end\r\n\r\n"
          : `HTTP/1.1 200 OK\r\ncontent-length: ${head.length}\r\n\r\n${head}`,
      )
    );
    const answer = await net.request(
      call(`http://api.test:${server.port}/`, { headers: [["authorization", "secret"]] }),
      new TestingGuard(),
      never,
    );
    expect(await textOf(answer)).toContain("authorization: secret");
  });
  await t.step("a stream cannot be sent twice", async () => {
    await using server = redirecting(307, "/again");
    const body = (async function* () {
      yield new Uint8Array(3);
    })();
    const sent = net.request(call(`http://api.test:${server.port}/`, { method: "POST", body }), new TestingGuard(), never);
    await expect(sent).rejects.toThrow("a body that is a stream cannot be sent a second time");
  });
  await t.step("error and manual", async () => {
    await using server = redirecting(302, "/again");
    const url = `http://api.test:${server.port}/`;
    await expect(net.request(call(url, { redirect: "error" }), new TestingGuard(), never)).rejects.toThrow(
      "redirects, which the request does not allow",
    );
    const answer = await net.request(call(url, { redirect: "manual" }), new TestingGuard(), never);
    expect([answer.status, answer.redirected, new Map(answer.headers).get("location")]).toEqual([302, false, "/again"]);
    answer.close();
  });
  await t.step("20 and no more", async () => {
    await using server = redirecting(302, "/again");
    await expect(net.request(call(`http://api.test:${server.port}/`), new TestingGuard(), never)).rejects.toThrow(
      "once more after 20 redirects",
    );
    expect(server.connections).toBe(21);
  });
  await t.step("only to http and https, without credentials", async () => {
    for (const to of ["file:///etc/passwd", "data:,x", "ftp://api.test/", "http://u:p@api.test/", "http://"]) {
      await using server = redirecting(302, to);
      await expect(net.request(call(`http://api.test:${server.port}/`), new TestingGuard(), never)).rejects.toThrow(AppError);
    }
  });
});

Deno.test("request() checks certificates by the host's name", async (t) => {
  await using server = echoServer({ cert: read("api.test.pem"), key: read("api.test.key") });
  const { port } = server.addr;
  const caCerts = [read("authority.pem")];
  await t.step("one of a trusted authority", async () => {
    const answer = await createGuardedNet({ resolve: loopback, caCerts }).request(
      call(`https://api.test:${port}/x`),
      new TestingGuard(),
      never,
    );
    expect(JSON.parse(await textOf(answer)).headers).toContainEqual(["host", `api.test:${port}`]);
  });
  await t.step("an unknown authority", async () => {
    const sent = createGuardedNet({ resolve: loopback }).request(call(`https://api.test:${port}/`), new TestingGuard(), never);
    await expect(sent).rejects.toThrow("invalid peer certificate: UnknownIssuer");
  });
  await t.step("another name, and an address", async () => {
    const net = createGuardedNet({ resolve: loopback, caCerts });
    await expect(net.request(call(`https://other.test:${port}/`), new TestingGuard(), never)).rejects.toThrow("not valid for name");
    await expect(net.request(call(`https://127.0.0.1:${port}/`), new TestingGuard(), never)).rejects.toThrow("not valid for name");
  });
  await t.step("a server without TLS", async () => {
    await using plain = echoServer();
    const sent = createGuardedNet({ resolve: loopback }).request(call(`https://api.test:${plain.addr.port}/`), new TestingGuard(), never);
    await expect(sent).rejects.toThrow("does not speak TLS");
  });
});

Deno.test("request() refuses what would break out of its line, and drops the connection's own headers", async (t) => {
  await using server = echoServer();
  const url = `http://api.test:${server.addr.port}/`;
  const net = createGuardedNet({ resolve: loopback });
  const wrong: Partial<NetCall>[] = [
    { headers: [["x", "a\r\nevil: 1"]] },
    { headers: [["x", "a\nb"]] },
    { headers: [["x", "a\0b"]] },
    { headers: [["x\r\ny", "a"]] },
    { headers: [["", "a"]] },
    { headers: [["x", "ж"]] },
    { headers: [["x", "a".repeat(300_000)]] },
    { method: "GET / HTTP/1.1\r\nevil: 1\r\n\r\nGET" },
    { method: "" },
    { method: "CONNECT" },
    { method: "connect" },
    { method: "TRACE" },
    { url: "http://api.test:99999/" },
    { url: "nonsense" },
    { url: "file:///etc/passwd" },
    { url: "http://api.test:0/" },
  ];
  for (const more of wrong) {
    await t.step(JSON.stringify(more).slice(0, 60), async () => {
      const guard = new TestingGuard();
      await expect(net.request(call(url, more), guard, never)).rejects.toThrow(/was not sent/);
      expect(guard.hosts).toEqual([]);
    });
  }
  await t.step("the connection's own", async () => {
    const headers = [["host", "evil"], ["Content-Length", "1"], ["transfer-encoding", "x"], ["connection", "keep-alive"], ["te", "x"], [
      "upgrade",
      "x",
    ]] as const;
    const answer = await net.request(
      call(url, { method: "POST", headers, body: new TextEncoder().encode("four") }),
      new TestingGuard(),
      never,
    );
    const seen = JSON.parse(await textOf(answer));
    expect(seen.body).toBe("four");
    const map = new Map(seen.headers);
    expect([map.get("host"), map.get("content-length"), map.get("te"), map.get("upgrade"), map.get("transfer-encoding")]).toEqual([
      `api.test:${server.addr.port}`,
      "4",
      undefined,
      undefined,
      undefined,
    ]);
  });
  await t.step("a path with a line break is written as one", async () => {
    const answer = await net.request(call(`${url}a\r\nb c`), new TestingGuard(), never);
    expect(JSON.parse(await textOf(answer)).path).toBe("/ab%20c");
  });
});

Deno.test("request() does not use the proxies of the environment", async () => {
  await using canary = new RawServer(() => Promise.resolve());
  await using server = echoServer();
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"];
  const before = names.map((name) => Deno.env.get(name));
  for (const name of names) Deno.env.set(name, `http://127.0.0.1:${canary.port}`);
  try {
    const answer = await createGuardedNet({ resolve: loopback }).request(
      call(`http://api.test:${server.addr.port}/`),
      new TestingGuard(),
      never,
    );
    expect([answer.status, canary.connections]).toEqual([200, 0]);
    answer.close();
  } finally {
    for (const [index, name] of names.entries()) before[index] === undefined ? Deno.env.delete(name) : Deno.env.set(name, before[index]);
  }
});

Deno.test("request() says why there was no answer", async (t) => {
  const net = createGuardedNet({ resolve: loopback });
  const answers: [string, string, string][] = [
    ["a huge head", `HTTP/1.1 200 OK\r\nx: ${"a".repeat(200_000)}\r\n\r\n`, "larger than 64 KiB"],
    ["many headers", `HTTP/1.1 200 OK\r\n${"x: 1\r\n".repeat(40_000)}\r\n`, "larger than 64 KiB"],
    ["no HTTP", "hello world\r\n\r\n", "does not speak HTTP"],
    ["a header that is none", "HTTP/1.1 200 OK\r\nwhat is this\r\n\r\n", "does not speak HTTP"],
    ["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", "content-length"],
    ["101 that nobody asked for", "HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n", "got no answer"],
  ];
  for (const [name, text, message] of answers) {
    await t.step(name, async () => {
      await using server = new RawServer((conn) => say(conn, text));
      await expect(net.request(call(`http://api.test:${server.port}/`), new TestingGuard(), never)).rejects.toThrow(message);
      await server.closed;
    });
  }
  await t.step("closed at once", async () => {
    await using server = new RawServer((conn) => conn.closeWrite());
    await expect(net.request(call(`http://api.test:${server.port}/`), new TestingGuard(), never)).rejects.toThrow(
      "the connection was closed",
    );
  });
  await t.step("an unknown host", async () => {
    const unknown = createGuardedNet({ resolve: () => Promise.reject(new Error("ENOTFOUND")) });
    await expect(unknown.request(call("http://api.test/"), new TestingGuard(), never)).rejects.toThrow('the host "api.test" is not known');
    const none = createGuardedNet({ resolve: () => Promise.resolve([]) });
    await expect(none.request(call("http://api.test/"), new TestingGuard(), never)).rejects.toThrow("has no address");
  });
});
