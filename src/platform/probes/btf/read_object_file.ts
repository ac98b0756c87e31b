/** A file is no eBPF object that this machine could run; the message says what it is instead, as in "is empty". */
export class ObjectFileError extends Error {
  override readonly name = "ObjectFileError";
  /** Whether the file may only not be written to its end yet. */
  readonly isCutShort: boolean;

  constructor(message: string, isCutShort = false) {
    super(message);
    this.isCutShort = isCutShort;
  }
}

/** A section of an ELF file. */
export interface Section {
  readonly name: string;
  /** One of <elf.h>, such as 1 for SHT_PROGBITS. */
  readonly type: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

// <elf.h>
const MAGIC = 0x7f454c46;
const EI_CLASS = 4;
const ELFCLASS64 = 2;
const EI_DATA = 5;
const ELFDATA2LSB = 1;
const ET_REL = 1;
const EM_BPF = 247;
const SHT_NOBITS = 8;
/** Machines that are compiled for by mistake. */
const MACHINES: Readonly<Record<number, string>> = { 3: "i386", 40: "arm", 62: "x86-64", 183: "aarch64", 243: "riscv" };
const COMPILE = "compile it with clang -O2 -g -target bpf -c";

/** `Elf64_Ehdr` and `Elf64_Shdr` of <elf.h>: sizes, and offsets of what is read. */
const EHDR = { size: 64, e_type: 16, e_machine: 18, e_shoff: 40, e_shentsize: 58, e_shnum: 60, e_shstrndx: 62 } as const;
const SHDR = { size: 64, sh_name: 0, sh_type: 4, sh_offset: 24, sh_size: 32 } as const;

/**
 * The sections of an eBPF object (ELF, 64 bits, little-endian, relocatable).
 *
 * @throws ObjectFileError for anything else.
 */
export function readObjectFile(bytes: Uint8Array<ArrayBuffer>): readonly Section[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(view);
  const table = Number(view.getBigUint64(EHDR.e_shoff, true));
  const count = view.getUint16(EHDR.e_shnum, true);
  if (view.getUint16(EHDR.e_shentsize, true) !== SHDR.size || count === 0) {
    throw new ObjectFileError("is a damaged ELF file: it has no sections");
  }
  if (table + count * SHDR.size > bytes.length) throw cutShort();
  const heads = Array.from({ length: count }, (_, index) => headAt(view, table + index * SHDR.size));
  const names = heads[view.getUint16(EHDR.e_shstrndx, true)];
  if (names === undefined) throw new ObjectFileError("is a damaged ELF file: its sections have no names");
  return heads.map(({ name, type, offset, size }) => {
    const hasBytes = type !== SHT_NOBITS;
    if (hasBytes && offset + size > bytes.length) throw cutShort();
    return { name: textAt(bytes, names.offset + name), type, bytes: bytes.subarray(offset, hasBytes ? offset + size : offset) };
  });
}

function checkHeader(view: DataView): void {
  if (view.byteLength === 0) throw new ObjectFileError("is empty", true);
  if (view.byteLength < 4 || view.getUint32(0) !== MAGIC) throw new ObjectFileError(`is no ELF file: ${COMPILE}`);
  if (view.byteLength < EHDR.size) throw cutShort();
  const machine = (isLittle: boolean) => view.getUint16(EHDR.e_machine, isLittle);
  if (view.getUint8(EI_DATA) !== ELFDATA2LSB) {
    const what = machine(false) === EM_BPF ? "an eBPF object" : "an ELF file";
    throw new ObjectFileError(`is ${what} in big-endian byte order, and this machine is little-endian: ${COMPILE}`);
  }
  if (machine(true) !== EM_BPF) {
    const name = MACHINES[machine(true)] ?? `the processor of number ${machine(true)}`;
    throw new ObjectFileError(`is no eBPF object but one for ${name}: ${COMPILE}`);
  }
  if (view.getUint8(EI_CLASS) !== ELFCLASS64) throw new ObjectFileError(`is no ELF file of 64 bits: ${COMPILE}`);
  if (view.getUint16(EHDR.e_type, true) !== ET_REL) throw new ObjectFileError(`is an eBPF file that is linked already: ${COMPILE}`);
}

function headAt(view: DataView, at: number) {
  return {
    name: view.getUint32(at + SHDR.sh_name, true),
    type: view.getUint32(at + SHDR.sh_type, true),
    offset: Number(view.getBigUint64(at + SHDR.sh_offset, true)),
    size: Number(view.getBigUint64(at + SHDR.sh_size, true)),
  };
}

function textAt(bytes: Uint8Array, start: number): string {
  const end = bytes.indexOf(0, start);
  return new TextDecoder().decode(bytes.subarray(start, end < 0 ? undefined : end));
}

function cutShort(): ObjectFileError {
  return new ObjectFileError("is cut short: the ELF header speaks of more than there is", true);
}
