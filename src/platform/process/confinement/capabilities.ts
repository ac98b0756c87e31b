import { AppError, nearest } from "../../../core/mod.ts";
import { readProcFile } from "../proc_files.ts";

/** By their numbers, see `<linux/capability.h>`. */
const NAMES = (
  "chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast net_admin " +
  "net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time " +
  "sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon " +
  "bpf checkpoint_restore"
).split(" ");

/**
 * Masks of the capabilities that stay and of those that this process has.
 *
 * @throws AppError `confine_invalid` for a name that is none.
 */
export function capabilityMasks(names: readonly string[]): { readonly keep: bigint; readonly held: bigint } {
  let keep = 0n;
  for (const name of names) {
    const number = NAMES.indexOf(name);
    if (number < 0) {
      const near = nearest(name.replace(/^cap_/, ""), NAMES);
      throw new AppError("confine_invalid", `"confine" names the capability "${name}", which does not exist`, {
        hint: near === undefined ? "They are listed in capabilities(7)" : `Did you mean "${near}"?`,
      });
    }
    keep |= 1n << BigInt(number);
  }
  const line = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readProcFile(Deno.pid, "status") ?? "");
  return { keep, held: line?.[1] === undefined ? 0n : BigInt(`0x${line[1]}`) };
}
