// Connections over TCP that programs took, or tried to take.
#include "sockets.h"
#include "syscalls.h"

SEC("tp_btf/sys_exit")
int executor_accept(__u64 *ctx) {
  struct pt_regs *regs = (struct pt_regs *)ctx[0];
  int number = NUMBER(regs);
  if (number != NR_ACCEPT && number != NR_ACCEPT4) return 0;
  struct task_struct *task = current_task();
  if (!is_native(task) || !tcp_socket(task, ARG1(regs))) return 0;
  struct peer_event event = {};
  if (!begin(&event.head, task)) return 0;
  event.ret = ctx[1];
  struct sock *peer = event.ret < 0 ? NULL : tcp_socket(task, event.ret);
  if (peer) {
    event.port = __builtin_bswap16(BPF_CORE_READ(peer, __sk_common.skc_dport));
    if (BPF_CORE_READ(peer, __sk_common.skc_family) == AF_INET) {
      event.family = 4;
      __u32 addr = BPF_CORE_READ(peer, __sk_common.skc_daddr);
      __builtin_memcpy(event.addr, &addr, 4);
    } else {
      event.family = 6;
      bpf_probe_read_kernel(event.addr, 16, __builtin_preserve_access_index(&peer->__sk_common.skc_v6_daddr));
    }
  }
  emit(&event.head, sizeof(event));
  return 0;
}
