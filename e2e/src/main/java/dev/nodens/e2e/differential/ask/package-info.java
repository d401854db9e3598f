/// Questions, how they are made up from a seed, and the client that asks two servers the same one.
///
/// A [Family] makes questions of one subject; only [PairClient] opens sockets. Start reading at
/// [Question].
@NullMarked
package dev.nodens.e2e.differential.ask;

import org.jspecify.annotations.NullMarked;
