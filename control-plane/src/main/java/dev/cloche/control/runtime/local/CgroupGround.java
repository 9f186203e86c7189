package dev.cloche.control.runtime.local;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.SpareUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The directory in one hierarchy below which each container has its own group.
///
/// @param names of the hierarchy
/// @param parent the group that it is made in
record CgroupGround(SortedSet<String> names, Path parent, String name) {

    private static final Set<String> CONTROLLERS = new TreeSet<>(Set.of("memory", "pids", "cpu"));
    private static final int NAME_BYTES = 4;

    CgroupGround {
        names = new TreeSet<>(names);
    }

    /// One for each hierarchy in which groups can be made.
    static List<CgroupGround> in(List<Hierarchy> hierarchies, Path containers) throws IOException {
        String name = name(containers);
        List<CgroupGround> grounds = new ArrayList<>();
        for (Hierarchy hierarchy : hierarchies) {
            parent(hierarchy)
                    .ifPresent(parent ->
                            grounds.add(new CgroupGround(hierarchy.names(), parent, name)));
        }
        return List.copyOf(grounds);
    }

    /// Below our own group, so that its limits hold. In version 2 a group with processes in it
    /// cannot pass controllers on, and we are in ours, unless that is the root of all: there it is
    /// beside our own, below the limits of the group that we are part of.
    private static Optional<Path> parent(Hierarchy hierarchy) throws IOException {
        Path own = hierarchy.own();
        if (!hierarchy.isUnified()) {
            return Optional.of(own);
        }
        boolean root = !Files.exists(own.resolve("cgroup.type"));
        if (!root && own.equals(hierarchy.mount())) {
            return Optional.empty(); // what is above cannot be seen from in here
        }
        Path parent = root ? own : own.resolveSibling("");
        return controllers(parent).isEmpty() ? Optional.empty() : Optional.of(parent);
    }

    private static SortedSet<String> controllers(Path group) throws IOException {
        String line = Files.readString(group.resolve("cgroup.controllers")).strip();
        SortedSet<String> useful = new TreeSet<>(Arrays.asList(line.split(" ", -1)));
        useful.retainAll(CONTROLLERS);
        return useful;
    }

    private static String name(Path containers) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(containers.toString().getBytes(StandardCharsets.UTF_8));
            return "cloche-" + HexFormat.of().formatHex(digest, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /// Of all containers.
    Path directory() {
        return parent.resolve(name);
    }

    private boolean isUnified() {
        return names.contains(Delegation.UNIFIED);
    }

    /// Makes a container's group and gives it to its user, without the files of its limits, which
    /// nobody in the container may lift.
    Path make(ContainerId id, SpareUser user) throws IOException {
        Path group = directory().resolve(id.value());
        if (isUnified()) {
            pass(controllers(parent), parent);
            Files.createDirectories(directory());
            pass(controllers(directory()), directory());
        }
        Files.createDirectories(group.resolve(Delegation.LEAF));
        if (isUnified()) {
            pass(controllers(group), group);
            for (String file :
                    List.of("cgroup.procs", "cgroup.threads", "cgroup.subtree_control")) {
                user.own(group.resolve(file));
            }
        }
        user.own(group);
        return group;
    }

    // What is passed on already costs nothing. A controller that is refused is left out, so that
    // the others work.
    private static void pass(Set<String> controllers, Path group) throws IOException {
        FileSystemException refused = null;
        Path file = group.resolve("cgroup.subtree_control");
        for (String controller : controllers) {
            if (!Arrays.asList(Files.readString(file).strip().split(" ", -1))
                    .contains(controller)) {
                try {
                    Files.writeString(file, "+" + controller);
                } catch (FileSystemException e) {
                    refused = e;
                } catch (IOException e) {
                    refused = new FileSystemException(file.toString(), null, e.getMessage());
                }
            }
        }
        if (refused != null && Files.readString(file).isBlank()) {
            throw refused;
        }
    }
}
