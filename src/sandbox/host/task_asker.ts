import type { JsonObject } from "../../core/mod.ts";
import type { Answer, Asker } from "./asker.ts";

/** Sends a request to the parent. */
export type SendRequest = (id: number, op: string, header: JsonObject, bytes: Uint8Array | undefined) => void;

interface Waiting {
  /** Made where the script asked: the answer comes from nowhere that it knows. */
  readonly asked: Error;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

let lastId = 0;

/** The requests of one task. After its end none is sent, and none is answered. */
export class TaskAsker implements Asker {
  readonly #send: SendRequest;
  readonly #waiting = new Map<number, Waiting>();
  #hasEnded = false;

  constructor(send: SendRequest) {
    this.#send = send;
  }

  /** How many wait for their answers. */
  get size(): number {
    return this.#waiting.size;
  }

  ask(op: string, header: JsonObject = {}, bytes?: Uint8Array): Promise<Answer> {
    if (this.#hasEnded) return Promise.reject(new Error("The task that this belonged to has ended"));
    const asked = new Error();
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      this.#waiting.set(id, { asked, resolve, reject });
      this.#send(id, op, header, bytes);
    });
  }

  /** Hands an answer of the parent to who waits for it. */
  answer(id: unknown, { header, bytes }: { readonly header: JsonObject; readonly bytes: Uint8Array }): void {
    const waiting = this.#waiting.get(id as number);
    if (waiting === undefined) return;
    this.#waiting.delete(id as number);
    const { error, answer } = header as { error?: { name: string; message: string }; answer?: JsonObject };
    if (error === undefined) return waiting.resolve({ header: answer ?? {}, bytes: bytes as Uint8Array<ArrayBuffer> });
    waiting.reject(withStackOf(waiting.asked, errorNamed(error.name, error.message)));
  }

  end(): void {
    this.#hasEnded = true;
    this.#waiting.clear();
  }
}

function withStackOf(asked: Error, error: Error): Error {
  const frames = (asked.stack ?? "").split("\n").slice(1);
  const value = [`${error.name}: ${error.message}`, ...frames].join("\n");
  Object.defineProperty(error, "stack", { value, writable: true, enumerable: false, configurable: true });
  return error;
}

const OWN_CLASSES = new Map<string, new (message: string) => Error>([["TypeError", TypeError], ["RangeError", RangeError]]);

function errorNamed(name: string, message: string): Error {
  if (name === "AbortError") return new DOMException(message, name);
  const error = new (OWN_CLASSES.get(name) ?? Error)(message);
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, writable: true, enumerable: false, configurable: true });
  return error;
}
