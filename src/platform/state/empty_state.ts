import type { RunQueue, SourceMemories } from "../../core/mod.ts";
import type { StateJournal } from "./journal.ts";
import type { StateOutputs } from "./output_store.ts";
import { refuseWrite } from "./refuse_write.ts";
import { emptyServeStores } from "./serve/empty_serve_stores.ts";
import type { StateSlots } from "./slots.ts";
import type { State } from "./state.ts";

/** What a folder without a journal looks like to those who only look: no runs, no output, no places held. */
export function emptyState(folder: string): State {
  const journal: StateJournal = {
    create: refuseWrite,
    takeOver: refuseWrite,
    read: () => undefined,
    readChild: () => undefined,
    *list() {},
    page: () => ({ items: [], next: null }),
    createEnded: refuseWrite,
    status: () => undefined,
    events: () => [],
    parentOf: () => undefined,
    interrupted: () => [],
  };
  const outputs: StateOutputs = {
    append: refuseWrite,
    close() {},
    path: refuseWrite,
    read: () => new Uint8Array(),
    outputsFile: refuseWrite,
    *readInterleaved() {},
    orderPath: refuseWrite,
    flush() {},
    watch: () => ({ [Symbol.dispose]() {} }),
    [Symbol.dispose]() {},
  };
  const slots: StateSlots = {
    tryAcquire: refuseWrite,
    acquire: refuseWrite,
    holders: () => [],
    requestCancel() {},
    cancelRequested: () => Promise.resolve(false),
  };
  const queue: RunQueue = {
    push: refuseWrite,
    next: () => undefined,
    get: () => undefined,
    remove: refuseWrite,
    doom: refuseWrite,
    list: () => [],
    entries: () => [],
    page: () => [],
    size: () => 0,
    settle: refuseWrite,
  };
  const sourceMemories: SourceMemories = { open: refuseWrite, carry: refuseWrite, drop: refuseWrite };
  return {
    folder,
    temporary: false,
    journal,
    outputs,
    slots,
    queue,
    sourceMemories,
    async *feed() {},
    removal: { prune: refuseWrite, step: refuseWrite },
    ...emptyServeStores(),
    newRunId: refuseWrite,
    serveLock: refuseWrite,
    [Symbol.dispose]() {},
  };
}
