import type { KeyAction, KeyStroke } from "./key_event.ts";
import { keyOfEvdev, type NamedKey } from "./keys.ts";

/** A `struct input_event` of `<linux/input.h>`. */
export interface EvdevInput {
  /** Milliseconds. */
  readonly timestamp: number;
  readonly type: number;
  readonly code: number;
  readonly value: number;
}

/** What is read from a device. */
export interface EvdevReceiver {
  stroke(stroke: KeyStroke): void;
  /**
   * Strokes were lost.
   *
   * @param held The keys that are held now.
   */
  lost(held: readonly NamedKey[], timestamp: number): void;
}

// <linux/input-event-codes.h>
const EV_SYN = 0;
const EV_KEY = 1;
const SYN_REPORT = 0;
const SYN_DROPPED = 3;
const ACTIONS: readonly KeyAction[] = ["release", "press", "repeat"];
/** Codes that are buttons of mice, pads and the like, as ranges from `BTN_MISC`, `BTN_DPAD_UP` and `BTN_TRIGGER_HAPPY`. */
const BUTTONS: readonly (readonly [first: number, last: number])[] = [[0x100, 0x15f], [0x220, 0x223], [0x2c0, 0x2e7]];
/** Keys that a device has if it is one to type on: Q, A, Z and Enter. */
const TYPING = [16, 30, 44, 28];

/** Reads strokes from the events of a Linux input device. */
export class EvdevStrokes {
  readonly #receiver: EvdevReceiver;
  readonly #held: () => readonly number[] | undefined;
  #isLost = false;

  /** @param held Asks the device which keys are held; undefined where it cannot say. */
  constructor(receiver: EvdevReceiver, held: () => readonly number[] | undefined) {
    this.#receiver = receiver;
    this.#held = held;
  }

  take({ timestamp, type, code, value }: EvdevInput): void {
    if (type === EV_SYN && code === SYN_DROPPED) this.#isLost = true;
    else if (this.#isLost) {
      // What comes before the next report is the rest of what was cut.
      if (type !== EV_SYN || code !== SYN_REPORT) return;
      this.#isLost = false;
      this.#receiver.lost(heldKeys(this.#held() ?? []), timestamp);
    } else if (type === EV_KEY && !isButton(code)) {
      const action = ACTIONS[value];
      if (action !== undefined) this.#receiver.stroke({ ...keyOfEvdev(code), timestamp, action });
    }
  }
}

/** The keys of event codes, without buttons. */
export function heldKeys(codes: readonly number[]): readonly NamedKey[] {
  return codes.filter((code) => !isButton(code)).map(keyOfEvdev);
}

/** Whether a device with these event codes is one to type on. */
export function isKeyboard(codes: readonly number[]): boolean {
  return TYPING.every((code) => codes.includes(code));
}

function isButton(code: number): boolean {
  return BUTTONS.some(([first, last]) => code >= first && code <= last);
}
