/**
 * The {@code kubernetes} directive: names of Services, endpoints and Pods, answered from a table
 * that a watch on the API server keeps current. May touch {@code core}, {@code corefile}, {@code
 * wire} and its own sub-packages. Start reading at {@link
 * dev.nodens.plugin.kubernetes.KubernetesPlugin}.
 */
@NullMarked
package dev.nodens.plugin.kubernetes;

import org.jspecify.annotations.NullMarked;
