// doh3 AUTHORITY URL COUNT : asks a server for n0.test to nCOUNT.test over HTTP/3, by GET and by POST in turns, on one connection. Exit code 1 unless each answer is 192.0.2.7.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/quic-go/quic-go/http3"
)

const mediaType = "application/dns-message"

var address = []byte{192, 0, 2, 7}

func query(name string) []byte {
	message := []byte{0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	for _, label := range strings.Split(name, ".") {
		message = append(append(message, byte(len(label))), label...)
	}
	return append(message, 0, 0, 1, 0, 1)
}

func request(url string, message []byte, post bool) (*http.Request, error) {
	if !post {
		return http.NewRequest(http.MethodGet, url+"?dns="+base64.RawURLEncoding.EncodeToString(message), nil)
	}
	asked, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(message))
	if err == nil {
		asked.Header.Set("content-type", mediaType)
	}
	return asked, err
}

func ask(client *http.Client, url, name string, post bool) error {
	asked, err := request(url, query(name), post)
	if err != nil {
		return err
	}
	response, err := client.Do(asked)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	reply, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return err
	case response.StatusCode != http.StatusOK || response.Header.Get("content-type") != mediaType:
		return fmt.Errorf("status %d, %s", response.StatusCode, response.Header.Get("content-type"))
	case len(reply) < 12 || binary.BigEndian.Uint16(reply[6:]) != 1 || !bytes.HasSuffix(reply, address):
		return fmt.Errorf("reply %x", reply)
	}
	return nil
}

func main() {
	pem, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	authorities := x509.NewCertPool()
	authorities.AppendCertsFromPEM(pem)
	count, err := strconv.Atoi(os.Args[3])
	if err != nil {
		panic(err)
	}
	transport := &http3.Transport{TLSClientConfig: &tls.Config{RootCAs: authorities}}
	defer transport.Close()
	client := &http.Client{Transport: transport, Timeout: 3 * time.Second}
	// The server may still be on its way.
	for i := 0; i < 50 && ask(client, os.Args[2], "first.test", false) != nil; i++ {
		time.Sleep(200 * time.Millisecond)
	}
	wrong := 0
	for i := range count {
		if err := ask(client, os.Args[2], fmt.Sprintf("n%d.test", i), i%2 == 1); err != nil {
			wrong++
			fmt.Fprintln(os.Stderr, err)
		}
	}
	fmt.Printf("%d of %d right\n", count-wrong, count)
	if wrong > 0 {
		os.Exit(1)
	}
}
