/// Tests of `verify`: what it asks, and what its exit code says.
///
/// Two pretended servers on loopback stand in for real ones. Start reading at [VerifyCommandTest].
@NullMarked
package dev.nodens.verify;

import org.jspecify.annotations.NullMarked;
