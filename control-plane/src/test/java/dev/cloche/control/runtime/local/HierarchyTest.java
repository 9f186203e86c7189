package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class HierarchyTest {

    @Test
    void aMachineWithVersion2() {
        assertThat(
                        parse(
                                "28 23 0:25 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate",
                                "0::/system.slice/cloche.service"))
                .containsExactly(
                        hierarchy(
                                Set.of("v2"),
                                "/sys/fs/cgroup",
                                "/sys/fs/cgroup/system.slice/cloche.service"));
    }

    @Test
    void aMachineWithBothVersions() {
        assertThat(
                        parse(
                                """
                                32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
                                34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
                                35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                                40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
                                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                                55 31 0:32 / /mnt/again rw,relatime - cgroup cgroup rw,memory\
                                """,
                                """
                                9:name=systemd:/
                                4:memory:/outer/inner
                                2:cpu,cpuacct:/
                                0::/\
                                """))
                .containsExactly(
                        hierarchy(
                                Set.of("cpu", "cpuacct"),
                                "/sys/fs/cgroup/cpu,cpuacct",
                                "/sys/fs/cgroup/cpu,cpuacct"),
                        hierarchy(
                                Set.of("memory"),
                                "/sys/fs/cgroup/memory",
                                "/sys/fs/cgroup/memory/outer/inner"),
                        hierarchy(
                                Set.of("v2"), "/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified"));
    }

    @Test
    void aMountOfAPartShowsWhatLiesInIt() {
        String mount = "35 31 0:32 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";

        assertThat(parse(mount, "4:memory:/docker/abc/x"))
                .extracting(Hierarchy::own)
                .containsExactly(Path.of("/sys/fs/cgroup/memory/x"));
        assertThat(parse(mount, "4:memory:/docker/abcd")).isEmpty();
        assertThat(parse(mount.replace("/docker/abc", "/"), "4:memory:/../../x")).isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsOfNoUse() {
        assertThat(
                        parse(
                                "35 31 0:32 / /sys/fs/cgroup/memory ro,relatime - cgroup cgroup rw,memory",
                                "4:memory:/"))
                .isEmpty();
        assertThat(parse("", "")).isEmpty();
    }

    private static List<Hierarchy> parse(String mounts, String groups) {
        return Hierarchy.parse(
                mounts.lines().toList(), groups.lines().filter(line -> !line.isBlank()).toList());
    }

    private static Hierarchy hierarchy(Set<String> names, String mount, String own) {
        return new Hierarchy(new TreeSet<>(names), Path.of(mount), Path.of(own));
    }
}
