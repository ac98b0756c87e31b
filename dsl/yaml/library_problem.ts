import type { YAMLError } from "yaml";
import type { Code } from "../../src/core/mod.ts";
import { type Problem, snippet } from "./problem.ts";
import { lineEnd, lineStart } from "./text_lines.ts";

/**
 * Says in our words and codes what the library found, at the place where the mistake is.
 *
 * @returns undefined for what {@link scanCst} has told better, and for remarks that are no problem here.
 */
export function libraryProblem(error: YAMLError, text: string): Problem | undefined {
  const start = Math.min(error.pos[0], text.length);
  const end = Math.min(Math.max(start, error.pos[1]), text.length);
  const found = { start, end: Math.min(end, lineEnd(text, start)) };
  const message = error.message;
  switch (error.code) {
    case "TAB_AS_INDENT":
      return { code: "yaml_tab", message: "A tab stands where spaces indent", ...found };
    case "BAD_DQ_ESCAPE":
      return badEscape(text, start);
    case "BAD_SCALAR_START":
      return badStart(text, start);
    case "BAD_INDENT":
      return message.startsWith("Flow ") ? undefined : badIndent(message, text, start);
    case "MISSING_CHAR":
      return missing(message, text, start, end);
    case "MULTILINE_IMPLICIT_KEY":
      return multilineKey(text, start, error.pos[1]);
    case "BLOCK_AS_IMPLICIT_KEY":
      return blockAsKey(message, text, start);
    case "BLOCK_IN_FLOW":
      return { code: "yaml_missing_comma", message: "A key or dash stands where brackets want a comma", ...found, structural: true };
    case "KEY_OVER_1024_CHARS":
      return { code: "yaml_bad_key", message: "A key is longer than 1,024 characters", ...found };
    case "UNEXPECTED_TOKEN":
      return unexpected(message, text, start, end);
    case "TAG_RESOLVE_FAILED":
    case "BAD_COLLECTION_TYPE":
      return badTag(message, text.slice(start, end), start, end);
    case "BAD_DIRECTIVE":
      return { code: "yaml_directive", message: directive(message), ...found };
    case "BAD_ALIAS":
      // "Alias ending in : is ambiguous" is a warning; the alias is unknown then, and that is said.
      return message.endsWith("ambiguous") ? undefined : { code: "yaml_bad_anchor", message: "& and * need a name", ...found };
    case "ALIAS_PROPS":
      return { code: "yaml_bad_anchor", message: "An alias cannot have an anchor or tag of its own", ...found };
    case "MULTIPLE_ANCHORS":
      return { code: "yaml_bad_anchor", message: "A value has two anchors", ...found, structural: true };
    case "MULTIPLE_TAGS":
      return { code: "yaml_bad_anchor", message: "A value has two tags", ...found, structural: true };
    case "BAD_PROP_ORDER":
      return {
        code: "yaml_bad_anchor",
        message: "An anchor or tag stands in front of a dash or question mark",
        ...found,
        structural: true,
      };
    default:
      return { code: "yaml_syntax", message: `${snippet(text, start)} is not understood here`, ...found, structural: true };
  }
}

function badStart(text: string, start: number): Problem {
  const ch = text[start] ?? "";
  return { code: "yaml_bad_start", message: `A text cannot begin with ${ch}`, start, end: start + 1 };
}

function badIndent(message: string, text: string, at: number): Problem {
  const start = nextContent(text, at);
  const what = snippet(text, start);
  const code: Code = "yaml_indent";
  const end = lineEnd(text, start);
  if (message.startsWith("Block scalar")) {
    return { code, message: `${what} is not indented as the text after | or > has to be`, start, end, structural: true };
  }
  const hint = message.includes("sequence")
    ? "The dashes of one list stand at the same column"
    : "The keys of one mapping stand at the same column";
  return { code, message: `${what} is not indented like what stands above it`, start, end, hint, structural: true };
}

function missing(message: string, text: string, start: number, end: number): Problem | undefined {
  const found = { start, end: Math.min(end, lineEnd(text, start)) };
  if (message.startsWith("Missing closing") || message.startsWith("Flow ")) return undefined;
  if (message.startsWith("Comments")) {
    return { code: "yaml_comment", message: "A comment follows without a space", start, end: start + 1, structural: true };
  }
  if (message.startsWith("Implicit map keys")) return missingColon(text, start);
  if (message.startsWith("Missing ,")) {
    const item = nextContent(text, start);
    return {
      code: "yaml_missing_comma",
      message: `No comma before ${snippet(text, item)}`,
      start: item,
      end: lineEnd(text, item),
      structural: true,
    };
  }
  if (message.startsWith("Missing space after :")) {
    return { code: "yaml_missing_colon", message: "The colon needs a space behind it", ...found, structural: true };
  }
  if (message.startsWith("Tags and anchors")) {
    return { code: "yaml_bad_anchor", message: "An anchor or tag needs a space behind it", ...found, structural: true };
  }
  if (message.startsWith("Missing newline after block sequence props")) {
    return { code: "yaml_bad_anchor", message: "An anchor or tag stands in front of a dash", ...found, structural: true };
  }
  if (message.startsWith("Block scalars with more-indented")) {
    const line = nextContent(text, start);
    return {
      code: "yaml_indent",
      message: "A blank line before the text is indented more than the text",
      start: line,
      end: lineEnd(text, line),
      hint: "Remove the spaces of the blank lines",
      structural: true,
    };
  }
  if (message.startsWith("Sequence item without")) return badIndent(message, text, start);
  if (message.startsWith("Missing directives-end")) {
    return { code: "yaml_directive", message: "A directive has no --- behind it", ...found };
  }
  if (message.startsWith("Block collection cannot start")) {
    const content = nextContent(text, start);
    return {
      code: "yaml_syntax",
      message: "A mapping or list cannot begin on the line of ---",
      start: content,
      end: lineEnd(text, content),
      hint: "Put it on the next line",
      structural: true,
    };
  }
  return { code: "yaml_syntax", message: `${snippet(text, start)} is not understood here`, ...found, structural: true };
}

function missingColon(text: string, at: number): Problem {
  const start = nextContent(text, at);
  const line = text.slice(start, lineEnd(text, start));
  const end = start + line.replace(/[ \t]+(#.*)?$/, "").length;
  const glued = /^[\w.-]+:\S/.test(line);
  return {
    code: "yaml_missing_colon",
    message: glued ? `${snippet(line)} has no space behind its colon` : `${snippet(line)} is no key: no colon follows`,
    start,
    end,
    hint: glued ? "Put a space behind the colon" : "Write key: value, or indent the line if it continues the text above",
    structural: true,
  };
}

function multilineKey(text: string, start: number, end: number): Problem {
  const first = text[start];
  if (first === '"' || first === "'" || first === "[" || first === "{" || text.slice(start, end).trim() === "") {
    return { code: "yaml_bad_key", message: "A key spans lines", start, end: lineEnd(text, start), structural: true };
  }
  // `- x` where a key has to be: the error stands behind the dash.
  const from = lineStart(text, start);
  const dash = /^[ ]*-[ \t]+$/.test(text.slice(from, start)) && !text.slice(start, end).includes("\n");
  if (dash) {
    const at = nextContent(text, from);
    return { code: "yaml_indent", message: "A dash stands where a key has to be", start: at, end: lineEnd(text, at), structural: true };
  }
  return missingColon(text, start);
}

function blockAsKey(message: string, text: string, at: number): Problem {
  if (message.startsWith("A block sequence")) {
    const start = nextContent(text, at);
    return {
      code: "yaml_indent",
      message: `${snippet(text, start)} is not indented like what stands above it`,
      start,
      end: lineEnd(text, start),
      hint: "The dashes of one list stand at the same column",
      structural: true,
    };
  }
  const line = text.slice(at, lineEnd(text, at));
  if (!/:(\s|$)/.test(line)) {
    // The value goes on in the next line, and there a key appears.
    const next = nextContent(text, at + line.length);
    return {
      code: "yaml_indent",
      message: `${snippet(text, next)} is indented under a key that already has a value`,
      start: next,
      end: lineEnd(text, next),
      hint: "Indent it like the key above, or remove that key's value",
      structural: true,
    };
  }
  const colon = at + line.search(/:(\s|$)/);
  return {
    code: "yaml_nested_mapping",
    message: `A second colon stands behind ${snippet(text.slice(at, colon))}`,
    start: colon,
    end: colon + 1,
  };
}

function unexpected(message: string, text: string, at: number, to: number): Problem {
  const end = Math.min(to, lineEnd(text, at));
  const what = snippet(text, at);
  if (message.startsWith("Block scalar header") || message.startsWith("Not a YAML token")) {
    return {
      code: "yaml_block_header",
      message: `${what} stands behind | or >`,
      start: at,
      end,
      hint: "The text begins on the next line",
      structural: true,
    };
  }
  if (/^Unexpected (,|empty item) in flow/.test(message)) {
    return { code: "yaml_extra_comma", message: "A comma follows no item", start: at, end: at + 1 };
  }
  if (message.startsWith("Unexpected block-seq-ind on same line")) {
    return {
      code: "yaml_indent",
      message: "A list begins on the line of its key",
      start: at,
      end,
      hint: "Put the first dash on the next line, or write [a, b]",
      structural: true,
    };
  }
  if (/^Unexpected flow-(seq|map)-end/.test(message)) {
    return { code: "yaml_unclosed_bracket", message: `${text[at] ?? ""} closes nothing`, start: at, end: at + 1, structural: true };
  }
  if (message.startsWith("Unexpected doc-end")) return { code: "yaml_syntax", message: "... ends no document", start: at, end };
  const beginsLine = text.slice(lineStart(text, at), at).trim() === "";
  if (!beginsLine) {
    return {
      code: "yaml_after_value",
      message: `${what} follows a value on its line`,
      start: at,
      end,
      hint: "Put the whole text into quotes",
      structural: true,
    };
  }
  return { code: "yaml_indent", message: `${what} belongs to nothing that stands above it`, start: at, end, structural: true };
}

function badTag(message: string, tag: string, start: number, end: number): Problem {
  const name = snippet(tag);
  const known = /^!!(str|int|float|bool|null|map|seq)$/.test(tag);
  if (message.startsWith("Unresolved tag") || message.startsWith("Could not resolve") || message.includes("used for")) {
    return { code: "yaml_tag", message: known ? `The tag ${name} does not fit its value` : `The tag ${name} is unknown`, start, end };
  }
  return { code: "yaml_tag", message: `${name} is no tag`, start, end };
}

function directive(message: string): string {
  if (message.startsWith("Unsupported")) return message.replace("Unsupported YAML version", "There is no YAML version");
  return message.replace("Unknown directive", "YAML knows no directive").replace("should contain exactly", "takes");
}

/** The next character that is neither white space nor a comment's, or `at` when there is none. */
function nextContent(text: string, at: number): number {
  let p = at;
  while (p < text.length) {
    if (text[p] === "#" && (p === 0 || /\s/.test(text[p - 1] ?? ""))) p = lineEnd(text, p);
    else if (/\s/.test(text[p] ?? "")) p++;
    else return p;
  }
  return at;
}

function badEscape(text: string, start: number): Problem {
  const match = /^\\(?:x[0-9a-fA-F]{0,2}|u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|[^\n])?/u.exec(text.slice(start, start + 12));
  const escape = match?.[0] ?? "\\";
  return { code: "yaml_bad_escape", message: `${escape} is no escape`, start, end: start + escape.length };
}
