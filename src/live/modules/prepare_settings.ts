import { checkSettings, readYaml } from "../../../dsl/mod.ts";
import { documentOf } from "../../../dsl/edit/mod.ts";
import { contentHash } from "./content_hash.ts";
import { readModuleFile } from "./module_file.ts";
import type { PreparedModule } from "./loaded_module.ts";
import { SETTINGS_MODULE } from "./names.ts";
import { documentRefusal } from "./prepare_pipeline.ts";

/**
 * Reads and checks the daemon's settings. No text is the defaults, and so is no file.
 *
 * @param file Absolute.
 * @param text Default what the file holds.
 * @throws AppError `file_unreadable`; Refusal `document_invalid`.
 */
export async function prepareSettings(file: string, text: string = readModuleFile(file)?.text ?? ""): Promise<PreparedModule> {
  // Comments alone are the defaults as well.
  const { root, diagnostics } = /^\s*[^#\s]/m.test(text) ? await readYaml(text, file) : { root: undefined, diagnostics: [] };
  const checked = checkSettings(root, file, text);
  const found = [...diagnostics, ...checked.diagnostics];
  if (checked.settings === undefined || found.some(({ severity }) => severity === "error")) {
    throw documentRefusal(SETTINGS_MODULE, { diagnostics: found, sources: new Map([[file, text]]), problems: [], file });
  }
  const document = root === undefined ? {} : documentOf(root);
  return {
    loaded: { kind: "settings", module: SETTINGS_MODULE, settings: checked.settings, file, dependencies: new Set() },
    document,
    text,
    hash: contentHash(document, new Map()),
    warnings: [],
  };
}
