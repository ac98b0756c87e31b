import { documentOf, editDocument, jsonPatch, mergePatch } from "../../../dsl/edit/mod.ts";
import { loadDocument } from "../../../dsl/mod.ts";
import { AppError, type DocumentLanguage, type Json, type RevisionStore } from "../../core/mod.ts";
import type { Edit } from "../daemon/modules.ts";
import type { ModuleEntry } from "./module_entry.ts";
import { languageOf } from "./module_file.ts";
import { SETTINGS_MODULE } from "./names.ts";
import { documentRefusal } from "./prepare_pipeline.ts";
import { Refusal } from "./refusal.ts";

/** What an edit makes of a module's text; undefined ends the module. */
export type EditedText = string | undefined;

/**
 * Applies an edit to the text of a module as it serves now; lines that do not change stay byte for byte.
 *
 * @param file The file that the module stands in, or would.
 * @throws AppError `module_unknown`, `revision_unknown`, `patch_*`, `file_not_editable`.
 */
export async function editedText(entry: ModuleEntry, edit: Edit, file: string, store: RevisionStore): Promise<EditedText> {
  const { serving, module } = entry;
  switch (edit.kind) {
    case "delete":
      if (serving === null && entry.file === undefined) throw unknown(entry);
      return undefined;
    case "put":
      return await putText(entry, edit.text, edit.language, file);
    case "value":
      return await textFor(entry, file, edit.document);
    case "merge":
      if (serving === null && module !== SETTINGS_MODULE) throw unknown(entry);
      return await textFor(entry, file, mergePatch(serving?.revision.document ?? {}, edit.patch));
    case "json_patch":
      if (serving === null) throw unknown(entry);
      return await textFor(entry, file, jsonPatch(serving.revision.document, edit.operations));
    case "rollback": {
      const active = serving?.revision.revision;
      const target = edit.revision === undefined ? previousOf(entry, store) : store.get(module, edit.revision);
      if (target === undefined && serving === null && store.list(module, { limit: 1 }).length === 0) throw unknown(entry);
      if (target === undefined || target.deleted) {
        const named = edit.revision === undefined
          ? `${module} has no revision before ${active ?? "this"}`
          : `${module} has no revision ${edit.revision}`;
        throw new AppError("revision_unknown", named, { details: { module } });
      }
      if (target.language === "module" && languageOf(file) !== "module") return await textFor(entry, file, target.document);
      return await putText(entry, target.text, target.language, file);
    }
  }
}

/**
 * The newest revision before the active one that is not the same document, so that rolling back twice does not go nowhere; of a pipeline
 * that was deleted the last that it was.
 */
function previousOf({ serving, module }: ModuleEntry, store: RevisionStore) {
  const active = serving?.revision;
  for (let before = active?.revision;;) {
    const rows = store.list(module, { limit: 20, ...(before === undefined ? {} : { before }) });
    const row = rows.find(({ hash, deleted }) => !deleted && hash !== active?.hash);
    if (row !== undefined) return store.get(module, row.revision);
    const last = rows.at(-1);
    if (last === undefined) return undefined;
    before = last.revision;
  }
}

/** The whole text as it was given, where the file is written in that language; else its value in the file's own. */
async function putText(entry: ModuleEntry, text: string, language: DocumentLanguage, file: string): Promise<string> {
  if (languageOf(file) === language) return text;
  if (language === "module") {
    throw new AppError("file_not_editable", `${file} cannot hold a program`, {
      hint: "Write the program's own file; it is served as soon as it is there",
      details: { module: entry.module },
    });
  }
  const { tree, diagnostics } = await loadDocument(text, language === "flow" ? `${file}.flow` : `${file}.yaml`);
  if (tree === undefined) {
    throw new Refusal(entry.module, "document_invalid", "The document cannot be read", { diagnostics, sources: new Map([[file, text]]) });
  }
  return await textFor(entry, file, documentOf(tree));
}

async function textFor(entry: ModuleEntry, file: string, target: Json): Promise<string> {
  const { module, serving } = entry;
  // A program is no text to go on from: its value is written anew.
  const text = serving?.revision.language === languageOf(file) ? serving.text : "";
  const edited = await editDocument(text, file, target);
  switch (edited.kind) {
    case "edited":
      return edited.text;
    case "invalid":
      throw documentRefusal(module, {
        file,
        diagnostics: edited.diagnostics,
        sources: new Map([[edited.file, edited.text]]),
        problems: [],
      });
    case "code":
      throw new AppError("file_not_editable", `${file} is a program: what it gives cannot be written back to it`, { details: { module } });
  }
}

function unknown({ module, name }: ModuleEntry): AppError {
  return new AppError("module_unknown", `There is no pipeline "${name}"`, { details: { module } });
}
