// Calls of programs, seen when they end: the registers still hold what was passed, and what it points to is in memory. The kernel knows
// what the tracepoint's arguments are, so that their fields are read as they stand, without a helper for each.
#pragma once
#include "probe.h"

#if defined(__TARGET_ARCH_arm64)
#define NR_OPEN -1  // there is openat alone
#define NR_OPENAT 56
#define NR_OPENAT2 437
#define NR_CONNECT 203
#define NR_ACCEPT 202
#define NR_ACCEPT4 242
#define NR_IOCTL 29
#define NR_EXIT 93
#define NR_EXIT_GROUP 94
struct pt_regs { __u64 regs[31]; __u64 orig_x0; __s32 syscallno; } KERNEL;
#define NUMBER(regs) ((regs)->syscallno)
#define ARG1(r) ((r)->orig_x0)
#define ARG2(r) ((r)->regs[1])
#define ARG3(r) ((r)->regs[2])
#define TIF_32BIT 22
ALWAYS bool is_native(struct task_struct *task) { return !(BPF_CORE_READ(task, thread_info.flags) >> TIF_32BIT & 1); }
#else
#define NR_OPEN 2
#define NR_OPENAT 257
#define NR_OPENAT2 437
#define NR_CONNECT 42
#define NR_ACCEPT 43
#define NR_ACCEPT4 288
#define NR_IOCTL 16
#define NR_EXIT 60
#define NR_EXIT_GROUP 231
struct pt_regs { unsigned long dx, si, di, orig_ax; } KERNEL;
#define NUMBER(regs) ((int)(regs)->orig_ax)
#define ARG1(r) ((r)->di)
#define ARG2(r) ((r)->si)
#define ARG3(r) ((r)->dx)
#define TS_COMPAT 2
ALWAYS bool is_native(struct task_struct *task) { return !(BPF_CORE_READ(task, thread_info.status) & TS_COMPAT); }
#endif
