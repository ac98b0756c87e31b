import { INSTRUCTION_BYTES } from "../seccomp/mod.ts";
import { STARTER_LAYOUTS } from "./layouts.ts";
import { hardLimit, type ResourceLimit, RESOURCES } from "./limits.ts";
import { STARTER_CODE } from "./starter_code.ts";

// <elf.h>
const EHDR_BYTES = 64;
const PHDR_BYTES = 56;
const ET_EXEC = 2;
const PT_LOAD = 1;
const PF_R_X = 5;
const MACHINES: Readonly<Record<keyof typeof STARTER_CODE, number>> = { x86_64: 62, aarch64: 183 };
/** starter.h: where the image lies in memory, and the plan within it. Pages of 64 KiB are fine with both. */
const IMAGE_ADDRESS = 0x1000_0000n;
const PLAN_OFFSET = 0x1000;
const CODE_OFFSET = EHDR_BYTES + PHDR_BYTES;
const FLAG_CAPABILITIES = 1;

/** What the starter is to do. */
export interface StarterPlan {
  /** Descriptor that failures go to. */
  readonly report: number;
  /** Descriptors; undefined leaves the step out. */
  readonly ruleset: number | undefined;
  readonly group: number | undefined;
  /** Masks of capabilities; undefined keeps what there is. */
  readonly capabilities: { readonly keep: bigint; readonly held: bigint } | undefined;
  readonly limits: readonly ResourceLimit[];
  readonly filter: Uint8Array;
  /** The program's file. */
  readonly path: string;
}

/** A program for this machine, as a file: the starter's code and behind it the plan it carries out. */
export function starterImage(plan: StarterPlan, architecture: keyof typeof STARTER_CODE): Uint8Array<ArrayBuffer> {
  const { plan: layout, limit: limitLayout } = STARTER_LAYOUTS;
  const path = new TextEncoder().encode(`${plan.path}\0`);
  const limitsAt = PLAN_OFFSET + layout.size;
  const filterAt = limitsAt + plan.limits.length * limitLayout.size;
  const pathAt = filterAt + plan.filter.length;
  const image = new Uint8Array(pathAt + path.length);
  const view = new DataView(image.buffer);
  writeHeaders(image, view, architecture);

  const at = (field: keyof typeof layout.fields) => PLAN_OFFSET + layout.fields[field];
  view.setInt32(at("report"), plan.report, true);
  view.setInt32(at("ruleset"), plan.ruleset ?? -1, true);
  view.setInt32(at("group"), plan.group ?? -1, true);
  view.setUint32(at("flags"), plan.capabilities === undefined ? 0 : FLAG_CAPABILITIES, true);
  view.setBigUint64(at("keep"), plan.capabilities?.keep ?? 0n, true);
  view.setBigUint64(at("held"), plan.capabilities?.held ?? 0n, true);
  view.setUint32(at("limits"), plan.limits.length, true);
  view.setUint32(at("filter"), plan.filter.length / INSTRUCTION_BYTES, true);
  for (const [index, { resource, value }] of plan.limits.entries()) {
    const start = limitsAt + index * limitLayout.size;
    // What this process may have itself is the most it can hand on.
    const most = hardLimit(resource);
    const bound = BigInt(Math.ceil(value)) < most ? BigInt(Math.ceil(value)) : most;
    view.setUint32(start + limitLayout.fields.resource, RESOURCES[resource], true);
    view.setBigUint64(start + limitLayout.fields.soft, bound, true);
    // A process hears of the end of its time (SIGXCPU) a second before it comes (SIGKILL).
    view.setBigUint64(start + limitLayout.fields.hard, resource === "cpu" && bound < most ? bound + 1n : bound, true);
  }
  image.set(plan.filter, filterAt);
  image.set(path, pathAt);
  return image;
}

/** `Elf64_Ehdr` and one `Elf64_Phdr` that maps all of the file, readable and executable. */
function writeHeaders(image: Uint8Array, view: DataView, architecture: keyof typeof STARTER_CODE): void {
  const code = Uint8Array.from(atob(STARTER_CODE[architecture]), (character) => character.charCodeAt(0));
  if (CODE_OFFSET + code.length > PLAN_OFFSET) throw new RangeError("The starter's code does not fit before its plan");
  image.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, ET_EXEC, true);
  view.setUint16(18, MACHINES[architecture], true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, IMAGE_ADDRESS + BigInt(CODE_OFFSET), true);
  view.setBigUint64(32, BigInt(EHDR_BYTES), true);
  view.setUint16(52, EHDR_BYTES, true);
  view.setUint16(54, PHDR_BYTES, true);
  view.setUint16(56, 1, true);
  view.setUint32(EHDR_BYTES, PT_LOAD, true);
  view.setUint32(EHDR_BYTES + 4, PF_R_X, true);
  view.setBigUint64(EHDR_BYTES + 16, IMAGE_ADDRESS, true);
  view.setBigUint64(EHDR_BYTES + 24, IMAGE_ADDRESS, true);
  view.setBigUint64(EHDR_BYTES + 32, BigInt(image.length), true);
  view.setBigUint64(EHDR_BYTES + 40, BigInt(image.length), true);
  view.setBigUint64(EHDR_BYTES + 48, 0x10000n, true);
  image.set(code, CODE_OFFSET);
}
