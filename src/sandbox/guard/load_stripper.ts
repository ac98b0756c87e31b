/** Takes the types out of TypeScript, leaving spaces where they stood. */
export interface Stripper {
  /** @throws What amaro throws for a text: an object with `code`, `message` and places; {@link StripperOverflow} for one too deep. */
  strip(text: string): string;
}

/** The text is nested more deeply than the stripper survives; the next call works again. */
export class StripperOverflow extends Error {
  override readonly name = "StripperOverflow";
}

/** Past this size an instance is given up for a new one: WebAssembly never gives memory back. */
const KEPT_BYTES = 64 * 1024 * 1024;

let loaded: Promise<Stripper> | undefined;

/** Loads the stripper when it is first asked for: it is 3.8 MB and takes some 50 ms. */
export function loadStripper(): Promise<Stripper> {
  return loaded ??= load();
}

/**
 * amaro is a WebAssembly program, and an overflow of its stack ends a call without unwinding: from then on every call fails, for every
 * pipeline of the process, and one hostile file is enough. So the guard keeps hold of the instance and puts a fresh one (1.4 ms) in its place
 * after an overflow. The package has no door for that: its one call of `WebAssembly.Instance` is taken over while it loads.
 */
async function load(): Promise<Stripper> {
  const Instance = WebAssembly.Instance;
  let renew: (() => void) | undefined;
  let memoryBytes = () => 0;
  function Taken(module: WebAssembly.Module, imports?: WebAssembly.Imports): { readonly exports: WebAssembly.Exports } {
    const first = new Instance(module, imports);
    if (!("transformSync" in first.exports)) return first;
    let current = first.exports;
    memoryBytes = () => memoryOf(current)?.buffer.byteLength ?? 0;
    renew = () => {
      const old = memoryOf(current);
      current = new Instance(module, imports).exports;
      // Growing by nothing detaches the old memory's buffer, by which amaro's glue sees that its views are stale.
      old?.grow(0);
    };
    return { exports: new Proxy({}, { get: (_, name) => typeof name === "string" ? current[name] : undefined }) };
  }
  WebAssembly.Instance = Object.assign(Taken, { prototype: Instance.prototype }) as unknown as typeof WebAssembly.Instance;
  let transformSync: typeof import("amaro")["transformSync"];
  try {
    const amaro: typeof import("amaro") & { readonly default?: typeof import("amaro") } = await import("amaro");
    // A bundle gives a CommonJS package as its default export alone.
    ({ transformSync } = amaro.default ?? amaro);
  } finally {
    WebAssembly.Instance = Instance;
  }
  return {
    strip(text) {
      try {
        return transformSync(text, { mode: "strip-only" }).code;
      } catch (error) {
        if (!(error instanceof RangeError || error instanceof WebAssembly.RuntimeError)) throw error;
        renew?.();
        throw new StripperOverflow("TypeScript nested too deeply", { cause: error });
      } finally {
        if (memoryBytes() > KEPT_BYTES) renew?.();
      }
    },
  };
}

function memoryOf(exports: WebAssembly.Exports): WebAssembly.Memory | undefined {
  const memory = exports["memory"];
  return memory instanceof WebAssembly.Memory ? memory : undefined;
}
