package dev.cloche.acceptance.kubernetes;

/// Tries who can be reached.
final class Probe {

    private Probe() {}

    /// A program in Python that prints which of them it could connect to.
    ///
    /// @param addresses each as `host:port`
    static String of(String... addresses) {
        return """
        import socket
        reached = []
        for one in "%s".split():
            host, port = one.split(":")
            try:
                socket.create_connection((host, int(port)), 5).close()
                reached.append(one)
            except OSError:
                pass
        print(reached)
        """
                .formatted(String.join(" ", addresses));
    }

    /// A program in Python that prints the statuses of what is answered to a POST without a token.
    ///
    /// @param address as `host:port`
    static String asking(String address, String... paths) {
        return """
        import http.client
        statuses = []
        for path in "%s".split():
            way = http.client.HTTPConnection("%s", timeout=30)
            way.request("POST", path, "{}", {"Content-Type": "application/json"})
            statuses.append(way.getresponse().status)
            way.close()
        print(statuses)
        """
                .formatted(String.join(" ", paths), address);
    }

    /// A program in Python that prints what is there.
    static String reading(String url) {
        return """
        import urllib.request
        print(urllib.request.urlopen("%s", timeout=30).read().decode())
        """
                .formatted(url);
    }
}
