import assert from "node:assert/strict";
import type { KeyEvent } from "../../core/keyboard/mod.ts";
import { type KeysTerminal, readKeys } from "./terminal_keys.ts";

Deno.test({
  name: "readKeys() reads nothing more until the keys before have been taken: who does not look at them fills no memory",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const held = Promise.withResolvers<void>();
    const keys: string[] = [];
    const timers: ReturnType<typeof setTimeout>[] = [];
    let typed: Parameters<KeysTerminal["read"]>[0] = () => {};
    const terminal: KeysTerminal = { makeInputRaw() {}, enter() {}, send: () => true, read: (take) => void (typed = take) };
    const take = ({ keyCode }: KeyEvent) => {
      keys.push(keyCode);
      return keyCode === "KeyB" ? held.promise : undefined;
    };
    readKeys(terminal, { take, began() {} }, timers, () => {});
    const type = (text: string) => typed(new TextEncoder().encode(text));
    assert.equal(type("a"), undefined);
    const taken = type("bc");
    let isTaken = false;
    const told = taken?.then(() => isTaken = true);
    assert.deepEqual(keys, ["KeyA", "KeyB", "KeyC"]);
    await Promise.resolve();
    assert.ok(taken !== undefined && !isTaken);
    held.resolve();
    await told;
    assert.equal(type("d"), undefined);
    for (const timer of timers) clearTimeout(timer);
  },
});
