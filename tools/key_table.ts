/** The columns of `tools/keys/keys.tsv`. */
export interface KeyRow {
  readonly usage: number;
  readonly code: string;
  readonly evdev: number | null;
  readonly evdevName: string | null;
  readonly windows: number | null;
  readonly mac: number | null;
}

/** Reads the published facts about keys. */
export async function readKeys(): Promise<readonly KeyRow[]> {
  const text = await Deno.readTextFile(new URL("./keys/keys.tsv", import.meta.url));
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const [usage = "", code = "", evdev = "", evdevName = "", windows = "", mac = ""] = line.split("\t");
    return {
      usage: parseInt(usage, 16),
      code,
      evdev: numberOf(evdev, 10),
      evdevName: evdevName === "-" ? null : evdevName,
      windows: numberOf(windows, 16),
      mac: numberOf(mac, 16),
    };
  });
}

/** `src/core/keyboard/key_table_gen.ts`, before it is formatted. */
export async function keyTable(): Promise<string> {
  const rows = (await readKeys()).map(({ usage, code, evdev, windows, mac }) =>
    `  [${hex(usage, 6)}, "${code}", ${evdev}, ${windows === null ? null : hex(windows, 2)}, ${mac === null ? null : hex(mac, 2)}],`
  );
  return [
    "// Generated from tools/keys/keys.tsv by tools/generate.ts. Do not edit.",
    "/** USB HID usage, UI Events code, Linux event code, Windows scan code, macOS key code. */",
    "export const KEY_ROWS: readonly (readonly [number, string, number | null, number | null, number | null])[] = [",
    ...rows,
    "];",
    "",
  ].join("\n");
}

function numberOf(text: string, base: number): number | null {
  return text === "-" ? null : parseInt(text, base);
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}
