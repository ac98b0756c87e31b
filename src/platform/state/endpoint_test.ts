import assert from "node:assert/strict";
import { withFolder } from "../../../tests/fixtures/state/helpers.ts";
import { readEndpoint, removeEndpoint, writeEndpoint } from "./endpoint.ts";

Deno.test("readEndpoint() gives what writeEndpoint() wrote, until removeEndpoint()", () =>
  withFolder(async (dir) => {
    assert.equal(readEndpoint(dir), undefined);
    writeEndpoint(dir, "http://127.0.0.1:7400");
    writeEndpoint(dir, "unix:/run/executor.sock");
    assert.deepEqual(readEndpoint(dir), { url: "unix:/run/executor.sock", pid: Deno.pid });
    assert.deepEqual(JSON.parse(await Deno.readTextFile(`${dir}/endpoint.json`)), { url: "unix:/run/executor.sock", pid: Deno.pid });
    removeEndpoint(dir);
    removeEndpoint(dir);
    assert.equal(readEndpoint(dir), undefined);
    assert.deepEqual([...Deno.readDirSync(dir)], []);
  }));

Deno.test("readEndpoint() gives nothing once the process that wrote it is gone", () =>
  withFolder(async (dir) => {
    const child = new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" }).spawn();
    await child.status;
    await Deno.writeTextFile(`${dir}/endpoint.json`, JSON.stringify({ url: "http://127.0.0.1:1", pid: child.pid }));
    assert.equal(readEndpoint(dir), undefined);
  }));

Deno.test("readEndpoint() takes a file that is no endpoint for none", async (t) => {
  const texts = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '{"url":1,"pid":1}',
    '{"url":"http://x"}',
    '{"url":"http://x","pid":0}',
    '{"url":"http://x","pid":-1}',
    '{"url":"http://x","pid":1.5}',
    '{"url":"http://x","pid":"1"}',
  ];
  for (const text of texts) {
    await t.step(text, () =>
      withFolder(async (dir) => {
        await Deno.writeTextFile(`${dir}/endpoint.json`, text);
        assert.equal(readEndpoint(dir), undefined);
      }));
  }
});

Deno.test("readEndpoint() of a folder that is none is undefined, of a file that cannot be read state_unavailable", () =>
  withFolder(async (dir) => {
    assert.equal(readEndpoint(`${dir}/none`), undefined);
    await Deno.writeTextFile(`${dir}/file`, "");
    assert.equal(readEndpoint(`${dir}/file`), undefined);
    await Deno.mkdir(`${dir}/endpoint.json`);
    assert.throws(() => readEndpoint(dir), { code: "state_unavailable" });
  }));

Deno.test("removeEndpoint() leaves the file of another process", () =>
  withFolder(async (dir) => {
    const text = JSON.stringify({ url: "http://127.0.0.1:7400", pid: Deno.ppid });
    await Deno.writeTextFile(`${dir}/endpoint.json`, text);
    removeEndpoint(dir);
    assert.equal(await Deno.readTextFile(`${dir}/endpoint.json`), text);
    assert.deepEqual(readEndpoint(dir), JSON.parse(text));
  }));
