package dev.cloche.control.replica;

/// One control plane.
///
/// @param id new with every start
/// @param url where executors reach it, without a trailing slash
record Replica(String id, String url) {}
