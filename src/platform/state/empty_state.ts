import type { RunQueue, SourceMemories } from "../../core/mod.ts";
import type { StateJournal } from "./journal.ts";
import type { StateOutputs } from "./output_store.ts";
import type { StateSlots } from "./slots.ts";
import type { State } from "./state.ts";

/** What a folder without a journal looks like to those who only look: no runs, no output, no places held. */
export function emptyState(folder: string): State {
  const journal: StateJournal = {
    create: refuse,
    takeOver: refuse,
    read: () => undefined,
    readChild: () => undefined,
    *list() {},
    page: () => ({ items: [], next: null }),
    createEnded: refuse,
    status: () => undefined,
    events: () => [],
    parentOf: () => undefined,
    interrupted: () => [],
  };
  const outputs: StateOutputs = {
    append: refuse,
    close() {},
    path: refuse,
    read: () => new Uint8Array(),
    outputsFile: refuse,
    *readInterleaved() {},
    orderPath: refuse,
    flush() {},
    watch: () => ({ [Symbol.dispose]() {} }),
    [Symbol.dispose]() {},
  };
  const slots: StateSlots = {
    tryAcquire: refuse,
    acquire: refuse,
    holders: () => [],
    requestCancel() {},
    cancelRequested: () => Promise.resolve(false),
  };
  const queue: RunQueue = {
    push: refuse,
    next: () => undefined,
    get: () => undefined,
    remove: refuse,
    doom: refuse,
    list: () => [],
    entries: () => [],
    page: () => [],
    size: () => 0,
    settle: refuse,
  };
  const sourceMemories: SourceMemories = { open: refuse, carry: refuse, drop: refuse };
  return {
    folder,
    temporary: false,
    journal,
    outputs,
    slots,
    queue,
    sourceMemories,
    async *feed() {},
    removal: { prune: refuse, step: refuse },
    newRunId: refuse,
    [Symbol.dispose]() {},
  };
}

function refuse(): never {
  throw new TypeError("A state folder opened for reading only cannot be changed");
}
