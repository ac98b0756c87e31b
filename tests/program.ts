import { fromFileUrl, ROOT } from "../tools/paths.ts";

/**
 * A folder whose `executor` is the program under test: the compiled binary when `EXECUTOR_BINARY` names it (as `deno task test` does), else
 * the sources. Put it first in `PATH`. It goes when the tests have ended.
 */
export async function programFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "executor-program-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const binary = Deno.env.get("EXECUTOR_BINARY");
  if (binary !== undefined) {
    await Deno.symlink(binary, `${folder}/executor`);
  } else {
    const main = fromFileUrl(new URL("main.ts", ROOT));
    // Tests clear the environment; Deno itself still has to find its cache.
    const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
    await Deno.writeTextFile(
      `${folder}/executor`,
      `#!/bin/sh\nDENO_DIR=${cache} exec ${Deno.execPath()} run --allow-all --quiet ${main} "$@"\n`,
      { mode: 0o755 },
    );
  }
  return folder;
}
