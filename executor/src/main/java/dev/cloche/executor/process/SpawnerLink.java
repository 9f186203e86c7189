package dev.cloche.executor.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One living spawner process: requests go in, and each event goes to the child's watcher.
final class SpawnerLink {

    private static final Logger LOG = Logger.getLogger(SpawnerLink.class);
    private static final int LONGEST_LINE = 64 * 1024;
    private static final long NOTHING = -1;

    private final ObjectMapper json;
    private final Process process;
    private final OutputStream requests;
    private final InputStream events;
    private final Map<Long, ChildWatcher> watchers = new ConcurrentHashMap<>();
    private final Asks asks = new Asks();
    private boolean open = true;

    /// Starts the process, and returns when it is ready.
    SpawnerLink(SpawnerFiles files, ObjectMapper json) throws IOException {
        this.json = json;
        var builder = new ProcessBuilder(files.command());
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        this.process = builder.start();
        this.requests = process.getOutputStream();
        this.events = new BufferedInputStream(process.getInputStream(), 1 << 16);
        if (nextEvent() == null) {
            process.destroyForcibly();
            throw new IOException("the spawner ended at its start");
        }
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

    synchronized void start(long child, ChildRequest request, ChildWatcher watcher) {
        watchers.put(child, watcher);
        var arguments = new ByteArrayOutputStream();
        for (String argument : request.arguments()) {
            arguments.writeBytes(argument.getBytes(StandardCharsets.UTF_8));
            arguments.write(0);
        }
        byte[] code = request.code().getBytes(StandardCharsets.UTF_8);
        byte[] event = request.event().getBytes(StandardCharsets.UTF_8);
        byte[] stdin = request.stdin().orElse("").getBytes(StandardCharsets.UTF_8);
        ObjectNode line = json.createObjectNode().put("op", "start").put("child", child);
        request.command().forEach(line.putArray("command")::add);
        line.putArray("sizes")
                .add(arguments.size())
                .add(code.length)
                .add(event.length)
                .add(request.stdin().isPresent() ? stdin.length : NOTHING);
        line.put("stdin_open", request.stdinOpen());
        limits(line.putObject("limits"), request.limits());
        line.put("deadline", request.deadline().toNanos() / 1e9);
        line.put("kept", request.output().kept()).put("allowed", request.output().allowed());
        send(child, line, arguments.toByteArray(), code, event, stdin);
    }

    synchronized void stop(long child) {
        if (watchers.containsKey(child)) {
            send(child, json.createObjectNode().put("op", "stop").put("child", child));
        }
    }

    synchronized CompletionStage<InputAnswer> input(long child, byte[] bytes, boolean end) {
        Asks.Ask ask = asks.about(child);
        if (!watchers.containsKey(child)) {
            asks.giveUp(child);
            return ask.answer();
        }
        ObjectNode line = json.createObjectNode().put("op", "input").put("child", child);
        line.put("ask", ask.name()).put("end", end).putArray("sizes").add(bytes.length);
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

    private static void limits(ObjectNode into, ChildLimits limits) {
        limit(into, "CPU", limits.cpuSeconds(), limits.cpuSeconds() + 1);
        limit(into, "FSIZE", limits.fileBytes(), limits.fileBytes());
        limit(into, "NOFILE", limits.openFiles(), limits.openFiles());
        limit(into, "CORE", 0, 0);
        limit(into, "MEMLOCK", 64 * 1024, 64 * 1024);
        limit(into, "NPROC", limits.processes() + 1L, limits.processes() + 1L);
        OptionalLong space = limits.addressSpace();
        if (space.isPresent()) {
            limit(into, "AS", space.getAsLong(), space.getAsLong());
        }
    }

    private static void limit(ObjectNode into, String name, long soft, long hard) {
        into.putArray(name).add(soft).add(hard);
    }

    private void send(long child, ObjectNode line, byte[]... parts) {
        if (!open) {
            lose(child, "the spawner has ended");
            return;
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
        if (event.event().equals("answered")) {
            asks.answer(event.ask(), event.what());
            return;
        }
        ChildWatcher watcher = watchers.get(event.child());
        if (watcher == null) {
            return; // it was given up when a request about it could not be sent
        }
        switch (event.event()) {
            case "started" ->
                    watcher.started(Times.ofNanos(event.at()), Times.ofNanos(event.coarse()));
            case "output" -> watcher.output(event.from(), bytes);
            case "refused" -> end(event, new Ending.NotStarted(String.valueOf(event.why())));
            case "ended" -> end(event, event.ending(new String(bytes, StandardCharsets.UTF_8)));
            default -> LOG.warnf("spawner says something unknown event=%s", event.event());
        }
    }

    private void end(SpawnerEvent event, Ending ending) {
        ChildWatcher watcher = watchers.remove(event.child());
        asks.giveUp(event.child());
        if (watcher != null) {
            watcher.ended(ending);
        }
    }
}
