package dev.cloche.executor.bubblewrap;

import java.util.List;
import java.util.stream.Stream;

/// A processor architecture: how it calls itself to a filter, and how it numbers system calls.
///
/// @param audit its name
/// @param foreignFrom where the numbers of a second, foreign set of calls begin; all of them when
///   there is none
/// @param watched calls that are allowed or not by their arguments
/// @param denied calls that are never allowed
record Architecture(int audit, int foreignFrom, Watched watched, List<Integer> denied) {

    /// Calls that have the same number everywhere: io_uring_setup, _enter and _register, open_tree,
    /// move_mount, fsopen, fsconfig, fsmount, fspick, pidfd_getfd, process_madvise, mount_setattr,
    /// quotactl_fd, process_mrelease, statmount, listmount, open_tree_attr.
    private static final List<Integer> EVERYWHERE =
            List.of(
                    425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 440, 442, 443, 448, 457, 458,
                    467);

    static final Architecture X86_64 =
            new Architecture(
                    0xC000003E,
                    0x40000000,
                    new Watched(56, 435, List.of(41, 53), 16, 302),
                    denied(
                            // ptrace, syslog, uselib, ustat, sysfs, vhangup, modify_ldt,
                            // pivot_root, _sysctl
                            101,
                            103,
                            134,
                            136,
                            139,
                            153,
                            154,
                            155,
                            156,
                            // chroot, acct, settimeofday, mount, umount2, swapon, swapoff, reboot,
                            // iopl, ioperm
                            161,
                            163,
                            164,
                            165,
                            166,
                            167,
                            168,
                            169,
                            172,
                            173,
                            // create, init, delete_module, get_kernel_syms, query_module, quotactl,
                            // nfsservctl
                            174,
                            175,
                            176,
                            177,
                            178,
                            179,
                            180,
                            // lookup_dcookie, kexec_load, add_key, request_key, keyctl,
                            // migrate_pages, unshare
                            212,
                            246,
                            248,
                            249,
                            250,
                            256,
                            272,
                            // move_pages, perf_event_open, fanotify_init, name_to and
                            // open_by_handle_at
                            279,
                            298,
                            300,
                            303,
                            304,
                            // clock_adjtime, setns, process_vm_readv and _writev, kcmp,
                            // finit_module
                            305,
                            308,
                            310,
                            311,
                            312,
                            313,
                            // kexec_file_load, bpf, userfaultfd
                            320,
                            321,
                            323));
    static final Architecture AARCH64 =
            new Architecture(
                    0xC00000B7,
                    -1,
                    new Watched(220, 435, List.of(198, 199), 29, 261),
                    denied(
                            // lookup_dcookie, umount2, mount, pivot_root, nfsservctl, chroot,
                            // vhangup, quotactl
                            18,
                            39,
                            40,
                            41,
                            42,
                            51,
                            58,
                            60,
                            // acct, unshare, kexec_load, init_module, delete_module, syslog, ptrace
                            89,
                            97,
                            104,
                            105,
                            106,
                            116,
                            117,
                            // reboot, settimeofday, add_key, request_key, keyctl, swapon, swapoff
                            142,
                            170,
                            217,
                            218,
                            219,
                            224,
                            225,
                            // migrate_pages, move_pages, perf_event_open, fanotify_init, name_to,
                            // open_by_handle_at
                            238,
                            239,
                            241,
                            262,
                            264,
                            265,
                            // clock_adjtime, setns, process_vm_readv and _writev, kcmp,
                            // finit_module
                            266,
                            268,
                            270,
                            271,
                            272,
                            273,
                            // bpf, userfaultfd, kexec_file_load
                            280,
                            282,
                            294));

    Architecture {
        denied = List.copyOf(denied);
    }

    /// The architecture of this machine.
    static Architecture here() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default ->
                    throw new IllegalStateException(
                            "there is no filter of system calls for the architecture " + name);
        };
    }

    /// Calls that are allowed or not by their arguments.
    record Watched(int cloning, int clone3, List<Integer> sockets, int ioctl, int limits) {}

    private static List<Integer> denied(Integer... own) {
        return Stream.concat(Stream.of(own), EVERYWHERE.stream()).sorted().toList();
    }
}
