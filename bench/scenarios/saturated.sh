# How much one core can do: a new query for each answer.
about="saturated: closed loop, 200 outstanding on 20 sockets, 20 % NXDOMAIN"
servers="nodens coredns nsd knot floor"
queries=cluster.txt
arguments=(-q 200 -c 20)
