import { fromFileUrl } from "../paths.ts";
import { run } from "../run.ts";

/** A file of the bundle. */
export interface BundledFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** Bundles `entry` and all that it imports, lazily imported modules as files of their own, into the folder `out`; returns its files, largest first. */
export async function bundle(entry: URL, out: string): Promise<BundledFile[]> {
  await run(Deno.execPath(), [
    "bundle",
    "--platform",
    "deno",
    "--minify",
    "--code-splitting",
    "--quiet",
    "--outdir",
    out,
    fromFileUrl(entry),
  ]);
  const files: BundledFile[] = [];
  for await (const { name } of Deno.readDir(out)) files.push({ name, sizeBytes: (await Deno.stat(`${out}/${name}`)).size });
  // An own, empty configuration keeps the compiler from embedding the project's lock file and its packages.
  await Deno.writeTextFile(`${out}/deno.json`, "{}");
  return files.sort((a, b) => b.sizeBytes - a.sizeBytes);
}
