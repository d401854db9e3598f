package dev.nodens.netty.http;

/// Takes the place of a reply: the upstream failed for one query, the connection goes on.
///
/// @param id identifier of the query
/// @param reason for the error log
public record UpstreamFailure(int id, String reason) {}
