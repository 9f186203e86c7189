package dev.cloche.control.web;

/// Whether requests can be served.
///
/// @param status `healthy` or `unhealthy`
/// @param version of the control plane
/// @param uptime seconds since its start
record HealthView(String status, String version, long uptime) {}
