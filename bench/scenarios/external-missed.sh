# Each query goes upstream, which answers after 200 us.
about="cache misses through forward: upstream answers after 200 us, 200 outstanding"
servers="nodens coredns unbound dnsdist"
queries=misses.txt
arguments=(-q 200 -c 20)
