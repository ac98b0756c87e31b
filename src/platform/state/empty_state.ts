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
  };
  const outputs: StateOutputs = {
    append: refuse,
    close() {},
    path: refuse,
    read: () => new Uint8Array(),
    outputsFile: refuse,
    *readInterleaved() {},
    [Symbol.dispose]() {},
  };
  const slots: StateSlots = {
    tryAcquire: refuse,
    acquire: refuse,
    holders: () => [],
    requestCancel() {},
    cancelRequested: () => Promise.resolve(false),
  };
  return { folder, temporary: false, journal, outputs, slots, newRunId: refuse, [Symbol.dispose]() {} };
}

function refuse(): never {
  throw new TypeError("A state folder opened for reading only cannot be changed");
}
