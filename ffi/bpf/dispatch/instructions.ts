/** Whose events a dispatcher lets through. */
export interface DispatchFilter {
  /** A process, by its thread group's id. */
  readonly pid?: number;
  /** A thread's name, of at most 15 bytes. */
  readonly comm?: string;
}

// <linux/bpf.h>: classes, operations and registers of instructions, and numbers of helper functions.
const MOV64_IMMEDIATE = 0xb7;
const MOV64_REGISTER = 0xbf;
const ADD64_IMMEDIATE = 0x07;
const RIGHT_SHIFT64_IMMEDIATE = 0x77;
const LOAD_IMMEDIATE_64 = 0x18;
const LOAD_MEMORY_64 = 0x79;
const JUMP_UNLESS_EQUAL_32_IMMEDIATE = 0x56;
const JUMP_UNLESS_EQUAL_REGISTER = 0x5d;
const CALL = 0x85;
const EXIT = 0x95;
const PSEUDO_MAP_FD = 1;
const [R0, R1, R2, R3, R6, FRAME] = [0, 1, 2, 3, 6, 10];
const TAIL_CALL = 12;
const GET_CURRENT_PID_TGID = 14;
const GET_CURRENT_COMM = 16;
const INSTRUCTION_BYTES = 8;
/** TASK_COMM_LEN of the kernel. */
const COMM_BYTES = 16;

interface Instruction {
  readonly code: number;
  readonly target?: number;
  readonly source?: number;
  readonly immediate?: number;
  /** Jumps to the end, which lets nothing through. */
  readonly isWayOut?: true;
}

/**
 * A program that calls the one in the slot of a program array, on the same context, and never returns from it. When the slot is empty, or
 * the filter does not let through who is running, it returns 0.
 */
export function dispatcherInstructions(arrayFd: number, filter: DispatchFilter): Uint8Array<ArrayBuffer> {
  const all: Instruction[] = [];
  if (filter.pid !== undefined || filter.comm !== undefined) all.push({ code: MOV64_REGISTER, target: R6, source: R1 });
  if (filter.pid !== undefined) {
    all.push(
      { code: CALL, immediate: GET_CURRENT_PID_TGID },
      { code: RIGHT_SHIFT64_IMMEDIATE, target: R0, immediate: 32 },
      { code: JUMP_UNLESS_EQUAL_32_IMMEDIATE, target: R0, immediate: filter.pid, isWayOut: true },
    );
  }
  if (filter.comm !== undefined) {
    all.push(
      { code: MOV64_REGISTER, target: R1, source: FRAME },
      { code: ADD64_IMMEDIATE, target: R1, immediate: -COMM_BYTES },
      { code: MOV64_IMMEDIATE, target: R2, immediate: COMM_BYTES },
      { code: CALL, immediate: GET_CURRENT_COMM },
      ...comparesComm(filter.comm),
    );
  }
  if (all.length > 0) all.push({ code: MOV64_REGISTER, target: R1, source: R6 });
  all.push(
    { code: LOAD_IMMEDIATE_64, target: R2, source: PSEUDO_MAP_FD, immediate: arrayFd },
    { code: 0 },
    { code: MOV64_IMMEDIATE, target: R3, immediate: 0 },
    { code: CALL, immediate: TAIL_CALL },
    { code: MOV64_IMMEDIATE, target: R0, immediate: 0 },
    { code: EXIT },
  );
  return encode(all);
}

/** The kernel fills the rest of a name with zeros. */
function comparesComm(comm: string): Instruction[] {
  const words = new DataView(new ArrayBuffer(COMM_BYTES));
  new Uint8Array(words.buffer).set(new TextEncoder().encode(comm).subarray(0, COMM_BYTES - 1));
  return [0, 8].flatMap((at): Instruction[] => [
    { code: LOAD_MEMORY_64, target: R1, source: FRAME, immediate: at - COMM_BYTES },
    { code: LOAD_IMMEDIATE_64, target: R2, immediate: words.getInt32(at, true) },
    { code: 0, immediate: words.getInt32(at + 4, true) },
    { code: JUMP_UNLESS_EQUAL_REGISTER, target: R1, source: R2, isWayOut: true },
  ]);
}

function encode(all: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(all.length * INSTRUCTION_BYTES));
  all.forEach(({ code, target = 0, source = 0, immediate = 0, isWayOut }, index) => {
    const at = index * INSTRUCTION_BYTES;
    view.setUint8(at, code);
    view.setUint8(at + 1, source << 4 | target);
    // The way out is the last instruction but one; a load from memory has its place here.
    const offset = isWayOut ? all.length - 3 - index : code === LOAD_MEMORY_64 ? immediate : 0;
    view.setInt16(at + 2, offset, true);
    view.setInt32(at + 4, code === LOAD_MEMORY_64 ? 0 : immediate, true);
  });
  return new Uint8Array(view.buffer);
}
