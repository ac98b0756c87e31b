import { NativeError } from "../../errors.ts";
import { closeDescriptor, duplicate } from "../../posix/descriptors.ts";
import type { BpfLink, BpfObject, BpfProgramShape } from "../object.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { DispatchFilter } from "./instructions.ts";
import { type ProgramKind, replaceDescriptor } from "./kernel_bpf.ts";

/**
 * Places where a dispatcher stands well. Not so: functions that are entered and left, whose programs may ask for what only a program that
 * is attached itself is told; sleepable programs; and USDT, whose link needs its object.
 */
const DISPATCHED =
  /^(?:tp_btf|raw_tp|raw_tracepoint|tp|tracepoint|kprobe|kretprobe|uprobe|uretprobe|ksyscall|kretsyscall|perf_event)(?:\/|$)/;
/** What libbpf says of a section that it does not attach by itself. */
const NOT_BY_ITSELF = "EOPNOTSUPP";

/** A place of the kernel with a program at it. */
interface AttachPoint extends BpfProgramShape {
  readonly link: BpfLink;
  /** Undefined where the program itself is attached. */
  readonly dispatcher: Dispatcher | undefined;
}

/** How the programs of an object came into use. */
export interface Replacement {
  /** Programs that took another's place between two events. */
  readonly swapped: number;
  /** Sections whose programs were attached before others went: what happened meanwhile may have come twice. */
  readonly overlapped: readonly string[];
}

/** A filter was asked for, and a program's section takes none. */
export class FilterError extends Error {
  override readonly name = "FilterError";
  readonly section: string;

  constructor(section: string) {
    super(`A filter cannot stand before a program of the section ${section}`);
    this.section = section;
  }
}

/** The programs that are attached, of one object after the other. Disposing of it detaches them. */
export class AttachPoints implements Disposable {
  readonly #filter: DispatchFilter;
  #points: readonly AttachPoint[] = [];
  /** Whose programs they are. */
  #object: BpfObject | undefined;
  /** Of dispatchers that are no more. */
  #missed = 0;

  constructor(filter: DispatchFilter = {}) {
    this.#filter = filter;
  }

  /** The sections of what is attached. */
  get sections(): readonly string[] {
    return this.#points.map(({ section }) => section);
  }

  /**
   * Brings the programs of a loaded object into use, in place of those before; the object before may be disposed of then. When it throws
   * everything is as it was.
   *
   * @throws BpfError when one cannot be attached; FilterError.
   */
  replace(object: BpfObject): Replacement {
    const left = new Set(this.#points);
    const kept: [AttachPoint, BpfProgramShape][] = [];
    let fresh = object.programs;
    // First those of the same name, so that none takes another's place.
    for (const isNamed of [true, false]) {
      fresh = fresh.filter((program) => {
        const point = takeMatch(left, program, object.kindOf(program.name), isNamed);
        if (point !== undefined) kept.push([point, program]);
        return point === undefined;
      });
    }
    const added = this.#attachAll(object, fresh);
    try {
      for (const [point, { name }] of kept) point.dispatcher?.put(object.descriptorOf(name));
    } catch (error) {
      for (const [{ name, dispatcher }] of kept) if (this.#object !== undefined) dispatcher?.put(this.#object.descriptorOf(name));
      for (const point of added) this.#detach(point);
      throw error;
    }
    for (const point of left) this.#detach(point);
    const isFirst = this.#object === undefined;
    this.#object = object;
    this.#points = [...kept.map(([point, { name }]) => ({ ...point, name })), ...added];
    const overlapped = isFirst || left.size === 0 ? [] : added.map(({ section }) => section);
    return { swapped: kept.length, overlapped };
  }

  /** How often the kernel left a program out, because an event came from within the handling of another. */
  missed(): number {
    return this.#points.reduce((sum, { dispatcher }) => sum + (dispatcher?.missed() ?? 0), this.#missed);
  }

  [Symbol.dispose](): void {
    const points = this.#points;
    this.#points = [];
    for (const point of points) this.#detach(point);
  }

  #detach({ link, dispatcher }: AttachPoint) {
    link[Symbol.dispose]();
    if (dispatcher === undefined) return;
    this.#missed += dispatcher.missed();
    dispatcher[Symbol.dispose]();
  }

  #attachAll(object: BpfObject, programs: readonly BpfProgramShape[]): AttachPoint[] {
    const points: AttachPoint[] = [];
    try {
      for (const program of programs) {
        const point = this.#attach(object, program);
        if (point !== undefined) points.push(point);
      }
      return points;
    } catch (error) {
      for (const point of points) this.#detach(point);
      throw error;
    }
  }

  /** Undefined for a program that nothing attaches by itself, such as one that others hand on to. */
  #attach(object: BpfObject, program: BpfProgramShape): AttachPoint | undefined {
    const isFiltered = this.#filter.pid !== undefined || this.#filter.comm !== undefined;
    let dispatcher: Dispatcher | undefined;
    try {
      if (DISPATCHED.test(program.section)) dispatcher = this.#dispatch(object, program, isFiltered);
      const link = dispatcher === undefined ? object.attachFreely(program.name) : attachInstead(object, program.name, dispatcher);
      if (isFiltered && dispatcher === undefined) {
        link[Symbol.dispose]();
        throw new FilterError(program.section);
      }
      return { ...program, link, dispatcher };
    } catch (error) {
      dispatcher?.[Symbol.dispose]();
      if (error instanceof NativeError && error.code === NOT_BY_ITSELF) return undefined;
      throw error;
    }
  }

  #dispatch(object: BpfObject, { name, section }: BpfProgramShape, isFiltered: boolean): Dispatcher | undefined {
    try {
      return new Dispatcher(object.kindOf(name), object.descriptorOf(name), this.#filter);
    } catch (error) {
      if (!(error instanceof NativeError)) throw error;
      if (isFiltered) throw new FilterError(section);
      return undefined;
    }
  }
}

/** libbpf attaches whatever the program's descriptor is one of: for a moment that is the dispatcher. */
function attachInstead(object: BpfObject, name: string, dispatcher: Dispatcher): BpfLink {
  const descriptor = object.descriptorOf(name);
  const program = duplicate(descriptor);
  try {
    replaceDescriptor(dispatcher.descriptor, descriptor);
    return object.attachFreely(name);
  } finally {
    replaceDescriptor(program, descriptor);
    closeDescriptor(program);
  }
}

/** Takes out the place that a program can be swapped into. */
function takeMatch(
  left: Set<AttachPoint>,
  { name, section }: BpfProgramShape,
  kind: ProgramKind,
  isNamed: boolean,
): AttachPoint | undefined {
  for (const point of left) {
    if (point.section !== section || isNamed && point.name !== name) continue;
    if (point.dispatcher === undefined || !isSame(point.dispatcher.kind, kind)) continue;
    left.delete(point);
    return point;
  }
  return undefined;
}

function isSame(one: ProgramKind, other: ProgramKind): boolean {
  return one.type === other.type && one.attachType === other.attachType && one.attachBtfId === other.attachBtfId &&
    one.attachBtfObjectId === other.attachBtfObjectId;
}
