import type { VerbMain } from "./verb.ts";
import { VERSION } from "./version_number.ts";

/** What the build embedded beside the program; absent when it runs from the sources. */
interface BuildInfo {
  readonly runtime: string;
  readonly source: string;
  readonly target: string;
}

/** `executor version`: the program's version and the runtime inside. */
export const versionVerb: VerbMain = (_args, io) => {
  const build = readBuildInfo();
  const facts = {
    type: "version",
    executor: VERSION,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    target: Deno.build.target,
    // "sources", "official" (the release's), or "npm": the pinned runtime of tests and closed networks.
    runtime: build?.source ?? "sources",
  };
  if (io.json) io.out.line(JSON.stringify(facts));
  else io.out.line(`executor ${VERSION} (Deno ${facts.deno}, V8 ${facts.v8}, ${facts.target}, runtime: ${facts.runtime})`);
  return Promise.resolve(0);
};

function readBuildInfo(): BuildInfo | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(new URL("./build.json", import.meta.url)));
  } catch {
    return undefined;
  }
}
