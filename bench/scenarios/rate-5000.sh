# Where a node's DNS lives: sparse queries, each a wake-up.
about="5,000 queries a second, open loop, 20 % NXDOMAIN"
servers="nodens coredns nsd knot floor"
queries=cluster.txt
arguments=(-r 5000 -c 20)
# So sparse, what a wake-up costs on a virtual machine changes from second to second: rounds a third as long, three times as many.
cut=3
