/// The directive `root`: where relative paths of a server block start. May touch `core` and
/// `corefile`, and looks whether the folder is there. Start reading at
/// [dev.nodens.plugin.root.RootPlugin].
@NullMarked
package dev.nodens.plugin.root;

import org.jspecify.annotations.NullMarked;
