import { libc } from "../posix/libc.ts";
import { libbpf } from "./library.ts";
import { programInfo, type ProgramKind } from "./dispatch/kernel_bpf.ts";
import { BpfError, withLog } from "./log.ts";
import { BpfMap, type BpfMapShape, shapeOf } from "./map.ts";

/** What an object is opened with. */
export interface BpfObjectOptions {
  /** The programs to load, by their names in C. Default: all. */
  readonly programs?: readonly string[];
  /** How many entries maps get, of a ring buffer its bytes, by the maps' names: a number, or made from the object's own. Default: as the object says. */
  readonly maxEntries?: Readonly<Record<string, number | ((declared: number) => number)>>;
  /** All of `.rodata`: what the object's `const volatile` variables are. Default: as the object says. */
  readonly readOnlyData?: Uint8Array;
}

/** A program of an object. */
export interface BpfProgramShape {
  /** Its function's name. */
  readonly name: string;
  /** What it is for, such as `tp_btf/sys_enter`. */
  readonly section: string;
}

/**
 * Programs and maps of one object file. Loaded they live in the kernel, by descriptors of this process alone: nothing is pinned, so
 * nothing is left however the process ends.
 */
export class BpfObject implements Disposable {
  #object: Deno.PointerObject | null;
  /** libbpf reads from it while it loads. */
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #programs = new Map<string, Deno.PointerObject>();
  readonly #maps = new Map<string, Deno.PointerObject>();
  readonly #links = new Set<BpfLink>();

  private constructor(bytes: Uint8Array) {
    const { symbols } = libbpf();
    this.#bytes = new Uint8Array(bytes);
    const { value, log } = withLog(() => {
      const object = symbols.bpf_object__open_mem(this.#bytes, BigInt(this.#bytes.length), null);
      return { object, errno: object === null ? libc().errno() : 0 };
    });
    if (value.object === null) throw new BpfError("bpf_object__open_mem", value.errno, log);
    this.#object = value.object;
    const nameOf = (name: Deno.PointerValue) => name === null ? "" : Deno.UnsafePointerView.getCString(name);
    for (let at: Deno.PointerValue = null; (at = symbols.bpf_object__next_program(this.#object, at)) !== null;) {
      this.#programs.set(nameOf(symbols.bpf_program__name(at)), at);
    }
    for (let at: Deno.PointerValue = null; (at = symbols.bpf_object__next_map(this.#object, at)) !== null;) {
      this.#maps.set(nameOf(symbols.bpf_map__name(at)), at);
    }
  }

  /**
   * Reads an object file and prepares it; nothing is in the kernel yet.
   *
   * @throws BpfError for bytes that are no such file. @throws UnsupportedError without libbpf. @throws RangeError for a name it has not.
   */
  static open(bytes: Uint8Array, options: BpfObjectOptions = {}): BpfObject {
    const object = new BpfObject(bytes);
    try {
      object.#prepare(options);
      return object;
    } catch (error) {
      object[Symbol.dispose]();
      throw error;
    }
  }

  #prepare({ programs, maxEntries = {}, readOnlyData }: BpfObjectOptions) {
    const { symbols } = libbpf();
    for (const name of programs ?? []) this.#program(name);
    for (const [name, program] of this.#programs) symbols.bpf_program__set_autoload(program, programs?.includes(name) ?? true);
    // What an object asks to be pinned would be left behind.
    for (const map of this.#maps.values()) symbols.bpf_map__set_pin_path(map, null);
    for (const [name, wanted] of Object.entries(maxEntries)) {
      const map = this.#map(name);
      const entries = typeof wanted === "number" ? wanted : wanted(symbols.bpf_map__max_entries(map));
      const failed = symbols.bpf_map__set_max_entries(map, entries);
      if (failed !== 0) throw new BpfError("bpf_map__set_max_entries", -failed, "", name);
    }
    if (readOnlyData === undefined) return;
    const map = [...this.#maps].find(([name]) => name.endsWith(".rodata"))?.[1];
    if (map === undefined) throw new RangeError("The object has no .rodata");
    const data = new Uint8Array(readOnlyData);
    const failed = symbols.bpf_map__set_initial_value(map, data, BigInt(data.length));
    if (failed !== 0) throw new RangeError(`The object's .rodata has not ${data.length} bytes`);
  }

  get programs(): readonly BpfProgramShape[] {
    const { symbols } = libbpf();
    return Array.from(this.#programs, ([name, program]) => {
      const section = symbols.bpf_program__section_name(program);
      return { name, section: section === null ? "" : Deno.UnsafePointerView.getCString(section) };
    });
  }

  get maps(): readonly BpfMapShape[] {
    return Array.from(this.#maps.values(), shapeOf);
  }

  /** Makes a map of this object be one that another loaded; before {@link load}. @throws BpfError when they differ in shape. */
  reuse(name: string, map: BpfMap): void {
    const { value, log } = withLog(() => libbpf().symbols.bpf_map__reuse_fd(this.#map(name), map.descriptor));
    if (value !== 0) throw new BpfError("bpf_map__reuse_fd", -value, log, name);
  }

  /** Loads maps and programs into the kernel. @throws BpfError with what the verifier said. */
  load(): void {
    const { value, log } = withLog(() => libbpf().symbols.bpf_object__load(this.#opened()));
    if (value !== 0) throw new BpfError("bpf_object__load", -value, log);
  }

  /** Attaches a loaded program to what its section names. The object disposes of the link if nobody does before. @throws BpfError */
  attach(name: string): BpfLink {
    const link = this.attachFreely(name);
    this.#links.add(link);
    return link;
  }

  /** Attaches a loaded program for as long as the link lives, which the caller disposes of, be it after the object. @throws BpfError */
  attachFreely(name: string): BpfLink {
    const program = this.#program(name);
    const { value, log } = withLog(() => {
      const link = libbpf().symbols.bpf_program__attach(program);
      return { link, errno: link === null ? libc().errno() : 0 };
    });
    if (value.link === null) throw new BpfError("bpf_program__attach", value.errno, log, name);
    return new BpfLink(value.link);
  }

  /** What a loaded program is to the kernel. @throws NativeError */
  kindOf(name: string): ProgramKind {
    const { symbols } = libbpf();
    const program = this.#program(name);
    const { attachBtfId, attachBtfObjectId } = programInfo(this.descriptorOf(name));
    return {
      type: symbols.bpf_program__type(program),
      attachType: symbols.bpf_program__expected_attach_type(program),
      attachBtfId,
      attachBtfObjectId,
    };
  }

  /** The descriptor of a loaded program. Within `ffi/bpf` alone. */
  descriptorOf(name: string): number {
    return libbpf().symbols.bpf_program__fd(this.#program(name));
  }

  /** Detaches all programs. */
  detach(): void {
    for (const link of this.#links) link[Symbol.dispose]();
    this.#links.clear();
  }

  /** A map once it is loaded; the caller disposes of it. @throws RangeError for a name it has not. */
  map(name: string): BpfMap {
    const map = this.#map(name);
    return new BpfMap(libbpf().symbols.bpf_map__fd(map), shapeOf(map));
  }

  /** Puts a loaded program into a slot of a program array, in one step for those who call it. @throws BpfError */
  putProgram(array: BpfMap, slot: number, program: string): void {
    const bytes = (number: number) => new Uint8Array(new Uint32Array([number]).buffer);
    array.set(bytes(slot), bytes(libbpf().symbols.bpf_program__fd(this.#program(program))));
  }

  [Symbol.dispose](): void {
    const object = this.#object;
    if (object === null) return;
    this.#object = null;
    this.detach();
    libbpf().symbols.bpf_object__close(object);
    this.#programs.clear();
    this.#maps.clear();
  }

  #opened(): Deno.PointerObject {
    if (this.#object === null) throw new TypeError("The object is disposed");
    return this.#object;
  }

  #program(name: string): Deno.PointerObject {
    this.#opened();
    const program = this.#programs.get(name);
    if (program === undefined) throw new RangeError(`The object has no program ${name}`);
    return program;
  }

  #map(name: string): Deno.PointerObject {
    this.#opened();
    const map = this.#maps.get(name);
    if (map === undefined) throw new RangeError(`The object has no map ${name}`);
    return map;
  }
}

/** A program that is attached, until disposed. */
export class BpfLink implements Disposable {
  #link: Deno.PointerObject | null;

  /** Within `ffi/bpf` alone. */
  constructor(link: Deno.PointerObject) {
    this.#link = link;
  }

  /** Detaches the program; when this returns it is not called any more. */
  [Symbol.dispose](): void {
    const link = this.#link;
    this.#link = null;
    if (link !== null) libbpf().symbols.bpf_link__destroy(link);
  }
}
