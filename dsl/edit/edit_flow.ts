import { AppError, type Json } from "../../src/core/mod.ts";
import { yamlToFlow } from "../document/mod.ts";
import { flowToYaml, formatFlow, parseFlow, readFlow } from "../flow/mod.ts";
import { documentOf } from "./document_of.ts";
import type { EditResult } from "./edit_document.ts";
import { editYaml } from "./edit_yaml.ts";
import { lineEndOf } from "./lines.ts";
import { mergeLines } from "./merge_lines.ts";
import { sameJson } from "./same_json.ts";

/** Changes a flow file so that it reads as another value: the YAML of what it says is changed, and the difference brought back. */
export async function editFlow(text: string, file: string, target: Json): Promise<EditResult> {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const body = text.slice(mark.length);
  const { root } = readFlow(body, file);
  const yamlFile = file.replace(/\.flow$/i, ".yaml");
  const { text: yaml, diagnostics: [mistake] } = await flowToYaml(body, file);
  if (root === undefined || yaml === undefined) {
    throw new AppError("file_not_editable", `The file that should be changed cannot be read: ${mistake?.message ?? "it is no pipeline"}`);
  }
  if (sameJson(documentOf(root), target)) return { kind: "edited", text };
  const newYaml = await editYaml(yaml, target);
  const [{ text: base }, { text: changed, diagnostics }] = [await yamlToFlow(yaml, yamlFile), await yamlToFlow(newYaml, yamlFile)];
  if (changed === undefined) return { kind: "invalid", text: newYaml, file: yamlFile, diagnostics };
  const eol = lineEndOf(body);
  const own = body.split(/\r?\n/);
  const merged = base === undefined ? changed : mergeLines(base.split("\n"), changed.split("\n"), own).join("\n");
  const result = saysTheSame(merged, changed, file) ? merged : changed;
  return { kind: "edited", text: mark + (eol === "\n" ? result : result.replaceAll("\n", eol)) };
}

/** Whether two flow files say the same and have the same comments, whatever their form. */
function saysTheSame(a: string, b: string, file: string): boolean {
  const [formattedA, formattedB] = [formatFlow(a, file).text, formatFlow(b, file).text];
  if (formattedA === undefined || formattedB === undefined) return false;
  const [rootA, rootB] = [readFlow(formattedA, file).root, readFlow(formattedB, file).root];
  if (rootA === undefined || rootB === undefined || !sameJson(documentOf(rootA), documentOf(rootB))) return false;
  return comments(formattedA).join("\n") === comments(formattedB).join("\n");
}

function comments(text: string): string[] {
  return (parseFlow(text).file?.comments ?? []).map(({ start, end }) => text.slice(start, end).trimEnd()).sort();
}
