# Process start to the first right answer in the large world, on all cores.
about="start to the first right answer, 10,000 Services with 150,000 endpoints"
servers="nodens coredns"
world="10000 15"
measure=measure_start
