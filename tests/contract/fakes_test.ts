/** The fakes that the engine's tests stand on keep the rules of the real ports, but for what is named here. */
import { MemoryJournal, MemoryOutputs, MemorySlots } from "../../src/engine/testing.ts";
import { journalSuite } from "./journal_suite.ts";
import { outputsSuite } from "./outputs_suite.ts";
import { slotsSuite } from "./slots_suite.ts";

const nothing = () => Promise.resolve();

journalSuite({
  name: "memory",
  make() {
    const journal = new MemoryJournal();
    return Promise.resolve({ journal, other: () => Promise.resolve(journal), die: () => journal.crash(), [Symbol.asyncDispose]: nothing });
  },
  cannot: {
    "create() refuses an id that is taken": "the engine never uses an id twice",
    "read() accepts an unambiguous beginning and last": "only the command line names runs so",
    "a run that ended as interrupted can be taken over": "the engine leaves a run that stopped early without an end",
    "another process sees a run alive, and interrupted once its process is gone": "a crash spends an epoch of its own",
  },
});

slotsSuite({
  name: "memory",
  make: () => Promise.resolve({ slots: new MemorySlots(), [Symbol.asyncDispose]: nothing }),
  cannot: {
    "acquire() gives a free place at once": "the engine asks tryAcquire first",
    "acquire() serves in the order of asking": "it begins with a free place",
    "tryAcquire() does not overtake those who wait": "it begins with a free place",
    "acquire() rejects with the signal's reason and leaves the queue": "it begins with a free place",
  },
});

outputsSuite({
  name: "memory",
  make: () => Promise.resolve({ outputs: new MemoryOutputs(), [Symbol.asyncDispose]: nothing }),
  cannot: { "outputsFile() names a file that whoever writes to it can create": "it has no files" },
});
