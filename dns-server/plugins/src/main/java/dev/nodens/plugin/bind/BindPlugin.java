package dev.nodens.plugin.bind;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ListenOptions;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.IpLiteral;
import java.util.ArrayList;
import java.util.List;

/// `bind ADDRESS|INTERFACE... { except ADDRESS|INTERFACE... }`. Which addresses an interface has is
/// looked up when the server starts or reloads.
public final class BindPlugin implements Plugin<BindConfig> {
  /// Linux: IFNAMSIZ without the terminating zero.
  private static final int MAX_INTERFACE_NAME = 15;

  @Override
  public String name() {
    return "bind";
  }

  @Override
  public BindConfig parse(Cursor cursor, BlockScope scope) {
    var addresses = new ArrayList<String>();
    var except = new ArrayList<String>();
    while (cursor.next()) {
      List<String> named = cursor.remainingArgs();
      if (named.isEmpty()) {
        throw cursor.refusal("at least one address or interface name is expected");
      }
      named.forEach(name -> check(name, cursor));
      List<String> leftOut = except(cursor);
      boolean interfaces = named.stream().anyMatch(name -> !isAddress(name));
      if (interfaces) {
        except.addAll(leftOut);
      }
      named.stream().filter(name -> !leftOut.contains(name)).forEach(addresses::add);
    }
    if (addresses.isEmpty()) {
      throw cursor.refusal("every address to listen on is excepted");
    }
    return new BindConfig(addresses, except);
  }

  private static List<String> except(Cursor cursor) {
    List<String> except = List.of();
    while (cursor.nextBlock()) {
      if (!cursor.value().equals("except")) {
        throw cursor.refusal("invalid option " + GoSyntax.quote(cursor.value()));
      }
      except = cursor.remainingArgs();
      if (except.isEmpty()) {
        throw cursor.refusal(
            "at least one address or interface must be given to except subdirective");
      }
      except.forEach(name -> check(name, cursor));
    }
    return except;
  }

  private static void check(String name, Cursor cursor) {
    if (!isAddress(name) && !mayBeInterface(name)) {
      throw cursor.refusal("not a valid IP address or interface name: " + GoSyntax.quote(name));
    }
  }

  private static boolean isAddress(String name) {
    return IpLiteral.parse(name) != null;
  }

  private static boolean mayBeInterface(String name) {
    boolean digitsAndDots = name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    boolean strange = name.chars().anyMatch(c -> c <= ' ' || c == '/' || c == ':' || c == '%');
    return !name.isEmpty() && name.length() <= MAX_INTERFACE_NAME && !digitsAndDots && !strange;
  }

  @Override
  public void listen(BindConfig config, ListenOptions options) {
    options.bind(config.addresses(), config.except());
  }

  @Override
  public void install(BindConfig config, Installation installation) {
    // Where a block listens is settled before its plugins are installed.
  }
}
