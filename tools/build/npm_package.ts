import { fromFileUrl, ROOT } from "../paths.ts";
import { run, ToolError } from "../run.ts";

/** One file of a pinned npm package. */
export interface PinnedFile {
  /** `name@version`. */
  readonly name: string;
  /** The registry's integrity of the package's archive: `sha512-` and base64. */
  readonly integrity: string;
  /** The file within the archive. */
  readonly file: string;
}

/**
 * Fetches one file of an npm package through the npm client, verified before anything is unpacked; kept in `.cache/` for the next time.
 *
 * @returns The file's path.
 * @throws ToolError when the package cannot be had or is not the pinned one.
 */
export async function npmPackage(pinned: PinnedFile): Promise<string> {
  const folder = fromFileUrl(new URL(`.cache/npm/${pinned.name.replaceAll(/[^\w.-]/g, "_")}/`, ROOT));
  const path = `${folder}${pinned.file}`;
  try {
    await Deno.stat(`${folder}verified`);
    return path;
  } catch { /* not there yet */ }
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
  const archive = (await run(npm, ["pack", "--silent", pinned.name], { cwd: folder })).trim().split("\n").at(-1) ?? "";
  const bytes = await Deno.readFile(`${folder}${archive}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", bytes));
  const found = `sha512-${btoa(String.fromCharCode(...hash))}`;
  if (found !== pinned.integrity) {
    throw new ToolError(`The package ${pinned.name} is not the pinned one: found ${found}, expected ${pinned.integrity}`);
  }
  await run("tar", ["-xzf", archive, pinned.file], { cwd: folder });
  await Deno.remove(`${folder}${archive}`);
  await Deno.chmod(path, 0o755).catch(() => {});
  await Deno.writeTextFile(`${folder}verified`, pinned.integrity);
  return path;
}
