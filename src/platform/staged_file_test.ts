import assert from "node:assert/strict";
import { removeStagedLitter, StagedFile } from "./staged_file.ts";

Deno.test("removeStagedLitter() removes what was staged for files and never applied, and nothing else", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/real`);
    await Deno.symlink("real/b.yaml", `${dir}/link.yaml`);
    StagedFile.stage(`${dir}/a.yaml`, new Uint8Array(1));
    StagedFile.stage(`${dir}/link.yaml`, new Uint8Array(1));
    using other = StagedFile.stage(`${dir}/other.yaml`, new Uint8Array(1));
    const kept = ["a.yaml", ".a.yaml.tmp", ".a.yaml.0123.tmp", ".a.yaml.bak.01234567.tmp", "a.yaml.01234567.tmp"];
    for (const name of kept) await Deno.writeTextFile(`${dir}/${name}`, "mine");
    removeStagedLitter([`${dir}/a.yaml`, `${dir}/link.yaml`, `${dir}/nowhere/c.yaml`]);
    assert.deepEqual([...Deno.readDirSync(`${dir}/real`)], []);
    const names = [...Deno.readDirSync(dir)].map(({ name }) => name).filter((name) => !name.startsWith(".other.yaml."));
    assert.deepEqual(names.toSorted(), [...kept, "link.yaml", "real"].toSorted());
    other.apply();
    assert.equal((await Deno.stat(`${dir}/other.yaml`)).size, 1);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
