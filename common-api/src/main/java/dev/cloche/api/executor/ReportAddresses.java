package dev.cloche.api.executor;

/// Headers by which executors learn where they may report.
public final class ReportAddresses {

    /// In answers to reports: the addresses of all control planes that live, with commas between.
    public static final String ALL = "Cloche-Control-Planes";

    /// In calls of executors: the address of the control plane that calls, which may wait for what
    /// it asks for.
    public static final String CALLER = "Cloche-Control-Plane";

    private ReportAddresses() {}
}
