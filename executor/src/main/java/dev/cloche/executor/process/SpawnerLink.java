package dev.cloche.executor.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One living spawner process: requests go in, and each event goes to the child's watcher.
final class SpawnerLink {

    private static final Logger LOG = Logger.getLogger(SpawnerLink.class);
    private static final int LONGEST_LINE = 8 * 1024 * 1024;
    private static final long NOBODY = 0;

    private final ObjectMapper json;
    private final Process process;
    private final OutputStream requests;
    private final InputStream events;
    private final Map<Long, ChildWatcher> watchers = new ConcurrentHashMap<>();
    private final BiConsumer<Boolean, String> poolNews;
    private final Asks asks = new Asks();
    private boolean open = true;

    /// Starts the process, and returns when it is ready.
    ///
    /// @param poolNews whether sandboxes wait, and why not
    SpawnerLink(SpawnerFiles files, ObjectMapper json, BiConsumer<Boolean, String> poolNews)
            throws IOException {
        this.json = json;
        this.poolNews = poolNews;
        var builder = new ProcessBuilder(files.command(json));
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        this.process = builder.start();
        this.requests = process.getOutputStream();
        this.events = new BufferedInputStream(process.getInputStream(), 1 << 16);
        SpawnerEvent ready = nextEvent();
        if (ready == null) {
            process.destroyForcibly();
            throw new IOException("the spawner ended at its start");
        }
        LOG.infof("spawner is ready pid=%d cgroups=%s", process.pid(), ready.cgroups());
    }

    /// Serves the children until the process ends.
    void serve() {
        try {
            for (SpawnerEvent event = nextEvent(); event != null; event = nextEvent()) {
                deliver(event, events.readNBytes(event.bytes()));
            }
        } catch (IOException problem) {
            LOG.warnf("spawner cannot be read: %s", problem.getMessage());
        }
        synchronized (this) {
            open = false;
        }
        process.destroyForcibly();
    }

    /// Gives up every child that is left.
    void loseAll() {
        List.copyOf(watchers.keySet()).forEach(child -> lose(child, "the spawner ended"));
    }

    /// Says how sandboxes are walled from now on.
    synchronized void wall(Walls walls) {
        ObjectNode line = json.createObjectNode().put("op", "walls");
        ObjectNode fork = line.putObject("fork");
        fork.put("own_proc", walls.fork().ownProc()).put("workspaces", Walls.WORKSPACES);
        walls.fork().maskedFiles().forEach(fork.putArray("masked_files")::add);
        walls.fork().maskedDirectories().forEach(fork.putArray("masked_directories")::add);
        walls.fork().preload().forEach(fork.putArray("preload")::add);
        send(
                NOBODY,
                line,
                Walls.bytes(walls.before()),
                Walls.bytes(walls.after()),
                Walls.bytes(walls.pool()));
    }

    /// Has sandboxes wait from now on.
    synchronized void fill() {
        send(NOBODY, json.createObjectNode().put("op", "pool"));
    }

    /// Lets runs use them.
    synchronized void trust() {
        send(NOBODY, json.createObjectNode().put("op", "trust"));
    }

    synchronized void forget(String workspace) {
        send(NOBODY, json.createObjectNode().put("op", "forget").put("workspace", workspace));
    }

    synchronized void start(long child, ChildRequest request, ChildWatcher watcher) {
        watchers.put(child, watcher);
        ObjectNode line = json.createObjectNode().put("op", "start").put("child", child);
        program(line, request.program());
        line.put("walls", request.walls().name().toLowerCase(Locale.ROOT));
        line.put("workspace", request.workspace()).put("directory", directory(request));
        line.put("packages", request.packages().orElse(""));
        ObjectNode environment = line.putObject("environment");
        request.environment().forEach(environment::put);
        limits(line, request.limits());
        line.put("deadline", request.deadline().toNanos() / 1e9);
        line.put("kept", request.output().kept()).put("allowed", request.output().allowed());
        line.put("stdin_open", request.stdinOpen());
        send(
                child,
                line,
                bytes(request.code()),
                bytes(request.event()),
                bytes(request.stdin().orElse("")));
    }

    synchronized void stop(long child) {
        if (watchers.containsKey(child)) {
            send(child, json.createObjectNode().put("op", "stop").put("child", child));
        }
    }

    private static String directory(ChildRequest request) {
        return "/workspace" + request.directory().map(name -> "/" + name).orElse("");
    }

    synchronized CompletionStage<InputAnswer> input(long child, byte[] bytes, boolean end) {
        Asks.Ask ask = asks.about(child);
        if (!watchers.containsKey(child)) {
            asks.giveUp(child);
            return ask.answer();
        }
        ObjectNode line = json.createObjectNode().put("op", "input").put("child", child);
        line.put("ask", ask.name()).put("end", end);
        send(child, line, bytes);
        return ask.answer();
    }

    synchronized void signal(long child, int number) {
        if (watchers.containsKey(child)) {
            ObjectNode line = json.createObjectNode().put("op", "signal").put("child", child);
            send(child, line.put("signal", number));
        }
    }

    /// Kills all children and the process; what they leave is still delivered as lost.
    void close() {
        try {
            requests.close();
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException problem) {
            process.destroyForcibly();
        } catch (InterruptedException interruption) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    long pid() {
        return process.pid();
    }

    private static void program(ObjectNode line, ChildRequest.Program program) {
        line.put("source", program.source());
        program.command().forEach(line.putArray("command")::add);
        switch (program.start()) {
            case ChildRequest.Start.Become() -> line.put("program", "command").putNull("waiting");
            case ChildRequest.Start.Resident() ->
                    line.put("program", "resident").putNull("waiting");
            case ChildRequest.Start.Waiting(var command, var kilobytes) -> {
                ObjectNode waiting = line.put("program", "waiting").putObject("waiting");
                command.forEach(waiting.putArray("command")::add);
                waiting.put("memory", kilobytes);
            }
        }
    }

    private static void limits(ObjectNode line, ChildLimits limits) {
        line.put("memory", limits.memoryBytes()).put("processes", limits.processes());
        line.put("cores", limits.cores()).put("disk", limits.diskBytes());
        line.put("files", limits.files()).put("temporary", limits.temporaryBytes());
        ObjectNode each = line.putObject("limits");
        limit(each, "CPU", limits.cpuSeconds(), limits.cpuSeconds() + 1);
        limit(each, "FSIZE", limits.diskBytes(), limits.diskBytes());
        limit(each, "NOFILE", limits.openFiles(), limits.openFiles());
        limit(each, "CORE", 0, 0);
        limit(each, "MEMLOCK", 64 * 1024, 64 * 1024);
        limit(each, "NPROC", limits.processes() + 1L, limits.processes() + 1L);
        limits.addressSpace().ifPresent(space -> limit(each, "AS", space.bytes(), space.bytes()));
        line.put(
                "spacious",
                limits.addressSpace().filter(ChildLimits.AddressSpace::always).isEmpty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void limit(ObjectNode into, String name, long soft, long hard) {
        into.putArray(name).add(soft).add(hard);
    }

    private void send(long child, ObjectNode line, byte[]... parts) {
        if (!open) {
            lose(child, "the spawner has ended");
            return;
        }
        ArrayNode sizes = line.putArray("sizes");
        for (byte[] part : parts) {
            sizes.add(part.length);
        }
        try {
            var all = new ByteArrayOutputStream();
            all.writeBytes(json.writeValueAsBytes(line));
            all.write('\n');
            for (byte[] part : parts) {
                all.writeBytes(part);
            }
            all.writeTo(requests);
            requests.flush();
        } catch (IOException problem) {
            lose(child, "the spawner cannot be reached: " + problem.getMessage());
        }
    }

    private void lose(long child, String why) {
        ChildWatcher watcher = watchers.remove(child);
        asks.giveUp(child);
        if (watcher != null) {
            watcher.ended(new Ending.Lost(why));
        }
    }

    private @Nullable SpawnerEvent nextEvent() throws IOException {
        var line = new ByteArrayOutputStream(256);
        for (int one = events.read(); one != '\n'; one = events.read()) {
            if (one < 0 || line.size() > LONGEST_LINE) {
                return null;
            }
            line.write(one);
        }
        return json.readValue(line.toByteArray(), SpawnerEvent.class);
    }

    private void deliver(SpawnerEvent event, byte[] bytes) {
        switch (event.event()) {
            case "pool" ->
                    poolNews.accept("ready".equals(event.what()), String.valueOf(event.why()));
            case "answered" -> asks.answer(event.ask(), event.what());
            case "refused" -> end(event, new Ending.NotStarted(event.why() + ": " + text(bytes)));
            case "ended" -> end(event, event.ending(text(bytes)));
            case "started", "output" -> happening(event, bytes);
            default -> LOG.warnf("spawner says something unknown event=%s", event.event());
        }
    }

    private void happening(SpawnerEvent event, byte[] bytes) {
        ChildWatcher watcher = watchers.get(event.child());
        if (watcher == null) {
            return; // it was given up when a request about it could not be sent
        }
        if (event.event().equals("started")) {
            watcher.started(Times.ofNanos(event.at()));
        } else {
            watcher.output(event.from(), bytes);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void end(SpawnerEvent event, Ending ending) {
        ChildWatcher watcher = watchers.remove(event.child());
        asks.giveUp(event.child());
        if (watcher != null) {
            watcher.ended(ending);
        }
    }
}
