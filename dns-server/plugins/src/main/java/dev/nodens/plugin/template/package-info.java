/// The directive `template`: answers made from the question. May touch `core`, `corefile`, `wire`,
/// `golang` and, to read records, dnsjava. Start reading at
/// [dev.nodens.plugin.template.TemplatePlugin], then `TemplateHandler`.
@NullMarked
package dev.nodens.plugin.template;

import org.jspecify.annotations.NullMarked;
