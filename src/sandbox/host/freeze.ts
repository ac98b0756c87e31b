/**
 * Freezes everything that can be reached from the roots: own properties, accessors, prototypes.
 *
 * A frozen `toString` of a prototype would also forbid to give an object one by assignment, as much code does (`this.name = "MyError"`).
 * Properties of prototypes that code is used to override therefore become accessors whose setter defines the property on the receiver.
 */
export function freezeAll(roots: Iterable<unknown>): void {
  const seen = new Set<object>();
  const queue: object[] = [];
  const add = (value: unknown) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
    seen.add(value);
    queue.push(value);
  };
  for (const root of roots) add(root);
  for (let object = queue.pop(); object !== undefined; object = queue.pop()) {
    add(getPrototypeOf(object));
    const isFunction = typeof object === "function";
    for (const key of ownKeys(object)) {
      // Of functions these are a number and a text.
      if (isFunction && (key === "length" || key === "name")) continue;
      const property = getOwnPropertyDescriptor(object, key);
      if (property === undefined) continue;
      if ("value" in property) {
        add(property.value);
        if (property.configurable === true && isOverridden(object, key)) allowOverride(object, key, property);
      } else {
        add(property.get);
        add(property.set);
      }
    }
  }
  // At the end: while it goes on, every prototype that freezes makes the engine forget what it knows of the walk itself.
  for (const object of seen) {
    // A typed array with elements cannot be frozen, only closed.
    if (ArrayBuffer.isView(object)) preventExtensions(object);
    else freeze(object);
  }
}

// Taken before the name leads elsewhere. An assignment to an inherited name (`toString = …`) is one to it.
const realGlobal: unknown = globalThis;
const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, preventExtensions } = Object;
const { ownKeys } = Reflect;

/** Properties of prototypes that code is used to give its own objects. */
const OVERRIDDEN: ReadonlySet<string | symbol> = new Set([
  ..."toString toLocaleString valueOf toJSON name message cause stack".split(" "),
  Symbol.toStringTag,
]);

function isOverridden(object: object, key: string | symbol): boolean {
  // Most keys end here: some thousand are asked about while a script waits.
  if (object !== Object.prototype && key !== "constructor" && !OVERRIDDEN.has(key)) return false;
  const constructor = getOwnPropertyDescriptor(object, "constructor");
  // Only prototypes have one of their own.
  if (constructor === undefined) return false;
  if (object === Object.prototype) return key !== "__proto__" && key !== "constructor";
  // Elsewhere the engine's fast paths and `inspect` look at it, and nobody assigns it.
  if (key === "constructor") return object === Error.prototype || getPrototypeOf(object) === Error.prototype;
  return true;
}

function allowOverride(object: object, key: string | symbol, { value, enumerable }: PropertyDescriptor): void {
  defineProperty(object, key, {
    configurable: false,
    enumerable: enumerable === true,
    get: freeze(() => value),
    // A method has no prototype of its own that would have to be frozen too.
    set: freeze(
      {
        set(this: unknown, own: unknown) {
          if (this === object || this === realGlobal) throw new TypeError(`Cannot assign to ${String(key)} of what all scripts share`);
          if (typeof this !== "object" && typeof this !== "function" || this === null) return;
          // Like an assignment: what exists keeps its attributes.
          if (Object.hasOwn(this, key)) defineProperty(this, key, { value: own });
          else defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
        },
      }.set,
    ),
  });
}
