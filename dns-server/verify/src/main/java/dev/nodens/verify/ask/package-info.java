/// Questions, and the client that asks two servers the same one.
///
/// Only [PairClient] opens sockets. Start reading at [Question].
@NullMarked
package dev.nodens.verify.ask;

import org.jspecify.annotations.NullMarked;
