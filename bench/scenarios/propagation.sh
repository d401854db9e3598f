# Service created to Service answered.
about="a new Service is answered: 200 Services, time from the API server's reply"
servers="nodens coredns"
measure=measure_propagation
