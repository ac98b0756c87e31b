import type { TemplateRequirements } from "../../core/mod.ts";

const BOM = "\uFEFF";

/**
 * What a rendered text lacks of its requirements: one sentence each, all of them, with the line where there is one. Empty when the text
 * is as required.
 *
 * Headings are Markdown's ATX headings (`## Title`), those inside fenced code not counted. A version of `semver` is strict Semantic
 * Versioning (no leading `v`) and occurs only as a whole: `1.2.3` is not found in `1.2.3-rc.1`.
 *
 * @param evaluate Evaluates the texts of `semver` and `contains`.
 */
export async function unmetRequirements(
  text: string,
  require: TemplateRequirements,
  evaluate: (template: string) => Promise<string>,
): Promise<string[]> {
  return [
    ...unmetSize(text, require.size),
    ...unmetEncoding(text, require.encoding),
    ...unmetBom(text, require.bom),
    ...unmetHeadings(text, require.headings),
    ...await unmetVersions(text, require.semver, evaluate),
    ...await unmetTexts(text, require.contains, evaluate),
  ];
}

function unmetSize(text: string, size: number | undefined): string[] {
  if (size === undefined) return [];
  const found = new TextEncoder().encode(text).length;
  return found > size ? [`size is ${found} bytes, at most ${size} are allowed`] : [];
}

function unmetEncoding(text: string, encoding: "utf-8" | "ascii" | undefined): string[] {
  if (encoding === "ascii") {
    // deno-lint-ignore no-control-regex -- ASCII is meant as a whole.
    const at = text.search(/[^\x00-\x7f]/);
    return at < 0 ? [] : [`encoding ascii, but line ${lineAt(text, at)} has ${characterAt(text, at)}`];
  }
  if (encoding !== "utf-8") return [];
  // A lone surrogate has no UTF-8; U+FFFD is what reading bytes that were no UTF-8 leaves behind.
  const at = text.search(/\p{Surrogate}|\uFFFD/u);
  return at < 0 ? [] : [`encoding utf-8, but line ${lineAt(text, at)} has ${characterAt(text, at)}, which is no valid character`];
}

function unmetBom(text: string, bom: boolean | undefined): string[] {
  if (bom === undefined || text.startsWith(BOM) === bom) return [];
  return [
    bom ? "bom is required, but the text starts without a byte order mark" : "bom is not allowed, but line 1 starts with a byte order mark",
  ];
}

function unmetHeadings(text: string, range: readonly [number, number] | undefined): string[] {
  if (range === undefined) return [];
  const [lowest, highest] = range;
  const unmet: string[] = [];
  for (const { line, level, title } of headingsOf(text)) {
    if (level < lowest || level > highest) {
      unmet.push(`headings are levels ${lowest} to ${highest}, but line ${line} has level ${level}: ${title}`);
    }
  }
  // Ten say what is wrong; a thousand hide it.
  return unmet.length > 10 ? [...unmet.slice(0, 10), `and ${unmet.length - 10} more headings`] : unmet;
}

interface Heading {
  readonly line: number;
  readonly level: number;
  readonly title: string;
}

/** ATX headings outside of fenced code, as CommonMark 0.31 (4.2, 4.5) defines both. */
export function headingsOf(text: string): Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  for (const [index, line] of text.replace(BOM, "").split(/\r\n|\n|\r/).entries()) {
    const mark = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line);
    if (fence !== undefined) {
      const closes = mark !== null && mark[1] !== undefined && mark[1].startsWith(fence) && mark[2]?.trim() === "";
      if (closes) fence = undefined;
      continue;
    }
    if (mark !== null) {
      fence = mark[1];
      continue;
    }
    const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line);
    if (heading !== null) headings.push({ line: index + 1, level: heading[1]?.length ?? 0, title: cut(heading[2] ?? "") });
  }
  return headings;
}

async function unmetVersions(
  text: string,
  templates: readonly string[] | undefined,
  evaluate: (template: string) => Promise<string>,
): Promise<string[]> {
  if (templates === undefined || templates.length === 0) return [];
  const { default: semver } = await import("semver");
  const unmet: string[] = [];
  for (const template of templates) {
    const version = await evaluate(template);
    // The library forgives a leading v and blanks, Semantic Versioning does not.
    if (!/^\d\S*$/.test(version) || semver.valid(version) === null) unmet.push(`semver: "${cut(version)}" is no semantic version`);
    else if (!occursWhole(text, version)) unmet.push(`semver: version ${version} does not occur in the text`);
  }
  return unmet;
}

function occursWhole(text: string, version: string): boolean {
  for (let at = text.indexOf(version); at >= 0; at = text.indexOf(version, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const after = text.slice(at + version.length, at + version.length + 2);
    if (!/\d\.?$/.test(before) && !/^[0-9A-Za-z]|^[-+.][0-9A-Za-z]/.test(after)) return true;
  }
  return false;
}

async function unmetTexts(
  text: string,
  templates: readonly string[] | undefined,
  evaluate: (template: string) => Promise<string>,
): Promise<string[]> {
  const unmet: string[] = [];
  for (const template of templates ?? []) {
    const part = await evaluate(template);
    if (!text.includes(part)) unmet.push(`contains: "${cut(part)}" does not occur in the text`);
  }
  return unmet;
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
