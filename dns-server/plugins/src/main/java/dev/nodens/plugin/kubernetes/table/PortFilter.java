package dev.nodens.plugin.kubernetes.table;

/// The port and protocol that a name such as `_http._tcp.web.shop.svc` asks for; reused per loop.
///
/// An empty part matches everything.
public final class PortFilter {
  private byte[] name = new byte[0];
  private int portAt;
  private int portLength;
  private int protocolAt;
  private int protocolLength;

  /// Matches every port.
  public void open() {
    portLength = 0;
    protocolLength = 0;
  }

  /// Takes the labels at `portLabel` and `protocolLabel` of `lowerName`, a leading underscore left
  /// out.
  public void labels(byte[] lowerName, int portLabel, int protocolLabel) {
    name = lowerName;
    int skip = lowerName[portLabel + 1] == '_' ? 1 : 0;
    portAt = portLabel + 1 + skip;
    portLength = lowerName[portLabel] - skip;
    skip = lowerName[protocolLabel + 1] == '_' ? 1 : 0;
    protocolAt = protocolLabel + 1 + skip;
    protocolLength = lowerName[protocolLabel] - skip;
  }

  /// Whether every port matches.
  public boolean isOpen() {
    return portLength == 0 && protocolLength == 0;
  }

  byte[] name() {
    return name;
  }

  int portAt() {
    return portAt;
  }

  int portLength() {
    return portLength;
  }

  int protocolAt() {
    return protocolAt;
  }

  int protocolLength() {
    return protocolLength;
  }
}
