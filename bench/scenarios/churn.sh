# What endpoints that come and go cost, in half of the largest world that docs/performance.md speaks of.
about="200 changed EndpointSlices a second, 10,000 Services with 150,000 endpoints"
servers="nodens coredns"
world="10000 15"
measure=measure_churn
