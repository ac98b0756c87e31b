/**
 * eBPF objects and their types, read from the bytes of the file: ELF sections, the BTF within, and the values of records by it. Calls
 * nothing and opens nothing.
 *
 * ```ts
 * import { compileEvents, readBtf, readObjectFile } from "./mod.ts";
 *
 * const sections = readObjectFile(Deno.readFileSync("watch.bpf.o"));
 * const btf = sections.find(({ name }) => name === ".BTF");
 * const events = btf === undefined ? new Map() : compileEvents(readBtf(btf.bytes));
 * console.log(events.get(16)?.read(new DataView(new ArrayBuffer(16)), 0));
 * ```
 *
 * Limits: little-endian objects of 64 bits. Integers beyond 2^53 become BigInts.
 *
 * @module
 */
export { BtfError } from "./btf_error.ts";
export { type CompiledEvent, type CompiledType, compileEvents, compileType } from "./compile_reader.ts";
export { resolveAlias } from "./describe_type.ts";
export { type BtfType, readBtf } from "./read_btf.ts";
export { ObjectFileError, readObjectFile, type Section } from "./read_object_file.ts";
export { hexOf, integerOf } from "./readers.ts";
