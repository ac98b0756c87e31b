import { apply, NativePromise, NativeTypeError } from "./captured.ts";

const { addEventListener, removeEventListener } = EventTarget.prototype;
const abortedOf = Object.getOwnPropertyDescriptor(AbortSignal.prototype, "aborted")?.get;
const reasonOf = Object.getOwnPropertyDescriptor(AbortSignal.prototype, "reason")?.get;

/**
 * Waits for something until a script's signal aborts; what is under way goes on, and nobody hears of it.
 *
 * @param signal Absent, or an AbortSignal.
 * @throws TypeError When it is something else; the signal's reason when it aborts.
 */
export async function abortable<T>(signal: unknown, act: () => Promise<T>): Promise<T> {
  if (signal === undefined || signal === null) return await act();
  if (abortedOf === undefined || reasonOf === undefined) throw new NativeTypeError("There are no signals here");
  const reason = reasonOf;
  if (typeof signal !== "object") throw new NativeTypeError("A signal is an AbortSignal");
  // Asked of the language, so that a look-alike is refused and runs nothing.
  if (apply(abortedOf, signal, [])) throw apply(reason, signal, []);
  let listener: (() => void) | undefined;
  try {
    return await new NativePromise<T>((resolve, reject) => {
      listener = () => reject(apply(reason, signal, []));
      apply(addEventListener, signal, ["abort", listener]);
      act().then(resolve, reject);
    });
  } finally {
    apply(removeEventListener, signal, ["abort", listener]);
  }
}
