/** Why a value cannot be told as JSON, and where in it. */
export class NotJsonError extends Error {
  override readonly name = "NotJsonError";
  /** Such as `items[3].when`; empty for the value itself. */
  readonly path: string;
  readonly why: string;
  readonly #own = true;

  constructor(path: string, why: string) {
    super(path === "" ? why : `${path}: ${why}`);
    this.path = path;
    this.why = why;
  }

  /** Whether it is one; unlike `instanceof` this runs no code of a proxy. */
  static is(error: unknown): error is NotJsonError {
    return typeof error === "object" && error !== null && #own in error && error.#own;
  }
}

const DEEPEST = 200;
const { isArray } = Array;
const { keys } = Object;
const { stringify } = JSON;

/**
 * The JSON of a value. Unlike `JSON.stringify` it says what would be lost: functions, symbols, big integers, NaN and infinities, maps and
 * sets, holes, loops. Properties whose value is `undefined` are left out, `toJSON` (of dates, say) is used.
 *
 * @param maxLength Longest text, in UTF-16 units; it stops there and not after having made all of it.
 * @throws NotJsonError, and whatever a getter of the value throws.
 */
export function toJson(value: unknown, maxLength: number): string {
  const pieces: string[] = [];
  let length = 0;
  const above: object[] = [];
  const put = (text: string) => {
    length += text.length;
    if (length > maxLength) throw new NotJsonError("", `is longer than ${maxLength} characters of JSON`);
    pieces.push(text);
  };
  const walk = (value: unknown, path: string): void => {
    const plain = replaced(value, path);
    switch (typeof plain) {
      case "string":
        if (plain.length > maxLength - length) throw new NotJsonError(path, `is longer than ${maxLength} characters of JSON`);
        return put(stringify(plain));
      case "boolean":
        return put(plain ? "true" : "false");
      case "number":
        if (plain - plain !== 0) throw new NotJsonError(path, `${plain} cannot be told in JSON`);
        return put(stringify(plain));
      case "object":
        break;
      default:
        throw new NotJsonError(path, `${described(plain)} cannot be told in JSON`);
    }
    if (plain === null) return put("null");
    if (above.includes(plain)) throw new NotJsonError(path, "contains itself");
    if (above.length >= DEEPEST) throw new NotJsonError(path, `is nested more than ${DEEPEST} levels deep`);
    above.push(plain);
    if (isArray(plain)) walkList(plain, path);
    else walkObject(plain, path);
    above.pop();
  };
  const walkList = (list: readonly unknown[], path: string) => {
    put("[");
    for (let index = 0; index < list.length; index++) {
      if (index > 0) put(",");
      walk(list[index], `${path}[${index}]`);
    }
    put("]");
  };
  const walkObject = (object: object, path: string) => {
    const lost = lostKind(object);
    if (lost !== undefined) throw new NotJsonError(path, `${lost} cannot be told in JSON`);
    put("{");
    let isFirst = true;
    for (const key of keys(object)) {
      const item = (object as Record<string, unknown>)[key];
      if (item === undefined) continue;
      put(`${isFirst ? "" : ","}${stringify(key)}:`);
      isFirst = false;
      walk(item, path === "" ? key : `${path}.${key}`);
    }
    put("}");
  };
  walk(value, "");
  return pieces.join("");
}

function replaced(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === "function" ? toJSON.call(value, path) : value;
}

function described(value: unknown): string {
  if (typeof value === "bigint") return `The big integer ${value}`;
  if (value === undefined) return "undefined";
  return `A ${typeof value}`;
}

/** What would silently become `{}`. */
function lostKind(object: object): string | undefined {
  if (object instanceof Map) return "A Map";
  if (object instanceof Set) return "A Set";
  if (object instanceof Promise) return "A promise that nobody awaited";
  if (object instanceof RegExp) return "A regular expression";
  if (object instanceof Error) return "An Error";
  if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer) return "A buffer of bytes";
  return undefined;
}
