import assert from "node:assert/strict";
import { asksForCertificates } from "./bind_client_certificates.ts";
import { listening, RawClient } from "./testing_listen.ts";

const hasOpenssl = await new Deno.Command("openssl", { args: ["version"], stdout: "null", stderr: "null" }).output().then(
  ({ success }) => success,
  () => false,
);
if (!hasOpenssl && Deno.env.get("CI") === "true") throw new Error("openssl is missing");
const ignore = !hasOpenssl;

/** An authority, a certificate of the server, one of a client and one of a stranger, in a folder. */
async function certificates(): Promise<string> {
  const folder = Deno.makeTempDirSync();
  const run = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("openssl", { args, cwd: folder, stdout: "null", stderr: "piped" }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  Deno.writeTextFileSync(`${folder}/names`, "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  for (const ca of ["ca", "other"]) {
    await run("req", "-x509", ...key, "-days", "2", "-subj", `/CN=${ca}`, "-keyout", `${ca}.key`, "-out", `${ca}.crt`);
  }
  for (const [name, ca] of [["server", "ca"], ["client", "ca"], ["stranger", "other"]] as const) {
    await run("req", ...key, "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
    const signed = ["-CA", `${ca}.crt`, "-CAkey", `${ca}.key`, "-CAcreateserial", "-days", "2", "-extfile", "names"];
    await run("x509", "-req", "-in", `${name}.csr`, ...signed, "-out", `${name}.crt`);
  }
  return folder;
}

Deno.test({ name: "listen() speaks TLS, and is not disturbed by who does not", ignore }, async () => {
  const folder = await certificates();
  const tls = { cert: `${folder}/server.crt`, key: `${folder}/server.key` };
  {
    await using opened = await listening(["127.0.0.1:0"], { tls });
    assert.match(opened.url, /^https:/);
    for (const text of ["GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n", "\x16\x03\x01\x00\x05hello", ""]) {
      using client = await RawClient.open(opened.port);
      await client.say(text);
      if (text !== "") assert.doesNotMatch(await client.hear(), /200/);
    }
    using client = Deno.createHttpClient({ caCerts: [Deno.readTextFileSync(`${folder}/ca.crt`)] });
    const ask = (path: string, headers = {}) => fetch(`https://localhost:${opened.port}${path}`, { client, headers });
    assert.deepEqual(await (await ask("/healthz")).json(), { status: "ok" });
    const own = await ask("/api/v1/pipelines", { authorization: opened.token, origin: `https://localhost:${opened.port}` });
    assert.equal(own.status, 200);
    await own.body?.cancel();
  }
  await assert.rejects(listening(["127.0.0.1:0"], { tls: { cert: `${folder}/none`, key: tls.key } }), { code: "file_unreadable" });
  await assert.rejects(listening(["127.0.0.1:0"], { tls: { cert: `${folder}/names`, key: tls.key } }), { code: "file_unreadable" });
  Deno.removeSync(folder, { recursive: true });
});

Deno.test(
  { name: "listen() lets in who has a certificate of the authority given, where the runtime can ask for one", ignore },
  async () => {
    const folder = await certificates();
    const tls = { cert: `${folder}/server.crt`, key: `${folder}/server.key`, clientCa: `${folder}/ca.crt` };
    if (!asksForCertificates(Deno.version.deno)) {
      await assert.rejects(listening(["127.0.0.1:0"], { tls }), { code: "client_certificates_unsupported" });
      Deno.removeSync(folder, { recursive: true });
      return;
    }
    await assert.rejects(listening(["127.0.0.1:0"], { tls: { ...tls, clientCa: `${folder}/none` } }), { code: "file_unreadable" });
    await using opened = await listening(["127.0.0.1:0"], { tls });
    await assert.rejects(listening([`127.0.0.1:${opened.port}`], { tls }), { code: "port_taken" });
    const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}`);
    const ask = async (name: string | undefined, path: string, init: RequestInit = {}) => {
      const own = name === undefined ? {} : { cert: read(`${name}.crt`), key: read(`${name}.key`) };
      using client = Deno.createHttpClient({ caCerts: [read("ca.crt")], ...own });
      const response = await fetch(`https://localhost:${opened.port}${path}`, { client, ...init });
      return { status: response.status, text: await response.text() };
    };
    await assert.rejects(ask(undefined, "/healthz"));
    await assert.rejects(ask("stranger", "/healthz"));
    assert.deepEqual(await ask("client", "/healthz"), { status: 200, text: '{"status":"ok"}' });
    // A certificate opens the door; who one is the token says.
    assert.equal((await ask("client", "/api/v1/pipelines")).status, 401);
    const headers = { authorization: opened.token, "content-type": "application/merge-patch+json" };
    assert.equal((await ask("client", "/api/v1/pipelines/a", { method: "PATCH", headers, body: '{"n":1}' })).status, 200);
    assert.equal((await ask("client", "/api/v1/pipelines/a", { method: "PATCH", headers, body: new Uint8Array(9_000_000) })).status, 413);
    using client = Deno.createHttpClient({ caCerts: [read("ca.crt")], cert: read("client.crt"), key: read("client.key") });
    const stream = await fetch(`https://localhost:${opened.port}/api/v1/events`, { client, headers });
    const closed = opened.server.close();
    assert.equal(await stream.text(), "retry: 1000\n\n");
    await closed;
    Deno.removeSync(folder, { recursive: true });
  },
);
