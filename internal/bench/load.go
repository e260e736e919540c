package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// The generator shares the machine with the server, so it does next to nothing:
// it writes bytes made beforehand and reads status and length of the answer.

// request is one request as bytes, ready to be written.
func request(method, path, host, token string, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", method, path, host, len(body))
	if token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", token)
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// reply reads one answer. The body is only valid until the next call.
type reply struct {
	in   *bufio.Reader
	body []byte
}

func (r *reply) read() (status int, body []byte, err error) {
	line, err := r.in.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 {
		return 0, nil, errors.New("bench: no HTTP answer")
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	length := -1
	for {
		if line, err = r.in.ReadSlice('\n'); err != nil {
			return 0, nil, err
		}
		if len(line) <= 2 {
			break
		}
		if name, value, ok := bytes.Cut(line, []byte(": ")); ok && bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, nil, err
			}
		}
	}
	if length < 0 {
		return 0, nil, errors.New("bench: an answer without a length")
	}
	if cap(r.body) < length {
		r.body = make([]byte, length)
	}
	_, err = io.ReadFull(r.in, r.body[:length])
	return status, r.body[:length], err
}

// run is what one measurement of a load found.
type run struct {
	Conns int
	Count int
	Took  time.Duration
	P50   time.Duration
	P99   time.Duration
	CPU   time.Duration // of this process, generator and server together, for all requests
	Other float64       // cores that everything else on the machine used meanwhile; < 0 = not known
}

// Rate is requests a second.
func (r run) Rate() float64 { return float64(r.Count) / r.Took.Seconds() }

// drive sends the requests over so many connections, each with one request in
// flight, until there are none left or the time is over. Every answer must be
// 200; see is told each body.
func drive(addr string, conns int, requests [][]byte, limit time.Duration, see func(i int, body []byte)) (run, error) {
	cpu := startCPU()
	begin := time.Now()
	var next atomic.Int64
	times := make([][]time.Duration, conns)
	faults := make(chan error, conns)
	var wg sync.WaitGroup
	for c := range conns {
		wg.Go(func() {
			if err := one(addr, requests, &next, begin.Add(limit), &times[c], see); err != nil {
				faults <- err
			}
		})
	}
	wg.Wait()
	out := run{Conns: conns, Took: time.Since(begin), CPU: cpu.used(), Other: cpu.other()}
	select {
	case err := <-faults:
		return out, err
	default:
	}
	all := slices.Concat(times...)
	slices.Sort(all)
	if out.Count = len(all); out.Count == 0 {
		return out, errors.New("bench: nothing was answered")
	}
	out.P50, out.P99 = all[len(all)/2], all[len(all)*99/100]
	return out, nil
}

func one(addr string, requests [][]byte, next *atomic.Int64, end time.Time, times *[]time.Duration, see func(int, []byte)) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	in := reply{in: bufio.NewReader(conn)}
	for {
		i := int(next.Add(1)) - 1
		if i >= len(requests) {
			return nil
		}
		sent := time.Now()
		if sent.After(end) {
			return nil
		}
		if _, err := conn.Write(requests[i]); err != nil {
			return err
		}
		status, body, err := in.read()
		if err != nil {
			return err
		}
		if status != 200 {
			return fmt.Errorf("bench: status %d: %s", status, body)
		}
		*times = append(*times, time.Since(sent))
		if see != nil {
			see(i, body)
		}
	}
}
