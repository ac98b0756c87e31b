import { z } from "zod";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** `limit` and `cursor` of lists. */
export const PAGE_QUERY = z.strictObject({
  limit: z.string().regex(/^\d{1,4}$/, "a number from 1 to 1000").transform(Number).pipe(z.int().min(1).max(1000)).default(100)
    .describe("Most items of a page, from 1 to 1000. Default 100"),
  cursor: z.string().max(4096).optional().describe("What the page before gave as next"),
});

/** How a change is made. */
export const CHANGE_QUERY = z.strictObject({
  dry_run: flag.default(false).describe("Checks everything, answers the diff and changes nothing"),
  persist: z.enum(["none", "file"]).default("file").describe("`none`: the revision lives until the daemon ends, and no file is written"),
  message: z.string().max(1000).optional().describe("What the author says about the change"),
});

/** A route without a query. */
export const NO_QUERY = z.strictObject({});
