/** Most bytes of a file in one request or answer. */
export const MAX_PIECE = 1024 * 1024;
/** Most bytes that are read as a whole. */
export const MAX_WHOLE = 64 * 1024 * 1024;
/** Most entries of a folder in one answer. */
export const MAX_ENTRIES = 1000;
