/// Turns a [dev.nodens.operator.plan.Plan] into the Kubernetes objects that it declares.
///
/// Everything here is pure and knows no client; one class renders one object. Start reading at
/// [Renderer]; the golden folders in the tests show what comes out.
@NullMarked
package dev.nodens.operator.render;

import org.jspecify.annotations.NullMarked;
