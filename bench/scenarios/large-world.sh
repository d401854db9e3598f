# Memory under load where the cluster is large.
about="10,000 Services with 150,000 endpoints: closed loop, 200 outstanding, after everything was listed a second time"
servers="nodens coredns"
world="10000 15"
queries=cluster.txt
arguments=(-q 200 -c 20)
before=force_relist
