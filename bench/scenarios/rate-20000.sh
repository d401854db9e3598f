# A busy node.
about="20,000 queries a second, open loop, 20 % NXDOMAIN"
servers="nodens coredns nsd knot floor"
queries=cluster.txt
arguments=(-r 20000 -c 20)
