export { fileURLToPath as fromFileUrl } from "node:url";

/** The project's folder, ending in a slash. */
export const ROOT = new URL("../", import.meta.url);
