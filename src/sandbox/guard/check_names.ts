import type { Diagnostic } from "../../core/mod.ts";
import { nearest } from "../../core/mod.ts";
import { GUARD_LIMITS } from "./limits.ts";
import type { ModuleLink } from "./module_links.ts";
import { quoted } from "./quoted.ts";

/** A module as far as its names go. */
interface NamedModule {
  /** What diagnostics call it. */
  readonly name: string;
  readonly text: string;
  readonly exports: ReadonlySet<string>;
  readonly links: readonly NamedLink[];
}

/** A link and the key of the module that it leads to; undefined where that is not known. */
export interface NamedLink {
  readonly link: ModuleLink;
  readonly target: string | undefined;
}

/** How many names and links are looked at in all; what is beyond is left to the runtime. */
const MOST_STEPS = 5_000_000;
/** How many names a likely one is looked for among. */
const MOST_CANDIDATES = 2_000;

/** The modules of a program by a key, and what they take from each other. */
export class ModuleNames {
  readonly #modules = new Map<string, NamedModule>();
  #steps = 0;

  add(key: string, module: NamedModule): void {
    this.#modules.set(key, module);
  }

  /** Finds every name that a module takes from another one that does not export it; the runtime would only tell of the first. */
  check(): Diagnostic[] {
    const diagnostics: Diagnostic[] = [];
    for (const { name: file, links } of this.#modules.values()) {
      for (const { link, target } of links) {
        const module = this.#modules.get(target ?? "");
        if (module === undefined) continue;
        for (const { name, span } of link.names) {
          if (diagnostics.length >= GUARD_LIMITS.diagnostics) return diagnostics;
          const found = this.#lookUp(module, name);
          if (found === undefined) continue;
          const hint = hintFor(name, module, found);
          const message = `${quoted(link.specifier)} exports no ${name === "default" ? "default" : quoted(name)}`;
          diagnostics.push({ severity: "error", code: "script_import", message, file, span, ...(hint === undefined ? {} : { hint }) });
        }
      }
    }
    return diagnostics;
  }

  /** Undefined when a module exports the name or may do so; else all the names it exports. */
  #lookUp(module: NamedModule, name: string): ReadonlySet<string> | undefined {
    if (module.exports.has(name) || !this.#afford(module)) return undefined;
    const all = new Set(module.exports);
    if (name === "default") return all;
    const seen = new Set([module]);
    const rest = [module];
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
      for (const { link, target } of next.links) {
        if (!link.isStar) continue;
        const other = this.#modules.get(target ?? "");
        if (other === undefined || other.exports.has(name)) return undefined;
        if (seen.has(other)) continue;
        if (!this.#afford(other)) return undefined;
        seen.add(other);
        rest.push(other);
        for (const each of other.exports) if (each !== "default") all.add(each);
      }
    }
    return all;
  }

  #afford({ exports, links }: NamedModule): boolean {
    this.#steps += exports.size + links.length + 1;
    return this.#steps <= MOST_STEPS;
  }
}

function hintFor(name: string, { text }: NamedModule, found: ReadonlySet<string>): string | undefined {
  const isWord = /^[\w$]{1,100}$/.test(name);
  if (isWord && new RegExp(`\\b(?:interface|type)\\s+${name.replaceAll("$", "\\$")}\\b`).test(text)) {
    return `It is a type, and types are left out: write \`import type { ${name} }\``;
  }
  if (name === "default") return found.size === 0 ? undefined : `Write \`import { ${[...found].slice(0, 3).join(", ")} }\``;
  const near = nearest(name, [...found].slice(0, MOST_CANDIDATES));
  return near === undefined ? undefined : near === "default" ? "Import its default: `import name from …`" : `Write "${near}"`;
}
