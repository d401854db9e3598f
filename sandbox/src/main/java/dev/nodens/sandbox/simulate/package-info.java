/// A cluster of thousands of pretended nodes with the real operator as a process of its own, and
/// what that operator costs: memory, processor time, API calls, and how long things take. It may
/// use the rest of the sandbox; nothing uses it. Start at {@link
/// dev.nodens.sandbox.simulate.Simulate}.
@NullMarked
package dev.nodens.sandbox.simulate;

import org.jspecify.annotations.NullMarked;
