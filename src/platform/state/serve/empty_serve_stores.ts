import { refuseWrite } from "../refuse_write.ts";
import type { ServeStores } from "./serve_stores.ts";

/** What a folder where no daemon ever served looks like to those who only look: no modules, no tokens, no events. */
export function emptyServeStores(): ServeStores {
  return {
    revisions: {
      prepare: refuseWrite,
      commit: refuseWrite,
      settle: refuseWrite,
      discard: refuseWrite,
      unsettled: () => [],
      active: () => undefined,
      actives: () => [],
      get: () => undefined,
      list: () => [],
      forget: refuseWrite,
      prune: refuseWrite,
    },
    tokens: { create: refuseWrite, verify: () => undefined, list: () => [], revoke: refuseWrite },
    audit: { append: refuseWrite, list: () => ({ items: [], next: null }) },
    daemonEvents: { append: refuseWrite, after: () => [], last: () => 0, subscribe: () => ({ [Symbol.dispose]() {} }) },
    idempotency: { find: () => ({ kind: "none" }), keep: refuseWrite },
  };
}
