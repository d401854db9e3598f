/// Brings the live objects to what is declared: server-side apply, and removal of what others
/// added.
///
/// It talks to the API server through the port [ClusterObjects] and holds no state but a cache of
/// what the server makes of an intent. Start reading at [Enforcer].
@NullMarked
package dev.nodens.operator.apply;

import org.jspecify.annotations.NullMarked;
