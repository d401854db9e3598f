/// Messages in the encoding of Protocol Buffers, for plugins that write them by the numbers of
/// their fields. May touch the JDK only. Start reading at [dev.nodens.protobuf.ProtobufWriter].
@NullMarked
package dev.nodens.protobuf;

import org.jspecify.annotations.NullMarked;
