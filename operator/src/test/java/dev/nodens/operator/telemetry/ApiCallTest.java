package dev.nodens.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiCallTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /api/v1/nodes?limit=500                                                | list             | nodes               | false
          GET    | /api/v1/nodes?resourceVersion=1&watch=true                             | watch            | nodes               | false
          GET    | /api/v1/namespaces/kube-system/services/kube-dns                       | get              | services            | false
          GET    | /api/v1/namespaces/kube-system                                         | get              | namespaces          | false
          GET    | /version                                                               | get              | version             | false
          POST   | /apis/events.k8s.io/v1/namespaces/default/events                       | create           | events              | false
          PUT    | /apis/coordination.k8s.io/v1/namespaces/a/leases/b                     | update           | leases              | false
          PATCH  | /apis/nodens.dev/v1alpha1/clusterdnses/cluster/status?force=true       | patch            | clusterdnses/status | false
          PATCH  | /apis/apps/v1/namespaces/kube-system/daemonsets/x?dryRun=All&force=true | patch           | daemonsets          | true
          DELETE | /api/v1/namespaces/kube-system/configmaps/x                            | delete           | configmaps          | false
          DELETE | /api/v1/namespaces/kube-system/configmaps                              | deletecollection | configmaps          | false
          """)
  void requestsAreNamedAsRbacNamesThem(
      String method, String uri, String verb, String resource, boolean dryRun) {
    assertThat(ApiCall.of(method, URI.create("https://127.0.0.1:6443" + uri)))
        .isEqualTo(new ApiCall(verb, resource, dryRun));
  }
}
