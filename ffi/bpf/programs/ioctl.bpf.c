// What programs asked of devices.
#include "syscalls.h"

struct ioctl_event {
  struct head head;
  __s64 ret;
  __u64 arg;
  __s32 fd;
  __u32 cmd;
};

SEC("tp_btf/sys_exit")
int executor_ioctl(__u64 *ctx) {
  struct pt_regs *regs = (struct pt_regs *)ctx[0];
  if (NUMBER(regs) != NR_IOCTL) return 0;
  struct task_struct *task = current_task();
  struct ioctl_event event = {};
  if (!is_native(task) || !begin(&event.head, task)) return 0;
  event.ret = ctx[1];
  event.fd = ARG1(regs);
  event.cmd = ARG2(regs);
  event.arg = ARG3(regs);
  emit(&event.head, sizeof(event));
  return 0;
}
