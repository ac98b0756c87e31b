import * as nodePath from "node:path";
import { decodeUtf8, formatDocument, type FormatResult, isFlowFile, yamlToFlow } from "../../dsl/mod.ts";
import { AppError } from "../core/mod.ts";
import { readNamed } from "../live/mod.ts";
import { createFiles } from "../platform/mod.ts";
import type { Io } from "./io.ts";
import { reportFailure } from "./report_failure.ts";
import { showDiagnostics } from "./show_diagnostics.ts";
import type { VerbMain } from "./verb.ts";

/** What is done with a formatted text: the file gets it, standard output does, or it is only told whether it differs. */
type Outcome = "write" | "print" | "check";

/** `executor fmt FILE…`: formats in place, or prints with `--to`; a broken file is left as it is, and the others are formatted. */
export const fmtVerb: VerbMain = async (args, io) => {
  const language = args.text("--to");
  const outcome = args.has("--check") ? "check" : language === undefined ? "write" : "print";
  let code = 0;
  for (const named of args.positional) {
    try {
      const convert = language === undefined || (language === "flow") === isFlowFile(named) ? undefined : CONVERT[language];
      if (convert !== undefined && outcome === "check") {
        throw new AppError("usage", `--check compares a file with its own form, and ${named} would become ${convert.noun}`);
      }
      const format = convert?.format ?? formatDocument;
      code = Math.max(code, await formatFile(named, format, outcome, io));
    } catch (error) {
      code = Math.max(code, reportFailure(error, io));
    }
  }
  return code;
};

/** How a file becomes one of the other language. */
const CONVERT: Readonly<Record<string, { readonly noun: string; readonly format: typeof formatDocument }>> = {
  yaml: { noun: "YAML", format: toYaml },
  flow: { noun: "flow", format: yamlToFlow },
};

/** The YAML of a flow file. */
async function toYaml(text: string, named: string): Promise<FormatResult> {
  return await (await import("../../dsl/flow/mod.ts")).flowToYaml(text, named);
}

async function formatFile(named: string, format: typeof formatDocument, outcome: Outcome, io: Io): Promise<number> {
  const { text, diagnostics } = decodeUtf8(await readNamed(named, io), named);
  const formatted = diagnostics.length > 0 ? { text: undefined, diagnostics } : await format(text, named);
  if (formatted.text === undefined) {
    await showDiagnostics(formatted.diagnostics, new Map([[named, text]]), io);
    return 2;
  }
  const isChanged = formatted.text !== text;
  if (outcome === "print" || outcome === "write" && named === "-") {
    io.out.write(formatted.text);
    return 0;
  }
  if (isChanged && outcome === "write") {
    createFiles().writeAtomic(nodePath.resolve(io.cwd, named), new TextEncoder().encode(formatted.text));
  }
  if (io.json) io.out.line(JSON.stringify({ type: "file", path: named, changed: isChanged }));
  else if (isChanged) io.out.line(outcome === "check" ? `${named} is not formatted` : `formatted ${named}`);
  return isChanged && outcome === "check" ? 1 : 0;
}
