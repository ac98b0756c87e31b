import type { JsonObject } from "../../core/mod.ts";
import type { DaemonClient } from "./daemon_client.ts";

const PAGE = 100;

/** An answer that is a page of a list. */
interface Page extends JsonObject {
  readonly items: readonly JsonObject[];
  readonly next: string | null;
}

/**
 * The items of a list, over as many pages as it takes.
 *
 * @param limit The most items; default all.
 */
export async function* allItems(client: DaemonClient, path: string, limit = Infinity): AsyncGenerator<JsonObject, void> {
  let left = limit;
  let cursor: string | null = null;
  while (left > 0) {
    const query = `limit=${Math.min(PAGE, left)}${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: Page = await client.get<Page>(`${path}${path.includes("?") ? "&" : "?"}${query}`);
    for (const item of page.items.slice(0, left)) yield item;
    left -= page.items.length;
    if (page.next === null || page.items.length === 0) return;
    cursor = page.next;
  }
}
