/// How questions are made up from a seed.
///
/// A [Family] makes questions of one subject; nothing here touches anything outside. Start reading
/// at [Family].
@NullMarked
package dev.nodens.e2e.differential.ask;

import org.jspecify.annotations.NullMarked;
