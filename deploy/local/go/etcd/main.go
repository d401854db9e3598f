// Command etcd is the store behind the API server. etcd publishes its server as a library module
// and its main package in a module that cannot be installed from outside; this is the same main.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
