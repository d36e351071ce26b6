"""Docker's default seccomp profiles from 1.10 on, by system call.

Made from docker.toml by tests/generators/build_engines.py. Facts from profiles/seccomp/default.json of
github.com/moby/moby (Apache License 2.0) at each release.
RULES holds each rule once (see `default_profiles.unpack`); STARTS the first release of each range of equal profiles;
HISTORY by system call the ranges at which its rules change, and the rules from there on. PLAIN are the calls that one
rule without conditions allows in all ranges.
"""

RULES = (
    (('ALLOW', None),),
    (('ALLOW', None), (), 1048576),
    (('ALLOW', None), (), 33554432),
    (('ALLOW', None), (), 0, 0, ('amd64', 'x32')),
    (('ALLOW', None), (), 0, 0, ('arm', 'arm64')),
    (('ALLOW', None), (), 2097152),
    (('ALLOW', None), (), 549755813888),
    (('ALLOW', None), (), 262144),
    (('ALLOW', None), ((0, 'MASKED_EQ', 2080505856, 0),)),
    (('ALLOW', None), ((0, 'MASKED_EQ', 2080505856, 0),), 0, 2097152, (), ('s390', 's390x')),
    (('ALLOW', None), ((1, 'MASKED_EQ', 2080505856, 0),), 0, 2097152, ('s390', 's390x')),
    (('ALLOW', None), ((0, 'MASKED_EQ', 2114060288, 0),), 0, 2097152, (), ('s390', 's390x')),
    (('ALLOW', None), ((1, 'MASKED_EQ', 2114060288, 0),), 0, 2097152, ('s390', 's390x')),
    (('ERRNO', 38), (), 0, 2097152),
    (('ALLOW', None), (), 65536),
    (('ALLOW', None), (), 8388608),
    (('ALLOW', None), (), 131072),
    (('ALLOW', None), (), 524288),
    (('ALLOW', None), (), 0, 0, ('amd64', 'x32', 'x86')),
    (('ALLOW', None), (), 4),
    (('ALLOW', None), (), 274877906944),
    (('ALLOW', None), ((0, 'EQ', 0, 0),)),
    (('ALLOW', None), ((0, 'EQ', 8, 0),)),
    (('ALLOW', None), ((0, 'EQ', 4294967295, 0),)),
    (('ALLOW', None), ((0, 'EQ', 131072, 0),)),
    (('ALLOW', None), ((0, 'EQ', 131080, 0),)),
    (('ALLOW', None), (), 0, 0, (), (), (4, 8)),
    (('ALLOW', None), (), 4194304),
    (('ALLOW', None), (), 0, 0, ('riscv64',)),
    (('ALLOW', None), (), 0, 0, ('s390', 's390x')),
    (('ALLOW', None), ((0, 'EQ', 1, 0),)),
    (('ALLOW', None), ((0, 'EQ', 2, 0),)),
    (('ALLOW', None), ((0, 'EQ', 10, 0),)),
    (('ALLOW', None), ((0, 'EQ', 16, 0),)),
    (('ALLOW', None), ((0, 'EQ', 17, 0),)),
    (('ALLOW', None), ((0, 'NE', 40, 0),)),
    (('ALLOW', None), ((0, 'LT', 38, 0),)),
    (('ALLOW', None), ((0, 'EQ', 39, 0),)),
    (('ALLOW', None), ((0, 'GT', 40, 0),)),
    (('ALLOW', None), ((0, 'GT', 1, 0),)),
    (('ALLOW', None), ((0, 'EQ', 1, 0), (1, 'EQ', 1, 0))),
    (('ALLOW', None), ((0, 'EQ', 1, 0), (1, 'EQ', 2, 0))),
    (('ALLOW', None), ((0, 'EQ', 1, 0), (1, 'EQ', 10, 0))),
    (('ALLOW', None), ((0, 'EQ', 1, 0), (1, 'EQ', 16, 0))),
    (('ALLOW', None), ((0, 'EQ', 1, 0), (1, 'EQ', 17, 0))),
    (('ERRNO', 38),),
    (('ALLOW', None), (), 0, 0, ('ppc64le',)),
    (('ALLOW', None), (), 17179869184),
    (('ALLOW', None), (), 67108864),
)

STARTS = (
    (1, 10, 0),
    (1, 11, 0),
    (1, 11, 2),
    (1, 12, 0),
    (1, 13, 0),
    (1, 13, 1),
    (17, 3, 0),
    (17, 3, 2),
    (17, 4, 0),
    (17, 5, 0),
    (17, 6, 0),
    (17, 7, 0),
    (17, 9, 0),
    (18, 4, 0),
    (18, 9, 0),
    (19, 3, 0),
    (19, 3, 3),
    (19, 3, 9),
    (20, 10, 0),
    (20, 10, 4),
    (20, 10, 10),
    (20, 10, 18),
    (20, 10, 22),
    (20, 10, 23),
    (20, 10, 26),
    (23, 0, 0),
    (23, 0, 7),
    (23, 0, 10),
    (24, 0, 0),
    (24, 0, 3),
    (25, 0, 0),
    (25, 0, 3),
    (28, 2, 0),
    (29, 4, 2),
    (29, 4, 3),
)

HISTORY = {
    'acct': ((0, ()), (3, (1,))),
    'adjtimex': ((0, ()), (3, (2,)), (11, (0,))),
    'arch_prctl': ((0, (0,)), (3, (3,))),
    'arm_fadvise64_64': ((0, ()), (5, (4,))),
    'arm_sync_file_range': ((0, ()), (5, (4,))),
    'bpf': ((0, ()), (3, (5,)), (25, (5, 6))),
    'breakpoint': ((0, (0,)), (3, (4,))),
    'cacheflush': ((0, (0,)), (3, (4,))),
    'cachestat': ((0, ()), (27, (0,)), (28, ()), (31, (0,))),
    'chroot': ((0, (0,)), (3, (7,))),
    'clock_adjtime': ((0, ()), (18, (0,))),
    'clock_adjtime64': ((0, ()), (18, (0,))),
    'clock_getres_time64': ((0, ()), (17, (0,))),
    'clock_gettime64': ((0, ()), (17, (0,))),
    'clock_nanosleep_time64': ((0, ()), (17, (0,))),
    'clock_settime': ((0, ()), (7, (2,)), (8, ()), (9, (2,))),
    'clock_settime64': ((0, ()), (25, (2,))),
    'clone': ((0, (8,)), (3, (5, 9, 10)), (18, (5, 11, 12))),
    'clone3': ((0, ()), (20, (5, 13))),
    'close_range': ((0, ()), (19, (0,))),
    'delete_module': ((0, ()), (3, (14,))),
    'epoll_pwait2': ((0, ()), (19, (0,))),
    'faccessat2': ((0, ()), (18, (0,))),
    'fanotify_init': ((0, (0,)), (3, (5,))),
    'fchmodat2': ((0, ()), (27, (0,)), (28, ()), (31, (0,))),
    'finit_module': ((0, ()), (3, (14,))),
    'fsconfig': ((0, ()), (19, (5,))),
    'fsmount': ((0, ()), (19, (5,))),
    'fsopen': ((0, ()), (19, (5,))),
    'fspick': ((0, ()), (19, (5,))),
    'futex_requeue': ((0, ()), (27, (0,)), (28, ()), (31, (0,))),
    'futex_time64': ((0, ()), (17, (0,))),
    'futex_wait': ((0, ()), (27, (0,)), (28, ()), (31, (0,))),
    'futex_waitv': ((0, ()), (21, (0,))),
    'futex_wake': ((0, ()), (27, (0,)), (28, ()), (31, (0,))),
    'get_mempolicy': ((0, ()), (14, (15,))),
    'getxattrat': ((0, ()), (32, (0,))),
    'init_module': ((0, ()), (3, (14,))),
    'io_pgetevents': ((0, ()), (15, (0,))),
    'io_pgetevents_time64': ((0, ()), (17, (0,))),
    'io_uring_enter': ((0, ()), (18, (0,)), (30, ())),
    'io_uring_register': ((0, ()), (18, (0,)), (30, ())),
    'io_uring_setup': ((0, ()), (18, (0,)), (30, ())),
    'ioperm': ((0, ()), (3, (16,))),
    'iopl': ((0, ()), (3, (16,))),
    'kcmp': ((0, ()), (3, (17,))),
    'landlock_add_rule': ((0, ()), (21, (0,))),
    'landlock_create_ruleset': ((0, ()), (21, (0,))),
    'landlock_restrict_self': ((0, ()), (21, (0,))),
    'listmount': ((0, ()), (32, (0,))),
    'listxattrat': ((0, ()), (32, (0,))),
    'lookup_dcookie': ((0, ()), (3, (5,))),
    'lsm_get_self_attr': ((0, ()), (32, (5,))),
    'lsm_list_modules': ((0, ()), (32, (5,))),
    'lsm_set_self_attr': ((0, ()), (32, (5,))),
    'map_shadow_stack': ((0, ()), (27, (0,)), (28, ()), (31, (0,))),
    'mbind': ((0, ()), (14, (15,))),
    'membarrier': ((0, ()), (18, (0,))),
    'memfd_secret': ((0, ()), (21, (0,))),
    'modify_ldt': ((0, (0,)), (3, (18,))),
    'mount': ((0, ()), (3, (5,))),
    'mount_setattr': ((0, ()), (21, (5,))),
    'move_mount': ((0, ()), (19, (5,))),
    'mq_timedreceive_time64': ((0, ()), (17, (0,))),
    'mq_timedsend_time64': ((0, ()), (17, (0,))),
    'mseal': ((0, ()), (32, (0,))),
    'name_to_handle_at': ((0, ()), (3, (5,)), (24, (0,)), (25, (5,)), (26, (0,)), (28, (5,)), (29, (0,))),
    'open_by_handle_at': ((0, ()), (3, (19,))),
    'open_tree': ((0, ()), (19, (5,))),
    'openat2': ((0, ()), (18, (0,))),
    'perf_event_open': ((0, ()), (3, (5,)), (25, (5, 20))),
    'personality': ((0, ()), (1, (21, 22, 23)), (10, (21, 22, 24, 25, 23))),
    'pidfd_getfd': ((0, ()), (18, (17,))),
    'pidfd_open': ((0, ()), (18, (0,))),
    'pidfd_send_signal': ((0, ()), (18, (0,))),
    'pkey_alloc': ((0, ()), (25, (0,))),
    'pkey_free': ((0, ()), (25, (0,))),
    'pkey_mprotect': ((0, ()), (25, (0,))),
    'ppoll_time64': ((0, ()), (17, (0,))),
    'preadv2': ((0, ()), (8, (0,))),
    'process_madvise': ((0, ()), (19, (17,))),
    'process_mrelease': ((0, ()), (21, (0,))),
    'process_vm_readv': ((0, ()), (3, (17,)), (25, (26, 17))),
    'process_vm_writev': ((0, ()), (3, (17,)), (25, (26, 17))),
    'pselect6_time64': ((0, ()), (17, (0,))),
    'ptrace': ((0, ()), (3, (17,)), (15, (26, 17))),
    'pwritev2': ((0, ()), (8, (0,))),
    'query_module': ((0, ()), (3, (14,)), (18, ())),
    'quotactl': ((0, ()), (12, (5,))),
    'quotactl_fd': ((0, ()), (21, (5,))),
    'reboot': ((0, ()), (3, (27,))),
    'recvmmsg_time64': ((0, ()), (17, (0,))),
    'removexattrat': ((0, ()), (32, (0,))),
    'riscv_flush_icache': ((0, ()), (25, (28,))),
    'riscv_hwprobe': ((0, ()), (32, (0,))),
    'rseq': ((0, ()), (18, (0,))),
    'rt_sigtimedwait_time64': ((0, ()), (17, (0,))),
    's390_pci_mmio_read': ((0, ()), (3, (29,))),
    's390_pci_mmio_write': ((0, ()), (3, (29,))),
    's390_runtime_instr': ((0, ()), (3, (29,))),
    'sched_rr_get_interval_time64': ((0, ()), (17, (0,))),
    'semtimedop_time64': ((0, ()), (17, (0,))),
    'set_mempolicy': ((0, ()), (14, (15,))),
    'set_mempolicy_home_node': ((0, ()), (27, (15,)), (28, ()), (31, (15,))),
    'set_tls': ((0, (0,)), (3, (4,))),
    'setdomainname': ((0, (0,)), (3, (5,))),
    'sethostname': ((0, (0,)), (3, (5,))),
    'setns': ((0, ()), (3, (5,))),
    'settimeofday': ((0, ()), (3, (2,))),
    'setxattrat': ((0, ()), (32, (0,))),
    'sigprocmask': ((0, ()), (16, (0,))),
    'socket': ((0, (0,)), (6, (30, 31, 32, 33, 34)), (10, (0,)), (22, (35,)), (23, (0,)), (25, (35,)), (33, (36, 37, 38))),
    'socketcall': ((0, ()), (2, (0,)), (6, (39, 40, 41, 42, 43, 44)), (10, (0,)), (33, (45,)), (34, (0,))),
    'statmount': ((0, ()), (32, (0,))),
    'statx': ((0, ()), (13, (0,))),
    'stime': ((0, ()), (3, (2,))),
    'swapcontext': ((0, ()), (25, (46,))),
    'sync_file_range2': ((0, ()), (6, (46, 4))),
    'syslog': ((0, (0,)), (14, (5, 47))),
    'timer_gettime64': ((0, ()), (17, (0,))),
    'timer_settime64': ((0, ()), (17, (0,))),
    'timerfd_gettime64': ((0, ()), (17, (0,))),
    'timerfd_settime64': ((0, ()), (17, (0,))),
    'umount': ((0, ()), (3, (5,))),
    'umount2': ((0, ()), (3, (5,))),
    'unshare': ((0, ()), (3, (5,))),
    'uretprobe': ((0, ()), (32, (0,))),
    'utimensat_time64': ((0, ()), (17, (0,))),
    'vhangup': ((0, (0,)), (3, (48,))),
}

PLAIN = frozenset(
    (
        "_llseek _newselect accept accept4 access alarm bind brk "
        "capget capset chdir chmod chown chown32 clock_getres clock_gettime "
        "clock_nanosleep close connect copy_file_range creat dup dup2 dup3 "
        "epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_wait epoll_wait_old eventfd "
        "eventfd2 execve execveat exit exit_group faccessat fadvise64 fadvise64_64 "
        "fallocate fanotify_mark fchdir fchmod fchmodat fchown fchown32 fchownat "
        "fcntl fcntl64 fdatasync fgetxattr flistxattr flock fork fremovexattr "
        "fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate "
        "ftruncate64 futex futimesat get_robust_list get_thread_area getcpu getcwd getdents "
        "getdents64 getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups "
        "getgroups32 getitimer getpeername getpgid getpgrp getpid getppid getpriority "
        "getrandom getresgid getresgid32 getresuid getresuid32 getrlimit getrusage getsid "
        "getsockname getsockopt gettid gettimeofday getuid getuid32 getxattr inotify_add_watch "
        "inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_setup io_submit "
        "ioctl ioprio_get ioprio_set ipc kill lchown lchown32 lgetxattr "
        "link linkat listen listxattr llistxattr lremovexattr lseek lsetxattr "
        "lstat lstat64 madvise memfd_create mincore mkdir mkdirat mknod "
        "mknodat mlock mlock2 mlockall mmap mmap2 mprotect mq_getsetattr "
        "mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink mremap msgctl msgget "
        "msgrcv msgsnd msync munlock munlockall munmap nanosleep newfstatat "
        "open openat pause pipe pipe2 poll ppoll prctl "
        "pread64 preadv prlimit64 pselect6 pwrite64 pwritev read readahead "
        "readlink readlinkat readv recv recvfrom recvmmsg recvmsg remap_file_pages "
        "removexattr rename renameat renameat2 restart_syscall rmdir rt_sigaction rt_sigpending "
        "rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min "
        "sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam "
        "sched_setscheduler sched_yield seccomp select semctl semget semop semtimedop "
        "send sendfile sendfile64 sendmmsg sendmsg sendto set_robust_list set_thread_area "
        "set_tid_address setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups "
        "setgroups32 setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 "
        "setresuid setresuid32 setreuid setreuid32 setrlimit setsid setsockopt setuid "
        "setuid32 setxattr shmat shmctl shmdt shmget shutdown sigaltstack "
        "signalfd signalfd4 sigreturn socketpair splice stat stat64 statfs "
        "statfs64 symlink symlinkat sync sync_file_range syncfs sysinfo tee "
        "tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create "
        "timerfd_gettime timerfd_settime times tkill truncate truncate64 ugetrlimit umask "
        "uname unlink unlinkat utime utimensat utimes vfork vmsplice "
        "wait4 waitid waitpid write writev "
    ).split()
)
