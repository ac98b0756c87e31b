/* The plan that starter.c carries out. ffi/confine/layouts.ts has its offsets; a test compares them with the compiler's. */

/* Where starter_image.ts puts code and plan; the code has a page less the headers. */
#define IMAGE_ADDRESS 0x10000000UL
#define PLAN_ADDRESS (IMAGE_ADDRESS + 0x1000UL)
#define FILTER_BYTES 8
#define FLAG_CAPABILITIES 1

/* What is reported: the step that failed. A limit adds its resource. */
enum {
  STEP_DESCRIPTORS = 1,
  STEP_GROUP = 2,
  STEP_CAPABILITIES = 3,
  STEP_NO_NEW_PRIVILEGES = 4,
  STEP_LANDLOCK = 5,
  STEP_SECCOMP = 6,
  STEP_PROGRAM = 7,
  STEP_LIMITS = 100
};

/* Followed by the limits, the filter's instructions and the program's path. */
struct starter_plan {
  int report;           /* descriptor of the pipe that failures go to */
  int ruleset;          /* of a Landlock ruleset, or -1 */
  int group;            /* of a control group's cgroup.procs, or -1 */
  unsigned int flags;
  unsigned long keep;   /* capabilities that stay */
  unsigned long held;   /* capabilities that there are */
  unsigned int limits;  /* how many */
  unsigned int filter;  /* instructions */
};

struct starter_limit {
  unsigned int resource;
  unsigned int reserved;
  unsigned long soft;
  unsigned long hard;
};

struct starter_program { /* struct sock_fprog of <linux/filter.h> */
  unsigned short length;
  const unsigned char *filter;
};
