/**
 * Folds the lines of a `>` scalar (YAML 1.2.2, section 8.1.3): a line end between two lines of text becomes a space, lines that begin with
 * white space keep theirs.
 *
 * @param lines Without their indentation; blank lines are empty, the last one is not.
 * @param leading How many blank ones come before the first line of text.
 */
export function foldLines(lines: readonly string[], leading: number): string {
  let value = "\n".repeat(leading);
  let separator = "";
  let wasIndented = false;
  for (let i = leading; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (line === "") {
      if (separator === "\n") value += "\n";
      else separator = "\n";
    } else if (line.startsWith(" ") || line.startsWith("\t")) {
      if (separator === " ") separator = "\n";
      else if (!wasIndented && separator === "\n") separator = "\n\n";
      value += separator + line;
      separator = "\n";
      wasIndented = true;
    } else {
      value += separator + line;
      separator = " ";
      wasIndented = false;
    }
  }
  return value;
}
