/** A key as the low-level hook sees it: numbers of `KBDLLHOOKSTRUCT` of <winuser.h>, for others to name. */
export interface RawKey {
  /** The virtual key (`VK_…`). */
  readonly vkCode: number;
  /** The scan code of the keyboard's first set, without prefix. */
  readonly scanCode: number;
  /** `LLKHF_…`: 0x01 an extended key (E0), 0x10 injected by a program, 0x20 Alt is held, 0x80 released. */
  readonly flags: number;
  /** Milliseconds since Windows was started, modulo 2³². */
  readonly time: number;
  /** Whether the key was kept from all other programs. */
  readonly consumed: boolean;
}

/** What the hook's thread is told, once. */
export interface HookRequest {
  /** Virtual keys that other programs are not to see. */
  readonly consume: readonly number[];
}

/** What the hook's thread tells. */
export type HookMessage =
  | { readonly kind: "open"; readonly thread: number }
  | { readonly kind: "failed"; readonly symbol: string; readonly code: number }
  | { readonly kind: "key"; readonly key: RawKey }
  | { readonly kind: "closed" };
