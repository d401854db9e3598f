# External names that are in the cache: forward + cache.
about="cached external names: 1,000 names in the cache, 200 outstanding"
servers="nodens coredns unbound dnsdist"
queries=external.txt
arguments=(-q 200 -c 20)
# Rounds a third as long, three times as many: neighbours in time are compared.
cut=3
