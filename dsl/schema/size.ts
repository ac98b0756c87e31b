const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};
const WHOLE = /^(\d+(?:\.\d+)?)(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/;

/** Pattern of a size, for schemas. */
export const SIZE_PATTERN = WHOLE.source;

/**
 * Reads a size: a number with one of the units `B kB MB GB TB KiB MiB GiB TiB`.
 *
 * @param text Such as `128MiB` or `1.5GB`.
 * @returns Whole bytes; undefined when the text is no size or beyond 2^53 bytes.
 *
 * @example
 * ```ts
 * console.assert(parseSize("2KiB") === 2048);
 * console.assert(parseSize("2K") === undefined);
 * ```
 */
export function parseSize(text: string): number | undefined {
  const match = text.length > 64 ? null : WHOLE.exec(text);
  if (match === null) return undefined;
  const bytes = Math.round(Number(match[1]) * (UNIT_BYTES[match[2] ?? ""] ?? 0));
  return bytes <= Number.MAX_SAFE_INTEGER ? bytes : undefined;
}

/** Writes bytes in the largest binary unit that leaves a whole number: 2048 is `2KiB`. */
export function formatSize(bytes: number): string {
  for (const unit of ["TiB", "GiB", "MiB", "KiB"]) {
    const size = UNIT_BYTES[unit] ?? 1;
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return `${bytes}B`;
}

/** The size that a near miss such as `128M`, `128mb` or `128 MiB` was probably meant to be; undefined when there is no telling. */
export function nearestSize(text: string): string | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*$/i.exec(text);
  if (match === null || match[2] === "") return undefined;
  return `${match[1]}${match[2]?.toUpperCase()}iB`;
}
