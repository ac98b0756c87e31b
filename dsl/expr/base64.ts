/** Standard base64 with padding. */
export function base64(value: Uint8Array): string {
  let binary = "";
  // A call takes only so many arguments.
  for (let at = 0; at < value.length; at += 8192) binary += String.fromCharCode(...value.subarray(at, at + 8192));
  return btoa(binary);
}

/** The bytes of base64, with or without padding; undefined when it is none. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
  } catch {
    return undefined;
  }
}
