package dev.cloche.control.auth;

/// Who is calling, as its token says.
///
/// @param tenant whose things it may see
/// @param subject its name within the tenant
/// @param admin whether it may see what belongs to no tenant
public record Caller(String tenant, String subject, boolean admin) {}
