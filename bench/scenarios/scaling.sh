# What the server's chain answers on two event loops, to what it answers on one.
about="scaling from one event loop to two, without sockets, on all cores"
servers="nodens"
measure=measure_scaling
