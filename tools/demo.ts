/**
 * `deno task demo`: builds the binary and runs a real pipeline with it; where no binary can be built it runs from the sources and says so.
 *
 * @module
 */
import { BINARY, build } from "./build.ts";
import { fromFileUrl, ROOT } from "./paths.ts";

const built = await build();
if (!built) console.log("No binary can be built here: the demo runs from the sources");
const [program, args] = built
  ? [fromFileUrl(BINARY), []]
  : [Deno.execPath(), ["run", "--allow-all", fromFileUrl(new URL("main.ts", ROOT))]];
console.log(`\n$ executor run examples/demo/pipeline.yaml`);
const { code } = await new Deno.Command(program, { args: [...args, "run", fromFileUrl(new URL("examples/demo/pipeline.yaml", ROOT))] })
  .spawn().status;
Deno.exit(code);
