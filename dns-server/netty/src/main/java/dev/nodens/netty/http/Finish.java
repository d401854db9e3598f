package dev.nodens.netty.http;

/// The event that asks a connection to read no more and to close when all is answered.
public enum Finish {
  NOW
}
