import * as nodePath from "node:path";
import { decodeUtf8, formatDocument, type FormatResult, isFlowFile, isModuleFile, printTree, yamlToFlow } from "../../dsl/mod.ts";
import { AppError } from "../core/mod.ts";
import { openDocument, readNamed } from "../live/mod.ts";
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
      const isSame = language === undefined || !isModuleFile(named) && (language === "flow") === isFlowFile(named);
      const convert = isSame ? undefined : isModuleFile(named) ? convertModule(language, io) : CONVERT[language];
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

/** How a file becomes one of another language. */
interface Conversion {
  readonly noun: string;
  format(text: string, named: string): Promise<Formatted>;
}

interface Formatted extends FormatResult {
  /** The texts that diagnostics point into, when there are others than that of the file. */
  readonly sources?: ReadonlyMap<string, string>;
}

const CONVERT: Readonly<Record<string, Conversion>> = {
  yaml: { noun: "YAML", format: toYaml },
  flow: { noun: "flow", format: yamlToFlow },
};

/** How a module becomes a text: by the document that it is without parameters. */
function convertModule(language: string, io: Io): Conversion {
  return {
    noun: language === "flow" ? "flow" : "YAML",
    async format(_, named) {
      const { tree, diagnostics, sources } = await openDocument(named, io);
      const isWrong = diagnostics.some(({ severity }) => severity === "error");
      if (isWrong || tree === undefined) return { text: undefined, root: tree, diagnostics, sources };
      io.err.line(`note: the comments of ${named} belong to its code and are left out`);
      const yaml = await printTree(tree, named.replace(/\.[^.]*$/, ".yaml"));
      if (yaml.text === undefined || language !== "flow") return yaml;
      return await yamlToFlow(yaml.text, named.replace(/\.[^.]*$/, ".yaml"));
    },
  };
}

/** The YAML of a flow file. */
async function toYaml(text: string, named: string): Promise<FormatResult> {
  return await (await import("../../dsl/flow/mod.ts")).flowToYaml(text, named);
}

async function formatFile(named: string, format: Conversion["format"], outcome: Outcome, io: Io): Promise<number> {
  const { text, diagnostics } = decodeUtf8(await readNamed(named, io), named);
  const formatted: Formatted = diagnostics.length > 0 ? { text: undefined, root: undefined, diagnostics } : await format(text, named);
  if (formatted.text === undefined) {
    await showDiagnostics(formatted.diagnostics, formatted.sources ?? new Map([[named, text]]), io);
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
