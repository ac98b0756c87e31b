import * as nodePath from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The path of a document, by which its language is known and others are found from it.
 *
 * @param uri As the client names it. What is no file (an unsaved document) gets a name in the working folder.
 * @param languageId What the client takes it for.
 */
export function documentPath(uri: string, languageId: string, cwd: string): string {
  if (URL.canParse(uri)) {
    const url = new URL(uri);
    if (url.protocol === "file:") {
      try {
        return nodePath.normalize(fileURLToPath(url));
      } catch {
        // A file of another machine, or a name that no path can have.
      }
    }
  }
  return nodePath.join(cwd, /flow/i.test(languageId) ? "unsaved.flow" : "unsaved.yaml");
}
