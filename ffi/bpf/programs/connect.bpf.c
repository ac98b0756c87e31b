// Connections over TCP that programs asked for, refused and unfinished ones too.
#include "sockets.h"
#include "syscalls.h"

struct address {
  __u16 family;
  __u16 port;
  __u8 ip4[4];
  __u8 ip6[16];
};

SEC("tp_btf/sys_exit")
int executor_conn(__u64 *ctx) {
  struct pt_regs *regs = (struct pt_regs *)ctx[0];
  if (NUMBER(regs) != NR_CONNECT) return 0;
  struct task_struct *task = current_task();
  if (!is_native(task) || !tcp_socket(task, ARG1(regs))) return 0;
  struct peer_event event = {};
  if (!begin(&event.head, task)) return 0;
  event.ret = ctx[1];
  // struct sockaddr_in has 16 bytes, struct sockaddr_in6 has 28 of which the first 24 count.
  struct address address = {};
  const void *from = (const void *)ARG2(regs);
  __u32 size = (__u32)ARG3(regs);
  if (size >= 16) bpf_probe_read_user(&address, 8, from);
  if (address.family == AF_INET) {
    event.family = 4;
    event.port = __builtin_bswap16(address.port);
    __builtin_memcpy(event.addr, address.ip4, 4);
  } else if (address.family == AF_INET6 && size >= 24 && bpf_probe_read_user(&address, 24, from) == 0) {
    event.family = 6;
    event.port = __builtin_bswap16(address.port);
    __builtin_memcpy(event.addr, address.ip6, 16);
  }
  emit(&event.head, sizeof(event));
  return 0;
}
