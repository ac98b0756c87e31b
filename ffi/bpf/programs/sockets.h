// From a file's number to the TCP socket behind it.
#pragma once
#include "probe.h"

#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define AF_INET 2
#define AF_INET6 10
#define IPPROTO_TCP 6
#define IPPROTO_MPTCP 262

struct inode { unsigned short i_mode; } KERNEL;
struct file { struct inode *f_inode; void *private_data; } KERNEL;
struct fdtable { unsigned int max_fds; struct file **fd; } KERNEL;
struct files_struct { struct fdtable *fdt; } KERNEL;
struct in6_addr { __u8 bytes[16]; };
struct sock_common {
  __u32 skc_daddr;
  __u16 skc_dport;
  unsigned short skc_family;
  struct in6_addr skc_v6_daddr;
} KERNEL;
struct sock { struct sock_common __sk_common; __u16 sk_protocol; } KERNEL;
struct socket { struct sock *sk; } KERNEL;

struct peer_event {
  struct head head;
  __s64 ret;
  __u16 port;
  __u16 family;  // 4, 6, or 0 for none
  __u32 unused;
  __u8 addr[16];
};

// The TCP socket that a file's number leads to in this process; NULL for anything else.
ALWAYS struct sock *tcp_socket(struct task_struct *task, __u32 fd) {
  struct fdtable *table = BPF_CORE_READ(task, files, fdt);
  if (!table || fd >= BPF_CORE_READ(table, max_fds)) return NULL;
  struct file **files = BPF_CORE_READ(table, fd);
  struct file *file = NULL;
  bpf_probe_read_kernel(&file, sizeof(file), files + fd);
  if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK) return NULL;
  struct socket *socket = BPF_CORE_READ(file, private_data);
  struct sock *sock = BPF_CORE_READ(socket, sk);
  if (!sock) return NULL;
  __u16 protocol = BPF_CORE_READ(sock, sk_protocol);
  return protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP ? sock : NULL;
}
