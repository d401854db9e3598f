# Process start to the first right answer, on all cores.
about="start to the first right answer, 500 Services"
servers="nodens coredns"
world="500 0"
measure=measure_start
