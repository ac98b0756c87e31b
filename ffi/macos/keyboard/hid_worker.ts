/**
 * The thread of the keyboards of macOS: IOKit tells of keys on the run loop of the thread that asked. Started by `HidKeyboards`, which tells
 * it when to end.
 *
 * @module
 */
import { NativeError, UnsupportedError } from "../../errors.ts";
import { HidManager } from "./hid_manager.ts";
import { openHidFunctions } from "./libraries.ts";
import type { HidMessage, HidRequest } from "./raw_key.ts";

/** How long keys are waited for before it is looked whether to end. Keys themselves come at once. */
const SLICE_MS = 100;

// The types of a page, not of a worker, are those of the project.
const port = globalThis as unknown as {
  onmessage: ((event: MessageEvent<HidRequest>) => void) | null;
  postMessage(message: HidMessage): void;
  close(): void;
};

let isEnding = false;
port.onmessage = () => {
  isEnding = true;
};
void hold().then(() => port.close());

async function hold(): Promise<void> {
  try {
    using manager = new HidManager(openHidFunctions(), (key) => port.postMessage({ kind: "key", key }));
    port.postMessage({ kind: "open" });
    while (!isEnding) {
      const hasWaited = manager.run(SLICE_MS / 1000);
      // Lets the message in that ends it.
      await new Promise((resolve) => setTimeout(resolve, hasWaited ? 0 : SLICE_MS));
    }
  } catch (error) {
    if (error instanceof UnsupportedError) return port.postMessage({ kind: "unsupported", missing: error.missing, how: error.how });
    if (!(error instanceof NativeError)) throw error;
    const { library, symbol, code, detail } = error;
    return port.postMessage({ kind: "failed", failure: { library, symbol, code, detail } });
  }
  port.postMessage({ kind: "closed" });
}
