import { isFlowFile } from "../is_flow_file.ts";
import { readYaml } from "../yaml/mod.ts";
import { clauseCompletions } from "./clause_completions.ts";
import type { Completions } from "./completion.ts";
import type { EditorDocument } from "./editor_document.ts";
import { expressionAt } from "./expression_at.ts";
import { expressionCompletions } from "./expression_completions.ts";
import { keyCompletions } from "./key_completions.ts";
import { isMarked, MARK, markedTexts } from "./mark.ts";
import type { Place } from "./place.ts";
import { unquotedExpression } from "./unquoted_expression.ts";
import { valueCompletions } from "./value_completions.ts";
import { visitPlaces } from "./visit_places.ts";

/**
 * Says what may be written at a place of a document: fields, fixed words, tasks, names and functions of expressions, words of a check.
 *
 * The document is read once more with a word put at the place: where that word turns up tells what belongs there, whatever the language
 * and however the values are nested.
 *
 * @param offset In the document's text, without a byte order mark.
 */
export async function completionsAt(document: EditorDocument, offset: number): Promise<Completions> {
  const isFlow = isFlowFile(document.file);
  for (const { text, isMap } of markedTexts(document.text, offset, isFlow)) {
    for (const place of await markedPlaces(text, document.file, isFlow)) {
      const found = atPlace(document, place, { text, offset, isMap });
      if (found.items.length > 0) return found;
    }
  }
  if (isFlow) return clauseCompletions(document, offset);
  return unquotedExpression(document, offset) ?? NOTHING;
}

const NOTHING: Completions = { items: [], written: 0 };

/** The places that hold the mark. */
async function markedPlaces(text: string, file: string, isFlow: boolean): Promise<readonly Place[]> {
  const { root } = isFlow ? (await import("../flow/mod.ts")).readFlow(text, file) : await readYaml(text, file);
  const found: Place[] = [];
  if (root !== undefined) visitPlaces(root, (place) => isMarked(place) && found.push(place));
  return found;
}

/** The text with the mark, and what is known of how it was put there. */
interface Marked {
  readonly text: string;
  readonly offset: number;
  /** Whether the mark was made a key of a map. */
  readonly isMap: boolean;
}

function atPlace(document: EditorDocument, place: Place, { text, offset, isMap }: Marked): Completions {
  if (place.kind === "key") return keyCompletions(document, place, { offset, isMap });
  const expression = expressionAt(text, place, offset);
  if (expression === undefined) return valueCompletions(document, place, offset);
  const source = expression.source.replace(MARK, "");
  return expressionCompletions(document, place, { source, at: expression.source.indexOf(MARK) });
}
