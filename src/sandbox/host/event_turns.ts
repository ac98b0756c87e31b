/** Waits for turns of the event loop. */
export interface EventTurns {
  /** Resolves in a later turn: once nothing is left that needs no more than to be run, such as callbacks of settled promises. */
  next(): Promise<void>;
}

/** Made before the realm loses its channels. A timer would do the same, in a millisecond and more. */
export function createEventTurns(): EventTurns {
  const { port1, port2 } = new MessageChannel();
  const post = port2.postMessage.bind(port2);
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return {
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        post(undefined);
      }),
  };
}
