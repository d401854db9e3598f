package dev.nodens.plugin.root;

/// The folder that relative paths of the block start from.
public record RootConfig(String path) {}
