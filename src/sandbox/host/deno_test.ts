import assert from "node:assert/strict";
import { directDeno } from "../../../tests/fixtures/sandbox/direct_deno.ts";

Deno.test("createDeno() gives the members that scripts have and no other", async () => {
  await using world = await directDeno();
  const members = [
    "Command",
    "SeekMode",
    "env",
    "errors",
    "mkdir",
    "open",
    "readDir",
    "readFile",
    "readTextFile",
    "remove",
    "rename",
    "stat",
    "writeFile",
    "writeTextFile",
  ];
  assert.deepEqual(Object.keys(world.deno).sort(), members);
  assert.equal(Object.getPrototypeOf(world.deno), null);
});

Deno.test("createDeno() gives what cannot be changed", async () => {
  await using world = await directDeno({ permissions: { read: ["."] } });
  const { deno } = world;
  await Deno.writeTextFile(`${world.folder}/f`, "");
  using file = await deno.open("f");
  const reached = new Set<unknown>();
  const visit = (value: unknown, path: string) => {
    if (value === null || typeof value !== "object" && typeof value !== "function" || reached.has(value)) return;
    reached.add(value);
    assert.ok(Object.isFrozen(value), path);
    for (const key of Reflect.ownKeys(value)) {
      const { value: member, get, set } = Object.getOwnPropertyDescriptor(value, key) ?? {};
      for (const part of [member, get, set]) visit(part, `${path}.${String(key)}`);
    }
  };
  visit(deno, "Deno");
  visit(file, "file");
  visit(Object.getPrototypeOf(file), "FsFile.prototype");
});

Deno.test("Deno.errors' classes have their names and are Errors", async () => {
  await using world = await directDeno();
  const { errors } = world.deno;
  for (const [name, made] of Object.entries(errors)) {
    const error = new made("m");
    assert.ok(error instanceof Error && error instanceof made);
    assert.deepEqual([error.name, error.message, made.name], [name, "m", name]);
  }
});
