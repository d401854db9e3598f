/**
 * What the cluster's names resolve to, as compact byte rows that feed threads write and event loops
 * read without lock or allocation. May touch {@code wire} and the JDK only. Start reading at {@link
 * dev.nodens.plugin.kubernetes.table.ClusterTable}.
 */
@NullMarked
package dev.nodens.plugin.kubernetes.table;

import org.jspecify.annotations.NullMarked;
