/// A Kubernetes cluster inside one process: the API, pretend nodes and the controllers that DNS
/// needs. It serves the quick start, fast operator tests and simulations of thousands of nodes. It
/// may use every other module and nothing may use it; a contract test runs the same questions
/// against it and against a real kube-apiserver. Start at {@link dev.nodens.sandbox.Sandbox}.
@NullMarked
package dev.nodens.sandbox;

import org.jspecify.annotations.NullMarked;
