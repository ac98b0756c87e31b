const { inspect } = Deno;
const OPTIONS = { colors: false, depth: 4, strAbbreviateSize: 10_000 } as const;

/** The text of `console.log(...values)`: `%s %d %i %f %j %o %O %c %%` of a first text are filled in, the rest follows. */
export function formatValues(values: readonly unknown[]): string {
  const [first, ...rest] = values;
  if (typeof first !== "string") return values.map(show).join(" ");
  let next = 0;
  const text = rest.length === 0 ? first : first.replace(/%([sdifjoOc%])/g, (whole, kind: string) => {
    if (kind === "%") return "%";
    return next < rest.length ? formatOne(kind, rest[next++]) : whole;
  });
  return [text, ...rest.slice(next).map(show)].join(" ");
}

function formatOne(kind: string, value: unknown): string {
  switch (kind) {
    case "s":
      return show(value);
    case "d":
    case "f":
      return typeof value === "bigint" ? `${value}n` : safely(() => String(Number(value)));
    case "i":
      return typeof value === "bigint" ? `${value}n` : safely(() => String(Math.trunc(Number(value))));
    case "j":
      return safely(() => JSON.stringify(value));
    case "c":
      return "";
    default:
      return inspected(value);
  }
}

function show(value: unknown): string {
  return typeof value === "string" ? value : inspected(value);
}

/** Looking at a value may run the script's code; what that throws must not end what only wanted to print. */
export function inspected(value: unknown): string {
  return safely(() => inspect(value, OPTIONS));
}

function safely(make: () => string): string {
  try {
    return `${make()}`;
  } catch {
    return "[cannot be shown]";
  }
}
