import { closeDescriptor } from "../../posix/descriptors.ts";
import { dispatcherInstructions, type DispatchFilter } from "./instructions.ts";
import { createProgramArray, loadProgram, programInfo, type ProgramKind, setProgram } from "./kernel_bpf.ts";

/** So the kernel lists them (`bpftool prog`). */
const NAME = "executor_swap";

/**
 * A program that stands at a place of the kernel and hands on to another one, which can be replaced between two events: each event reaches
 * the one or the other, none neither or both.
 */
export class Dispatcher implements Disposable {
  #array: number;
  #program = -1;
  readonly kind: ProgramKind;

  /** @param programFd The first program it hands on to. @throws NativeError where the kernel takes none for this kind. */
  constructor(kind: ProgramKind, programFd: number, filter: DispatchFilter) {
    this.kind = kind;
    this.#array = createProgramArray(NAME);
    try {
      this.#program = loadProgram(NAME, dispatcherInstructions(this.#array, filter), kind);
      this.put(programFd);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Within `ffi/bpf` alone. */
  get descriptor(): number {
    return this.#program;
  }

  /** Hands on to this program from now on. @throws NativeError when it is of another kind. */
  put(programFd: number): void {
    setProgram(this.#array, programFd);
  }

  /** How often the kernel left the program out, because an event came from within the handling of another. */
  missed(): number {
    return programInfo(this.#program).recursionMisses;
  }

  [Symbol.dispose](): void {
    for (const fd of [this.#program, this.#array]) if (fd >= 0) closeDescriptor(fd);
    this.#program = this.#array = -1;
  }
}
