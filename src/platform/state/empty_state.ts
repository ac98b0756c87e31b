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
  };
  const outputs: StateOutputs = {
    append: refuseWrite,
    close() {},
    path: refuseWrite,
    read: () => new Uint8Array(),
    outputsFile: refuseWrite,
    *readInterleaved() {},
    [Symbol.dispose]() {},
  };
  const slots: StateSlots = {
    tryAcquire: refuseWrite,
    acquire: refuseWrite,
    holders: () => [],
    requestCancel() {},
    cancelRequested: () => Promise.resolve(false),
  };
  return {
    folder,
    temporary: false,
    journal,
    outputs,
    slots,
    ...emptyServeStores(),
    newRunId: refuseWrite,
    serveLock: refuseWrite,
    [Symbol.dispose]() {},
  };
}
