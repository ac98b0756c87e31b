/** A literal in double quotes, unless its text holds one: then it stays as it is written. */
export function requote(literal: string): string {
  const match = /^([rRbB]{0,2})'(?!'')([^]*)'$/.exec(literal);
  const prefix = match?.[1];
  const body = match?.[2];
  if (prefix === undefined || body === undefined || body.includes('"')) return literal;
  const isRaw = prefix.toLowerCase().includes("r");
  return `${prefix}"${isRaw ? body : body.replaceAll(/\\([^])/g, (escape, letter) => letter === "'" ? "'" : escape)}"`;
}
