import { AppError } from "../../core/mod.ts";

/** The tag of a revision; of a module that never had one `"0"`. */
export function entityTag(revision: number | null | undefined): string {
  return `"${revision ?? 0}"`;
}

/**
 * Reads `If-Match`: revisions of which the active one has to be one, or `any`. Weak tags and tags that no revision has match nothing.
 *
 * @throws AppError `header_malformed` for a header that is no list of tags.
 */
export function parseIfMatch(header: string): readonly number[] | "any" {
  const tags = parseTags("If-Match", header);
  return tags === "any" ? "any" : tags.flatMap(({ isWeak, value }) => !isWeak && REVISION.test(value) ? [Number(value)] : []);
}

/** Whether `If-None-Match` names the tag of a revision; weak tags do as well, and `*` always. */
export function matchesNone(header: string, revision: number): boolean {
  const tags = parseTags("If-None-Match", header);
  return tags === "any" || tags.some(({ value }) => value === String(revision));
}

interface Tag {
  readonly isWeak: boolean;
  /** Without its quotes. */
  readonly value: string;
}

const REVISION = /^[1-9]\d{0,14}$/;
// deno-lint-ignore no-control-regex
const LIST = /^\s*(?:(?:W\/)?"[^"\x00-\x1f\x7f]*"\s*(?:,\s*|$))+$/;

function parseTags(name: string, header: string): readonly Tag[] | "any" {
  if (header.trim() === "*") return "any";
  if (header.length > 8192 || !LIST.test(header)) {
    throw new AppError("header_malformed", `The header ${name} is no list of entity tags`, {
      hint: `Write ${name}: "3", with the quotes, or *`,
    });
  }
  return [...header.matchAll(/(W\/)?"([^"]*)"/g)].map(([, weak, value = ""]) => ({ isWeak: weak !== undefined, value }));
}
