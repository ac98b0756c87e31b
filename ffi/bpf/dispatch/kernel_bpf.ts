import { UnsupportedError } from "../../errors.ts";
import { BPF_ATTR, BPF_ATTR_BYTES, BPF_PROG_INFO, BPF_PROG_INFO_BYTES } from "../../posix/layouts.ts";
import { checked, LIBC, libc } from "../../posix/libc.ts";
import { O_CLOEXEC } from "../../posix/open_flags.ts";

// <asm/unistd.h>, <linux/bpf.h>
const SYS_BPF = { x86_64: 321n, aarch64: 280n } as const;
const BPF_MAP_CREATE = 0;
const BPF_MAP_UPDATE_ELEM = 2;
const BPF_PROG_LOAD = 5;
const BPF_OBJ_GET_INFO_BY_FD = 15;
const BPF_BTF_GET_FD_BY_ID = 19;
const BPF_MAP_TYPE_PROG_ARRAY = 3;
const MOST_NAME_BYTES = 15;

const SYMBOLS = {
  // int bpf(int cmd, union bpf_attr *attr, unsigned int size), which glibc does not wrap.
  bpf: { name: "syscall", parameters: ["i64", "i64", "buffer", "u64"], result: "i64" },
  // int dup3(int oldfd, int newfd, int flags); <unistd.h>
  dup3: { parameters: ["i32", "i32", "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

let opened: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] | undefined;

function symbols() {
  try {
    return opened ??= Deno.dlopen(LIBC, SYMBOLS).symbols;
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc, and permit FFI", cause);
  }
}

/** `union bpf_attr` of one call, with what it points to behind it: one buffer, so that nothing of it is collected or moved before. */
class Attribute {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  #used = BPF_ATTR_BYTES;

  constructor(extraBytes = 0) {
    this.bytes = new Uint8Array(BPF_ATTR_BYTES + extraBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  u32(at: number, value: number): this {
    this.view.setUint32(at, value, true);
    return this;
  }

  name(at: number, name: string): this {
    this.bytes.set(new TextEncoder().encode(name).subarray(0, MOST_NAME_BYTES), at);
    return this;
  }

  /** Copies bytes behind the attribute and points there. @returns Their place. */
  pointTo(at: number, bytes: Uint8Array): number {
    const place = this.#used;
    this.bytes.set(bytes, place);
    this.#used += Math.ceil(bytes.length / 8) * 8;
    this.view.setBigUint64(at, Deno.UnsafePointer.value(Deno.UnsafePointer.of(this.bytes)) + BigInt(place), true);
    return place;
  }

  call(command: number, about: string): number {
    // Opened before the call: nothing may come between it and its error number.
    libc();
    const result = symbols().bpf(SYS_BPF[Deno.build.arch], BigInt(command), this.bytes, BigInt(BPF_ATTR_BYTES));
    return checked("bpf", Number(result), about);
  }
}

/** Makes a program array of one slot. @returns Its descriptor. @throws NativeError */
export function createProgramArray(name: string): number {
  return new Attribute().u32(BPF_ATTR.map_type, BPF_MAP_TYPE_PROG_ARRAY).u32(BPF_ATTR.key_size, 4).u32(BPF_ATTR.value_size, 4)
    .u32(BPF_ATTR.max_entries, 1).name(BPF_ATTR.map_name, name).call(BPF_MAP_CREATE, "making a program array");
}

/** Puts a program into the array's slot, in place of what was there. @throws NativeError */
export function setProgram(arrayFd: number, programFd: number): void {
  const attribute = new Attribute(16).u32(BPF_ATTR.map_fd, arrayFd);
  attribute.pointTo(BPF_ATTR.key, new Uint8Array(4));
  attribute.pointTo(BPF_ATTR.value, new Uint8Array(new Uint32Array([programFd]).buffer));
  attribute.call(BPF_MAP_UPDATE_ELEM, "putting a program in its place");
}

/** What a program is to the kernel: another one can be put in its place only if all of it is the same. */
export interface ProgramKind {
  /** `enum bpf_prog_type` */
  readonly type: number;
  /** `enum bpf_attach_type` */
  readonly attachType: number;
  /** The kernel's type of what it is attached to; 0 for types of programs that know none. */
  readonly attachBtfId: number;
  /** The module of that type; 0 for the kernel itself. */
  readonly attachBtfObjectId: number;
}

/** Loads a program from its instructions. @returns Its descriptor. @throws NativeError */
export function loadProgram(name: string, instructions: Uint8Array, kind: ProgramKind): number {
  const license = new TextEncoder().encode("GPL\0");
  const attribute = new Attribute(instructions.length + 8).u32(BPF_ATTR.prog_type, kind.type).u32(
    BPF_ATTR.insn_cnt,
    instructions.length / 8,
  )
    .u32(BPF_ATTR.expected_attach_type, kind.attachType).u32(BPF_ATTR.attach_btf_id, kind.attachBtfId).name(BPF_ATTR.prog_name, name);
  attribute.pointTo(BPF_ATTR.insns, instructions);
  attribute.pointTo(BPF_ATTR.license, license);
  if (kind.attachBtfObjectId === 0 || kind.attachBtfId === 0) return attribute.call(BPF_PROG_LOAD, "loading a dispatcher");
  const module = new Attribute().u32(BPF_ATTR.btf_id, kind.attachBtfObjectId).call(BPF_BTF_GET_FD_BY_ID, "opening a module's types");
  try {
    return attribute.u32(BPF_ATTR.attach_btf_obj_fd, module).call(BPF_PROG_LOAD, "loading a dispatcher");
  } finally {
    libc().close(module);
  }
}

/** What the kernel tells of a loaded program. @throws NativeError */
export function programInfo(programFd: number): { attachBtfId: number; attachBtfObjectId: number; recursionMisses: number } {
  const attribute = new Attribute(BPF_PROG_INFO_BYTES).u32(BPF_ATTR["info.bpf_fd"], programFd).u32(
    BPF_ATTR["info.info_len"],
    BPF_PROG_INFO_BYTES,
  );
  const at = attribute.pointTo(BPF_ATTR["info.info"], new Uint8Array(BPF_PROG_INFO_BYTES));
  attribute.call(BPF_OBJ_GET_INFO_BY_FD, "asking about a program");
  const { view } = attribute;
  return {
    attachBtfId: view.getUint32(at + BPF_PROG_INFO.attach_btf_id, true),
    attachBtfObjectId: view.getUint32(at + BPF_PROG_INFO.attach_btf_obj_id, true),
    recursionMisses: Number(view.getBigUint64(at + BPF_PROG_INFO.recursion_misses, true)),
  };
}

/** Makes `target` another descriptor of what `fd` is one of. @throws NativeError */
export function replaceDescriptor(fd: number, target: number): void {
  libc();
  checked("dup3", symbols().dup3(fd, target, O_CLOEXEC));
}
