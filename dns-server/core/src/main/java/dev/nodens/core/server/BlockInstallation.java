package dev.nodens.core.server;

import dev.nodens.core.Handler;
import dev.nodens.core.Installation;
import dev.nodens.core.Metadata;
import dev.nodens.core.config.BlockScope;
import dev.nodens.core.config.ServerTls;
import dev.nodens.core.port.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Collects what the plugins of one block contribute.
final class BlockInstallation implements Installation {
  private final BlockScope scope;
  private final Platform platform;
  private final Lifecycle lifecycle;
  private final Map<Class<?>, Object> shared;
  private final List<String> plugins = new ArrayList<>();
  private final List<Handler> handlers = new ArrayList<>();
  private final Map<String, RefusalObserver> observers = new LinkedHashMap<>();
  private final List<ServedZone> zones = new ArrayList<>();
  private final boolean debug;
  private final Metadata metadata = new Metadata();
  private Path root;
  private boolean anyClass;
  private String view = "";
  private @Nullable ViewFilter filter;
  private @Nullable ServerTls tls;
  private String current = "";

  /// @param shared what the blocks share, by type
  BlockInstallation(
      BlockScope scope,
      Platform platform,
      Lifecycle lifecycle,
      Map<Class<?>, Object> shared,
      boolean debug) {
    this.shared = shared;
    this.scope = scope;
    this.platform = platform;
    this.root = platform.directory();
    this.lifecycle = lifecycle;
    this.debug = debug;
  }

  /// The calls that follow come from plugin `name`.
  void begin(String name) {
    current = name;
  }

  void serves(ServedZone zone) {
    zones.add(zone);
  }

  List<Handler> handlers() {
    return handlers;
  }

  List<String> handlerPlugins() {
    return plugins;
  }

  Map<String, RefusalObserver> observers() {
    return observers;
  }

  boolean anyClass() {
    return anyClass;
  }

  String view() {
    return view;
  }

  @Nullable ServerTls tls() {
    return tls;
  }

  @Nullable ViewFilter filter() {
    return filter;
  }

  @Override
  public BlockScope scope() {
    return scope;
  }

  @Override
  public Platform platform() {
    return platform;
  }

  @Override
  public void handler(Handler handler) {
    plugins.add(current);
    handlers.add(handler);
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public void view(String name, ViewFilter accepts) {
    view = name;
    filter = accepts;
  }

  @Override
  public void tls(ServerTls identity) {
    tls = identity;
  }

  @Override
  public boolean debug() {
    return debug;
  }

  @Override
  public void acceptAnyClass() {
    anyClass = true;
  }

  @Override
  public void onRefusal(RefusalObserver observer) {
    observers.put(current, observer);
  }

  @Override
  public void onStart(Action action) {
    lifecycle.onStart(current, action);
  }

  @Override
  public void onListening(Action action) {
    lifecycle.onListening(current, action);
  }

  @Override
  public void onShutdown(Action action) {
    lifecycle.onShutdown(current, action);
  }

  @Override
  public void onRetire(Action action) {
    lifecycle.onRetire(current, action);
  }

  @Override
  public void every(Duration period, Runnable task) {
    lifecycle.every(current, period, task, platform.blocking());
  }

  @Override
  public void readiness(BooleanSupplier ready) {
    lifecycle.readiness(current, ready);
  }

  @Override
  public List<String> notReady() {
    return lifecycle.notReady();
  }

  @Override
  public boolean stopping() {
    return lifecycle.stopping();
  }

  @Override
  public void root(String directory) {
    root = root.resolve(directory);
  }

  @Override
  public Path resolve(String path) {
    return platform.host().file(root.resolve(path));
  }

  @Override
  public <T> Optional<T> peer(String plugin, Class<T> type) {
    for (int i = 0; i < plugins.size(); i++) {
      if (plugins.get(i).equals(plugin) && type.isInstance(handlers.get(i))) {
        return Optional.of(type.cast(handlers.get(i)));
      }
    }
    return Optional.empty();
  }

  @Override
  public String nextPlugin(String plugin) {
    int at = plugins.lastIndexOf(plugin);
    return at < 0 || at + 1 == plugins.size() ? "" : plugins.get(at + 1);
  }

  @Override
  public List<ServedZone> servedZones() {
    return List.copyOf(zones);
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> maker) {
    @Nullable Object known = shared.get(type);
    if (known == null) {
      known = maker.get();
      shared.put(type, known);
    }
    return type.cast(known);
  }
}
