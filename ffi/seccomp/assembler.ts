// <linux/bpf_common.h>
const LD_W_ABS = 0x20;
const JMP_JA = 0x05;
const JMP_JEQ_K = 0x15;
const JMP_JGE_K = 0x35;
const JMP_JSET_K = 0x45;
const ALU_AND_K = 0x54;
const RET_K = 0x06;

/** One instruction of classic BPF, `struct sock_filter` of `<linux/filter.h>`. */
export interface Instruction {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
}

/** `struct sock_filter` in bytes. */
export const INSTRUCTION_BYTES = 8;
/** `BPF_MAXINSNS`. */
export const MOST_INSTRUCTIONS = 4096;

/** Loads 32 bits of `struct seccomp_data`. */
export const load = (offset: number): Instruction => ({ code: LD_W_ABS, jt: 0, jf: 0, k: offset });
export const and = (mask: number): Instruction => ({ code: ALU_AND_K, jt: 0, jf: 0, k: mask });
export const answer = (action: number): Instruction => ({ code: RET_K, jt: 0, jf: 0, k: action });
const jumpOver = (count: number): Instruction => ({ code: JMP_JA, jt: 0, jf: 0, k: count });

/** Goes on where the loaded word equals `value`, and with `otherwise` where it does not. */
export function unlessEqual(value: number, otherwise: readonly Instruction[]): Instruction[] {
  return [{ code: JMP_JEQ_K, jt: otherwise.length, jf: 0, k: value }, ...otherwise];
}

/** Runs `then` where the loaded word equals `value`, else goes on after it. */
export function ifEqual(value: number, then: readonly Instruction[]): Instruction[] {
  return [{ code: JMP_JEQ_K, jt: 0, jf: then.length, k: value }, ...then];
}

/** Runs `then` where any bit of `mask` is set, else goes on after it. */
export function ifAnyBit(mask: number, then: readonly Instruction[]): Instruction[] {
  return [{ code: JMP_JSET_K, jt: 0, jf: then.length, k: mask }, ...then];
}

/** Runs `below` where the loaded word is less than `value`, else `from`; both end in an answer. */
export function splitAt(value: number, below: readonly Instruction[], from: readonly Instruction[]): Instruction[] {
  // Conditional jumps reach 255 instructions, this way round both branches can have any length.
  return [{ code: JMP_JGE_K, jt: 0, jf: 1, k: value }, jumpOver(below.length), ...below, ...from];
}

/** The instructions as the kernel reads them. */
export function assemble(instructions: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(instructions.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, { code, jt, jf, k }] of instructions.entries()) {
    const at = index * INSTRUCTION_BYTES;
    if (jt > 255 || jf > 255) throw new RangeError(`A jump of instruction ${index} is too long`);
    view.setUint16(at, code, true);
    view.setUint8(at + 2, jt);
    view.setUint8(at + 3, jf);
    view.setUint32(at + 4, k >>> 0, true);
  }
  return bytes;
}
