package dev.cloche.executor.dependency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Opens doors: for each installation a program beside this one that lets it out to the places that
/// were configured, and nowhere else.
///
/// @param program the directory of that program
public record Doors(Path program, ObjectMapper json) {

    private static final int MOST_AT_ONCE = 48;

    /// Opens one as a socket in the directory; it is closed with the process that this returns.
    ///
    /// @param places `host:port`
    Process open(Path directory, List<String> places) throws IOException {
        var command = new ProcessBuilder("/usr/bin/python3", "-I", "-B", program.toString());
        command.environment().clear();
        command.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = command.start();
        ObjectNode told = json.createObjectNode();
        told.put("socket", directory.resolve(".door").toString()).put("most", MOST_AT_ONCE);
        places.forEach(told.putArray("places")::add);
        process.getOutputStream().write(json.writeValueAsBytes(told));
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        if (process.getInputStream().read() < 0) {
            process.destroyForcibly();
            throw new IOException("the way to the index does not open");
        }
        return process;
    }
}
