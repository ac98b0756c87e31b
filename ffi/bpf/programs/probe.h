// What the programs of the built-in probes share: the settings they are given before they are loaded, the head of every event, the ring
// and its counters. No vmlinux.h: each struct of the kernel names the fields that are used, and libbpf finds their places by BTF (CO-RE).
#pragma once
#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <stdbool.h>
#include <stddef.h>

#define KERNEL __attribute__((preserve_access_index))
#define ALWAYS static __always_inline
#define COMM 16
#define PATH 4096

// Of the kernel.
struct ns_common { unsigned int inum; } KERNEL;
struct pid_namespace { struct ns_common ns; } KERNEL;
struct upid { int nr; struct pid_namespace *ns; } KERNEL;
struct pid { unsigned int level; struct upid numbers[1]; } KERNEL;
struct signal_struct { struct pid *pids[4]; int group_exit_code; unsigned int flags; struct { int counter; } live; } KERNEL;
struct thread_info { unsigned long flags; __u32 status; } KERNEL;
struct files_struct;
struct task_struct {
  struct thread_info thread_info;
  int pid, tgid;
  int exit_code;
  char comm[COMM];
  __u64 start_boottime;
  struct pid *thread_pid;
  struct task_struct *real_parent;
  struct task_struct *group_leader;
  struct signal_struct *signal;
  struct files_struct *files;
} KERNEL;

// Set by whoever loads the program (ffi/bpf/builtin_probe.ts): it is all of .rodata.
struct settings {
  __u32 pid;            // only this process; 0: all
  __u32 own_pid;        // never this one; 0: none
  __u32 pid_namespace;  // pids as this namespace numbers them; 0: the first one
  __s32 syscall;        // only this call; -1: all
  char comm[COMM];      // only threads of this name; empty: all
  __u32 family;         // never what descends from this process; 0: none
  __u32 is_shared;      // the map of filters says what is wanted; pid, syscall and comm do not
};
const volatile struct settings settings = {.syscall = -1};

// How every event begins.
struct head {
  __u64 time_ns;  // CLOCK_MONOTONIC
  __u32 pid;
  __u32 tid;
  char comm[COMM];
};

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 16 * 1024 * 1024);
} events SEC(".maps");

// What passed the filters, and what of that could not be handed over. Added to atomically: not every kernel keeps a program from being
// preempted.
struct counts { __u64 passed, lost; };
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct counts);
} counts SEC(".maps");

ALWAYS void count(bool is_lost) {
  __u32 first = 0;
  struct counts *counted = bpf_map_lookup_elem(&counts, &first);
  if (!counted) return;
  __sync_fetch_and_add(&counted->passed, 1);
  if (is_lost) __sync_fetch_and_add(&counted->lost, 1);
}

ALWAYS struct task_struct *current_task(void) { return (struct task_struct *)bpf_get_current_task(); }

// The number of a process or thread where the loader lives; 0 for one that cannot be seen from there.
ALWAYS __u32 number_of(struct pid *pid) {
  if (!pid) return 0;
  __u32 level = BPF_CORE_READ(pid, level);
  char *first = (char *)__builtin_preserve_access_index(&pid->numbers[0]);
  for (__u32 at = 0; at < 32 && at <= level; at++) {
    struct upid *each = (struct upid *)(first + at * bpf_core_type_size(struct upid));
    if (BPF_CORE_READ(each, ns, ns.inum) == settings.pid_namespace) return BPF_CORE_READ(each, nr);
  }
  return 0;
}

ALWAYS __u32 pid_of(struct task_struct *task) {
  if (settings.pid_namespace == 0) return BPF_CORE_READ(task, tgid);
  return number_of(BPF_CORE_READ(task, signal, pids[1]));  // PIDTYPE_TGID
}

// Those of the thread that runs: the kernel has them at hand.
ALWAYS __u32 running_pid(struct task_struct *task) {
  return settings.pid_namespace == 0 ? bpf_get_current_pid_tgid() >> 32 : pid_of(task);
}

ALWAYS __u32 running_tid(struct task_struct *task) {
  return settings.pid_namespace == 0 ? bpf_get_current_pid_tgid() : number_of(BPF_CORE_READ(task, thread_pid));
}

ALWAYS bool is_wanted_pid(__u32 pid) {
  return (settings.pid == 0 || pid == settings.pid) && (settings.own_pid == 0 || pid != settings.own_pid);
}

ALWAYS bool is_wanted_comm(const char *comm) {
  if (settings.comm[0] == 0) return true;
  for (int at = 0; at < COMM; at++) {
    if (comm[at] != settings.comm[at]) return false;
    if (comm[at] == 0) return true;
  }
  return true;
}

#include "sharing.h"

// Fills the head for the thread that runs; false for one that is not wanted. `named` is the task whose name counts, NULL for the same.
ALWAYS bool begin_call(struct head *head, struct task_struct *task, struct task_struct *named, __s32 call) {
  __u32 pid = running_pid(task);
  if (!is_wanted_pid(pid)) return false;
  if (named) bpf_probe_read_kernel_str(head->comm, COMM, __builtin_preserve_access_index(&named->comm));
  else bpf_get_current_comm(head->comm, COMM);
  if (settings.is_shared ? !match(pid, call, head->comm, NOTHING) : !is_wanted_comm(head->comm)) return false;
  if (settings.family != 0 && is_family(task)) return false;
  head->time_ns = bpf_ktime_get_ns();
  head->pid = pid;
  head->tid = running_tid(task);
  return true;
}

ALWAYS bool begin(struct head *head, struct task_struct *task) { return begin_call(head, task, NULL, ANY_CALL); }

ALWAYS void emit_call(struct head *event, __u64 size, __s32 call) {
  bool is_lost = bpf_ringbuf_output(&events, event, size, 0) != 0;
  count(is_lost);
  if (settings.is_shared) match(event->pid, call, event->comm, is_lost ? LOST : PASSED);
}

ALWAYS void emit(struct head *event, __u64 size) { emit_call(event, size, ANY_CALL); }

char LICENSE[] SEC("license") = "GPL";
