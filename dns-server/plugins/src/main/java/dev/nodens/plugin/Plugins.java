package dev.nodens.plugin;

import dev.nodens.core.Plugin;
import dev.nodens.plugin.acl.AclPlugin;
import dev.nodens.plugin.any.AnyPlugin;
import dev.nodens.plugin.auto.AutoPlugin;
import dev.nodens.plugin.autopath.AutopathPlugin;
import dev.nodens.plugin.bind.BindPlugin;
import dev.nodens.plugin.bufsize.BufsizePlugin;
import dev.nodens.plugin.cache.CachePlugin;
import dev.nodens.plugin.cancel.CancelPlugin;
import dev.nodens.plugin.chaos.ChaosPlugin;
import dev.nodens.plugin.debug.DebugPlugin;
import dev.nodens.plugin.dns64.Dns64Plugin;
import dev.nodens.plugin.dnssec.DnssecPlugin;
import dev.nodens.plugin.dnstap.DnstapPlugin;
import dev.nodens.plugin.dynupdate.DynupdatePlugin;
import dev.nodens.plugin.erratic.ErraticPlugin;
import dev.nodens.plugin.errors.ErrorsPlugin;
import dev.nodens.plugin.etcd.EtcdPlugin;
import dev.nodens.plugin.file.FilePlugin;
import dev.nodens.plugin.forward.ForwardPlugin;
import dev.nodens.plugin.geoip.GeoipPlugin;
import dev.nodens.plugin.grpc.GrpcPlugin;
import dev.nodens.plugin.grpc_server.GrpcServerPlugin;
import dev.nodens.plugin.header.HeaderPlugin;
import dev.nodens.plugin.health.HealthPlugin;
import dev.nodens.plugin.hosts.HostsPlugin;
import dev.nodens.plugin.https.HttpsPlugin;
import dev.nodens.plugin.https3.Https3Plugin;
import dev.nodens.plugin.k8s_external.K8sExternalPlugin;
import dev.nodens.plugin.kubernetes.KubernetesPlugin;
import dev.nodens.plugin.loadbalance.LoadbalancePlugin;
import dev.nodens.plugin.local.LocalPlugin;
import dev.nodens.plugin.log.LogPlugin;
import dev.nodens.plugin.loop.LoopPlugin;
import dev.nodens.plugin.metadata.MetadataPlugin;
import dev.nodens.plugin.minimal.MinimalPlugin;
import dev.nodens.plugin.multisocket.MultisocketPlugin;
import dev.nodens.plugin.nsid.NsidPlugin;
import dev.nodens.plugin.pprof.PprofPlugin;
import dev.nodens.plugin.prometheus.PrometheusPlugin;
import dev.nodens.plugin.proxyproto.ProxyprotoPlugin;
import dev.nodens.plugin.quic.QuicPlugin;
import dev.nodens.plugin.ready.ReadyPlugin;
import dev.nodens.plugin.reload.ReloadPlugin;
import dev.nodens.plugin.rewrite.RewritePlugin;
import dev.nodens.plugin.root.RootPlugin;
import dev.nodens.plugin.secondary.SecondaryPlugin;
import dev.nodens.plugin.shed.ShedPlugin;
import dev.nodens.plugin.sign.SignPlugin;
import dev.nodens.plugin.siit.SiitPlugin;
import dev.nodens.plugin.template.TemplatePlugin;
import dev.nodens.plugin.timeouts.TimeoutsPlugin;
import dev.nodens.plugin.tls.TlsPlugin;
import dev.nodens.plugin.trace.TracePlugin;
import dev.nodens.plugin.transfer.TransferPlugin;
import dev.nodens.plugin.tsig.TsigPlugin;
import dev.nodens.plugin.view.ViewPlugin;
import dev.nodens.plugin.whoami.WhoamiPlugin;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.SplittableRandom;

/// All plugins in the order in which they serve; the order is CoreDNS's and part of the contract.
public final class Plugins {
  /// The order of the chain. A new plugin is one line here (`//` keeps it one); the directives of
  /// CoreDNS that are missing stand here too, to be refused in words of their own.
  public static final List<Plugin<?>> ORDER =
      List.of(
          new RootPlugin(), //
          new MetadataPlugin(), //
          new GeoipPlugin(), //
          new CancelPlugin(), //
          new ProxyprotoPlugin(), //
          new QuicPlugin(), //
          new GrpcServerPlugin(), //
          new HttpsPlugin(), //
          new Https3Plugin(), //
          new TimeoutsPlugin(), //
          new MultisocketPlugin(), //
          new ReloadPlugin(), //
          new NsidPlugin(), //
          new BufsizePlugin(), //
          new BindPlugin(), //
          new DebugPlugin(), //
          new TracePlugin(SplittableRandom::new), //
          new ReadyPlugin(), //
          new HealthPlugin(), //
          new PprofPlugin(), //
          new ShedPlugin(), //
          new PrometheusPlugin(), //
          new ErrorsPlugin(), //
          new LogPlugin(), //
          new DnstapPlugin(), //
          new LocalPlugin(), //
          new Dns64Plugin(), //
          new SiitPlugin(), //
          new AnyPlugin(), //
          new ChaosPlugin(SplittableRandom::new), //
          new LoadbalancePlugin(SplittableRandom::new), //
          new TsigPlugin(), //
          new RewritePlugin(), //
          new AutopathPlugin(), //
          new AclPlugin(), //
          new CachePlugin(), //
          new HeaderPlugin(), //
          new DnssecPlugin(), //
          new TlsPlugin(), //
          new MinimalPlugin(), //
          new TemplatePlugin(), //
          new TransferPlugin(), //
          new DynupdatePlugin(), //
          new HostsPlugin(), //
          unavailable("route53", "keep CoreDNS for this zone"), //
          unavailable("azure", "keep CoreDNS for this zone"), //
          unavailable("clouddns", "keep CoreDNS for this zone"), //
          new K8sExternalPlugin(), //
          new KubernetesPlugin(), //
          new FilePlugin(), //
          new AutoPlugin(), //
          new SecondaryPlugin(SplittableRandom::new), //
          new EtcdPlugin(),
          new LoopPlugin(), //
          new ForwardPlugin(), //
          new GrpcPlugin(), //
          new ErraticPlugin(), //
          new WhoamiPlugin(), //
          unavailable("on", "start the command outside of the server"), //
          new SignPlugin(SplittableRandom::new), //
          new ViewPlugin(), //
          unavailable("nomad", "keep CoreDNS for this zone"));

  private static Plugin<?> unavailable(String directive, String advice) {
    return new Unavailable(directive, advice);
  }

  private Plugins() {}

  /// All directive names that a Corefile may use, those that are refused then included.
  public static SequencedSet<String> names() {
    var names = new LinkedHashSet<String>();
    ORDER.forEach(plugin -> names.add(plugin.name()));
    return names;
  }

  /// The directive names that can be used, in the order of the chain.
  public static SequencedSet<String> available() {
    var names = new LinkedHashSet<String>();
    ORDER.stream()
        .filter(plugin -> !(plugin instanceof Unavailable))
        .forEach(plugin -> names.add(plugin.name()));
    return names;
  }
}
