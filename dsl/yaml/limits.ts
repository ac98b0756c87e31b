/** Most bytes of one document, as UTF-8. */
export const MAX_BYTES = 8 * 1024 * 1024;

/** Most collections inside one another. */
export const MAX_DEPTH = 200;

/**
 * Most values that aliases and merges may add to a document; each 64 characters of a repeated text count as one more. A document that needs
 * more is an attack or a mistake: whoever walks the tree would pay for every one of them.
 */
export const MAX_ALIASED = 250_000;

/** Most diagnostics of one document; what is wrong in more places than that has one cause. */
export const MAX_DIAGNOSTICS = 5_000;

/** Most digits of an integer: converting grows faster than their number, and nobody writes more. */
export const MAX_DIGITS = 1_000;
