package dev.cloche.control.postgres;

/// Where a PostgreSQL server listens. Whoever comes in, from wherever, has to know the password.
///
/// @param address of this machine, as a number; all of them for `0.0.0.0` or `::`
/// @param port 0 for any free one
/// @param connections at once
public record PostgresDoor(String address, int port, int connections) {

    static final String THIS_MACHINE = "127.0.0.1";
    private static final int OF_ONE = 60;
    private static final int OF_SEVERAL = 300;

    public PostgresDoor {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (!address.matches("[0-9a-f.:]+")) {
            throw new IllegalArgumentException("not an address: " + address);
        }
    }

    /// One for a control plane on the same machine.
    public static PostgresDoor within(int port) {
        return new PostgresDoor(THIS_MACHINE, port, OF_ONE);
    }

    /// One for several control planes.
    public static PostgresDoor shared(String address, int port) {
        return new PostgresDoor(address, port, OF_SEVERAL);
    }

    PostgresDoor withPort(int other) {
        return new PostgresDoor(address, other, connections);
    }

    /// The server's setting; we come in from this machine in any case.
    String listenAddresses() {
        return address.equals(THIS_MACHINE) || address.equals("0.0.0.0")
                ? address
                : THIS_MACHINE + "," + address;
    }

    /// The server's rules (`pg_hba.conf`): from elsewhere its one database alone.
    String rules() {
        String ours = "host all cloche 127.0.0.1/32 scram-sha-256\n";
        return address.equals(THIS_MACHINE)
                ? ours
                : ours
                        + "host cloche cloche 0.0.0.0/0 scram-sha-256\n"
                        + "host cloche cloche ::/0 scram-sha-256\n";
    }
}
