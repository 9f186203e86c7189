package dev.cloche.control.pool;

/// What a machine still holds.
///
/// @param containers further ones that it may have
/// @param starting those that are on their way without being asked for
/// @param tight whether so little memory is left that nothing should be started without need
record Room(int containers, int starting, boolean tight) {}
