/// `verify`: asks two servers the names of a cluster, of a Corefile and of a query log, and tells
/// what differs and why that may be.
///
/// Reads files, the API server through its port, and asks name servers; changes nothing. Start
/// reading at [VerifyCommand].
@NullMarked
package dev.nodens.verify;

import org.jspecify.annotations.NullMarked;
