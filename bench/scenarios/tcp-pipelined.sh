# TCP with many queries in flight on each connection.
about="TCP, 20 connections, 5 queries in flight on each"
servers="nodens coredns nsd knot unbound"
queries=cluster.txt
arguments=(-t -q 100 -c 20)
