/// The controllers that turn objects into other objects, as kube-controller-manager does:
/// DaemonSets into Pods, Services into EndpointSlices, deleted owners into deleted dependents. They
/// use {@link dev.nodens.sandbox.api.Resources} like any client and know nothing of HTTP or
/// processes. Start at {@link dev.nodens.sandbox.controller.Controllers}.
@NullMarked
package dev.nodens.sandbox.controller;

import org.jspecify.annotations.NullMarked;
