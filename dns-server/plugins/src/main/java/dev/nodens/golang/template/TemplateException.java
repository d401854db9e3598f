package dev.nodens.golang.template;

/// A template that cannot be read, or that fails on its data.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message in Go's words where they are known
  public TemplateException(String message) {
    super(message, null, false, false);
  }
}
