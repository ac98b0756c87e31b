import assert from "node:assert/strict";
import { withFolder } from "../../../tests/fixtures/state/helpers.ts";
import { replaceFile } from "./replace_file.ts";

const windows = Deno.build.os === "windows";

Deno.test("replaceFile() writes a file for its owner alone, and only that", { ignore: windows }, () =>
  withFolder(async (dir) => {
    replaceFile(`${dir}/f`, "one");
    assert.equal(((await Deno.stat(`${dir}/f`)).mode ?? 0) & 0o777, 0o600);
    await Deno.chmod(`${dir}/f`, 0o644);
    replaceFile(`${dir}/f`, "two");
    assert.equal(((await Deno.stat(`${dir}/f`)).mode ?? 0) & 0o777, 0o600, "a file that was open to others is not any more");
    assert.equal(await Deno.readTextFile(`${dir}/f`), "two");
    assert.deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name), ["f"]);
  }));

Deno.test(
  "replaceFile() does not write through what a crash or somebody else left in its way",
  { ignore: windows },
  () =>
    withFolder(async (dir) => {
      await Deno.writeTextFile(`${dir}/other`, "untouched");
      await Deno.symlink(`${dir}/other`, `${dir}/f.tmp`);
      await Deno.symlink(`${dir}/other`, `${dir}/f`);
      replaceFile(`${dir}/f`, "new");
      assert.equal(await Deno.readTextFile(`${dir}/other`), "untouched");
      assert.equal(await Deno.readTextFile(`${dir}/f`), "new");
      assert.ok((await Deno.lstat(`${dir}/f`)).isFile);
    }),
);

Deno.test("replaceFile() that fails is state_unavailable and leaves the old content and nothing beside it", () =>
  withFolder(async (dir) => {
    await Deno.mkdir(`${dir}/f`);
    await Deno.writeTextFile(`${dir}/f/inside`, "old");
    assert.throws(() => replaceFile(`${dir}/f`, "new"), { code: "state_unavailable" });
    assert.equal(await Deno.readTextFile(`${dir}/f/inside`), "old");
    assert.deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name), ["f"]);
    assert.throws(() => replaceFile(`${dir}/none/f`, "new"), { code: "state_unavailable" });
  }));
