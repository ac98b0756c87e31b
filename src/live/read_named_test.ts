import assert from "node:assert/strict";
import { readNamed } from "./read_named.ts";

const world = { cwd: Deno.cwd(), readStdin: () => Promise.resolve(new TextEncoder().encode("in")) };

Deno.test("readNamed() reads files from the working folder, and standard input for -", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/a.yaml`, "a");
    assert.equal(new TextDecoder().decode(await readNamed("a.yaml", { ...world, cwd: folder })), "a");
    assert.equal(new TextDecoder().decode(await readNamed("-", world)), "in");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readNamed() says once which file cannot be read and why", async () => {
  await assert.rejects(readNamed("nothing.yaml", world), {
    code: "file_unreadable",
    message: "Cannot read nothing.yaml: no such file or directory",
  });
  await assert.rejects(readNamed("", world), { code: "file_unreadable", message: /^Cannot read "": / });
});
