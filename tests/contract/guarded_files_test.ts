import { createGuardedFiles } from "../../src/platform/mod.ts";
import { guardedFilesSuite, type GuardedFilesWorld } from "./guarded_files_suite.ts";

async function make(implementation: "native" | "portable"): Promise<GuardedFilesWorld> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "guarded_" }));
  await Deno.mkdir(`${folder}/in/sub`, { recursive: true });
  await Deno.writeTextFile(`${folder}/in/ok`, "ok");
  await Deno.mkdir(`${folder}/out/deep`, { recursive: true });
  await Deno.writeTextFile(`${folder}/out/secret`, "secret");
  await Deno.writeTextFile(`${folder}/out/deep/canary`, "canary");
  return {
    files: createGuardedFiles({ implementation }),
    folder,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

guardedFilesSuite({ name: "native", make: () => make("native") });

guardedFilesSuite({
  name: "portable",
  make: () => make("portable"),
  cannot: {
    "nothing is made, renamed or removed in a folder that is swapped in meanwhile":
      "a path cannot be held without descriptors that stand for paths",
  },
});
