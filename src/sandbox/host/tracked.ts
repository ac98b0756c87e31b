/**
 * Work of the runtime's own that ends in a later turn of the event loop, such as hashing. What waits for it would go on after its task;
 * so it is counted, and a realm with some left is not used again.
 */
export const tracked = { running: 0 };

/** Counts the calls of these prototypes' methods that answer with a promise, until it settles. */
export function trackMethods(prototypes: readonly object[]): void {
  for (const prototype of prototypes) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const method: unknown = property.value;
      if (name === "constructor" || typeof method !== "function") continue;
      Object.defineProperty(prototype, name, { ...property, value: trackedCall(name, method as Method) });
    }
  }
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

const then = Function.prototype.call.bind(Promise.prototype.then) as (promise: unknown, onValue: () => void, onError: () => void) => void;

function trackedCall(name: string, method: Method): Method {
  const { [name]: call } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      const answer = Reflect.apply(method, this, args);
      if (!(answer instanceof Promise)) return answer;
      tracked.running++;
      const settled = () => void tracked.running--;
      then(answer, settled, settled);
      return answer;
    },
  };
  return call as Method;
}
