/// The Corefile language: lexer, parser, tree, server keys, printer, and the cursor that plugins
/// read. It uses the JDK only and touches files and the environment through the ports
/// [dev.nodens.corefile.SourceFiles] and [dev.nodens.corefile.Environment]. Start reading at
/// [dev.nodens.corefile.Parser].
@NullMarked
package dev.nodens.corefile;

import org.jspecify.annotations.NullMarked;
