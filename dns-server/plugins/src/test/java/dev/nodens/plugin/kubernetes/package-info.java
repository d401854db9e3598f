/**
 * Tests of the {@code kubernetes} directive against a scripted API server. Start reading at {@link
 * dev.nodens.plugin.kubernetes.ScriptedApiServer}.
 */
@NullMarked
package dev.nodens.plugin.kubernetes;

import org.jspecify.annotations.NullMarked;
