import type { RE2JS } from "@bufbuild/re2";

let engine: typeof RE2JS | undefined;
const compiled = new Map<string, RE2JS | undefined>();

/**
 * Loads the RE2 library. It is only paid for by documents that have a `pattern`, so whoever reads one awaits this first; from then on
 * {@link matchesWhole} works at once.
 */
export async function preparePatterns(): Promise<void> {
  engine ??= (await import("@bufbuild/re2")).RE2JS;
}

/** Whether a text is an RE2 pattern. */
export function isPattern(pattern: string): boolean {
  return compile(pattern) !== undefined;
}

/** Whether a pattern matches a text from its beginning to its end. A pattern that is none matches nothing. */
export function matchesWhole(pattern: string, text: string): boolean {
  return compile(pattern)?.matches(text) ?? false;
}

function compile(pattern: string): RE2JS | undefined {
  if (engine === undefined) throw new TypeError("preparePatterns() has to be awaited before a pattern is used");
  if (compiled.has(pattern)) return compiled.get(pattern);
  let result: RE2JS | undefined;
  try {
    result = engine.compile(pattern);
  } catch {
    result = undefined;
  }
  if (compiled.size >= 256) compiled.clear();
  compiled.set(pattern, result);
  return result;
}
