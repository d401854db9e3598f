package dev.nodens.sandbox.json;

/// A patch that cannot be applied to the document: the message names the operation and its path.
public final class PatchException extends Exception {
  private static final long serialVersionUID = 1;

  public PatchException(String message) {
    super(message);
  }
}
