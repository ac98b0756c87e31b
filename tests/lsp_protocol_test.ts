import assert from "node:assert/strict";
import { LspClient } from "./lsp_client.ts";

Deno.test("lsp says what it can do, and takes its leave with 0", async () => {
  await using client = await LspClient.start({}, { isNew: true });
  const { capabilities, serverInfo } = await client.request("initialize", { processId: null, rootUri: null, capabilities: {} });
  assert.equal(serverInfo.name, "executor");
  assert.deepEqual(
    [capabilities.positionEncoding, capabilities.textDocumentSync, capabilities.hoverProvider, capabilities.documentFormattingProvider],
    ["utf-16", { openClose: true, change: 2 }, true, true],
  );
  assert.equal(await client.request("shutdown"), null);
  await client.notify("exit");
  const { code, stderr } = await client.end();
  assert.deepEqual([code, stderr], [0, ""]);
});

Deno.test("lsp answers requests out of turn as the specification says", async () => {
  await using client = await LspClient.start({}, { isNew: true });
  const position = { textDocument: { uri: client.uri("a.yaml") }, position: { line: 0, character: 0 } };
  assert.equal((await client.ask("textDocument/hover", position)).error?.code, -32002, "before initialize");
  await client.request("initialize", { processId: null, rootUri: null, capabilities: {} });
  assert.equal((await client.ask("initialize", {})).error?.code, -32600, "initialized twice");
  assert.equal((await client.ask("textDocument/nothing", {})).error?.code, -32601, "an unknown method");
  assert.equal((await client.ask("textDocument/hover", position)).error?.code, -32602, "a document that is not open");
  assert.equal((await client.ask("textDocument/hover", { textDocument: 1 })).error?.code, -32602, "wrong parameters");
  await client.notify("textDocument/nothing", {});
  await client.notify("$/setTrace", { value: "off" });
  await client.notify("textDocument/didChange", { textDocument: { uri: "nothing" } });
  assert.equal(await client.request("shutdown"), null);
  assert.equal((await client.ask("textDocument/hover", position)).error?.code, -32600, "after shutdown");
  assert.equal((await client.ask("shutdown")).error?.code, -32600, "shutdown twice");
});

Deno.test("lsp answers what is no message, and goes on", async () => {
  await using client = await LspClient.start();
  const refused = async (text: string) => {
    await client.raw(text);
    const { id, error } = await client.next((message) => message.error !== undefined);
    assert.equal(id, null);
    return error?.code;
  };
  assert.equal(await refused("Content-Length: 5\r\n\r\n{nope"), -32700, "broken JSON");
  assert.equal(await refused("Content-Length: 2\r\n\r\n[]"), -32600, "a batch");
  assert.equal(await refused("Content-Length: 2\r\n\r\n42"), -32600, "no object");
  assert.equal(await refused('Content-Length: 14\r\n\r\n{"method":"x"}'), -32600, "no version");
  assert.equal(await refused("Content-Type: x\r\n\r\n"), -32600, "no length");
  const huge = 65 * 1024 * 1024;
  assert.equal(await refused(`Content-Length: ${huge}\r\n\r\n`), -32600, "a huge message");
  const piece = " ".repeat(1024 * 1024);
  for (let sent = 0; sent < huge; sent += piece.length) await client.raw(piece);
  assert.deepEqual(await client.open("a.yaml", "tasks: [{ id: a, run: x }]\n"), []);
});

Deno.test("lsp drops requests that are cancelled, and answers them", async () => {
  await using client = await LspClient.start();
  const tasks = Array.from({ length: 500 }, (_, i) => `  - { id: t${i}, run: x }\n`).join("");
  await client.notify("textDocument/didOpen", {
    textDocument: { uri: client.uri("a.yaml"), languageId: "yaml", version: 1, text: `tasks:\n${tasks}` },
  });
  const params = { textDocument: { uri: client.uri("a.yaml") }, position: { line: 1, character: 6 } };
  await client.send({ id: "one", method: "textDocument/hover", params });
  await client.send({ method: "$/cancelRequest", params: { id: "one" } });
  const { error, result } = await client.next(({ id }) => id === "one");
  assert.ok(error?.code === -32800 || result !== undefined, JSON.stringify(error));
  await client.send({ method: "$/cancelRequest", params: { id: "nothing" } });
  assert.notEqual(await client.request("textDocument/hover", params), null);
});

Deno.test("lsp ends with 1 when its client vanishes, and writes nothing but messages", async () => {
  await using client = await LspClient.start();
  await client.open("a.yaml", "tasks: [\n");
  assert.equal((await client.end()).code, 1);
});

Deno.test("lsp says of a wrong message in the log what is wrong with it", async () => {
  await using client = await LspClient.start();
  await client.notify("textDocument/didOpen", { textDocument: { uri: "file:///a.yaml", languageId: "yaml", version: 1 } });
  await client.request("shutdown");
  await client.notify("exit");
  const { code, stderr } = await client.end();
  assert.equal(code, 0);
  assert.match(stderr, /textDocument\.text is a text/);
});

Deno.test("lsp heeds what came just before its input ended", async () => {
  await using client = await LspClient.start({}, { isNew: true });
  const messages = [
    { id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } },
    ...Array.from({ length: 20 }, () => ({ method: "initialized", params: {} })),
    { id: 2, method: "shutdown" },
    { method: "exit" },
  ].map((message) => JSON.stringify({ jsonrpc: "2.0", ...message }));
  await client.raw(messages.map((body) => `Content-Length: ${body.length}\r\n\r\n${body}`).join(""));
  assert.equal((await client.end()).code, 0);
  assert.deepEqual(client.received.map(({ id }) => id), [1, 2]);
});
