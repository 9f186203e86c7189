package dev.cloche.control.kernel;

/// Where executors reach this control plane.
///
/// @param url without a trailing slash
public record ReportAddress(String url) {}
