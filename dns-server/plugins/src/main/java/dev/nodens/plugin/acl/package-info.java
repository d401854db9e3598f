/// The directive `acl`: who may ask what. May touch `core`, `corefile` and `wire`. Start reading at
/// [dev.nodens.plugin.acl.AclPlugin].
@NullMarked
package dev.nodens.plugin.acl;

import org.jspecify.annotations.NullMarked;
