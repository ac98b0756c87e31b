import { fromFileUrl } from "../paths.ts";
import { run } from "../run.ts";

/** A file of the bundle. */
export interface BundledFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** Bundles the entries and all that they import, lazily imported modules as files of their own, into the folder `out`; returns its files, largest first. */
export async function bundle(entries: readonly URL[], out: string): Promise<BundledFile[]> {
  await run(Deno.execPath(), [
    "bundle",
    "--platform",
    "deno",
    "--minify",
    "--code-splitting",
    "--quiet",
    "--outdir",
    out,
    ...entries.map((entry) => fromFileUrl(entry)),
  ]);
  const files: BundledFile[] = [];
  for (const { name, isFile } of Deno.readDirSync(out)) {
    if (isFile) files.push({ name, sizeBytes: (await Deno.stat(`${out}/${name}`)).size });
  }
  // An own, empty configuration keeps the compiler from embedding the project's lock file and its packages.
  await Deno.writeTextFile(`${out}/deno.json`, "{}");
  return files.sort((a, b) => b.sizeBytes - a.sizeBytes);
}
