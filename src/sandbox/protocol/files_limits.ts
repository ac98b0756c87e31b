/** Most bytes of a file in one request, and in an answer after the first. */
export const MAX_PIECE = 1024 * 1024;
/** Most bytes that are read as a whole. */
export const MAX_WHOLE = 64 * 1024 * 1024;
/** Most entries of a folder in one answer. */
export const MAX_ENTRIES = 1000;

/** Most bytes of a whole file that come with the first answer; most files need no second. */
export const MAX_FIRST = 4 * 1024 * 1024;
