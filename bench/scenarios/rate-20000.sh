# A busy node.
about="20,000 queries a second, open loop, 20 % NXDOMAIN"
servers="nodens coredns nsd knot floor"
queries=cluster.txt
arguments=(-r 20000 -c 20)
# The p99 of one server is two or three times as long in one round as in the next, by how long the host takes a processor away: the median of five is chance.
cut=3
