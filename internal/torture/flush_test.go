package torture

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/bench"
	"xinhuan/internal/envelope"
	"xinhuan/internal/screening"
)

// event is one system call of the server, in the order of the trace: when a
// call took time, a flush counts where it returned and a write where it began.
type event struct {
	call string // read, write, pwrite64, fdatasync or fsync
	file string
	text string
}

var (
	whole   = regexp.MustCompile(`^(\d+) +(\w+)\(\d+<([^>]*)>(.*)$`)
	resumed = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>(.*)$`)
)

// TestTortureFlushComesBeforeTheAnswer reads the server's system calls while
// one sheet is handed in: the log file is written, then flushed, and only then
// does 200 leave the machine.
func TestTortureFlushComesBeforeTheAnswer(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("this proof needs strace; run: apt-get install strace")
	}
	s, target, keys := oneSheet(t)
	file := filepath.Join(t.TempDir(), "trace")
	server := start(t, target, keys, strace, "-f", "-y", "-s", "48", "-e", "trace=read,write,pwrite64,fdatasync,fsync", "-o", file)
	client := &http.Client{Timeout: time.Minute}
	status, receipt := s.submit(client, server.url)
	if status != http.StatusOK || receipt == "" {
		t.Fatalf("submit under the tracer: got status %d, want 200", status)
	}
	time.Sleep(200 * time.Millisecond) // the tracer writes its file a moment later
	server.kill()
	if wrong := fault(readTrace(t, file)); wrong != "" {
		t.Error(wrong)
	}
}

func oneSheet(t *testing.T) (s *sheet, target, keys string) {
	r := &region{t: t, target: t.TempDir(), file: filepath.Join(t.TempDir(), "region.key")}
	var err error
	r.keys, err = envelope.NewRegionKeys(990001, envelope.AES256GCM, rand.Reader)
	must(t, err)
	must(t, envelope.WritePlain(r.file, r.keys))
	r.open(func(k *act.Kernel) {
		d, err := bench.Prepare(t.Context(), k, 1)
		must(t, err)
		started, err := screening.Room{Kernel: k}.SignIn(t.Context(), d.Tickets[0].ClassCode, d.Tickets[0].Code)
		must(t, err)
		s = &sheet{sitting: started.Sitting, token: started.Token, body: bench.Sheet(50)} // with a danger answer
	})
	return s, r.target, r.file
}

func readTrace(t *testing.T, file string) []event {
	t.Helper()
	f, err := os.Open(file)
	must(t, err)
	defer f.Close()
	var events []event
	pending := map[string]event{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if m := whole.FindStringSubmatch(lines.Text()); m != nil {
			e := event{call: m[2], file: m[3], text: m[4]}
			if strings.HasSuffix(m[4], "<unfinished ...>") && e.call != "write" && e.call != "pwrite64" {
				pending[m[1]] = e
				continue
			}
			events = append(events, e)
		} else if m := resumed.FindStringSubmatch(lines.Text()); m != nil {
			if e, ok := pending[m[1]]; ok && e.call == m[2] {
				e.text += m[3]
				events = append(events, e)
				delete(pending, m[1])
			}
		}
	}
	return events
}

// fault says what is wrong with the order of calls, or nothing.
func fault(events []event) string {
	asked, written, flushed, answered := -1, -1, -1, -1
	for i, e := range events {
		wal := strings.HasSuffix(e.file, "-wal")
		switch {
		case asked < 0 && e.call == "read" && strings.Contains(e.text, "POST /api/pupil/sittings/"):
			asked = i
		case asked < 0 || answered >= 0:
		case e.call == "pwrite64" && wal:
			written = i
		case (e.call == "fdatasync" || e.call == "fsync") && wal && strings.HasSuffix(strings.TrimSpace(e.text), "= 0"):
			flushed = i
		case e.call == "write" && strings.Contains(e.text, "HTTP/1.1 200"):
			answered = i
		}
	}
	if asked >= 0 && asked < written && written < flushed && flushed < answered {
		return ""
	}
	return fmt.Sprintf("of %d calls: request %d, log written %d, flushed %d, answered %d; want them all, rising", len(events), asked, written, flushed, answered)
}

// The reading of a trace must be able to say no: here the answer leaves while
// the flush is still under way, and here there is none after the last write.
func TestATraceWithoutAFlushIsRefused(t *testing.T) {
	const begin = `10 read(9<socket:[1]>, "POST /api/pupil/sittings/0", 4096) = 700
11 pwrite64(5</d/xinhuan.db-wal>, "x", 4096, 0) = 4096
`
	for name, rest := range map[string]string{
		"too early": `11 fdatasync(5</d/xinhuan.db-wal> <unfinished ...>
10 write(9<socket:[1]>, "HTTP/1.1 200 OK", 300) = 300
11 <... fdatasync resumed>) = 0
`,
		"too late": `11 fdatasync(5</d/xinhuan.db-wal>) = 0
11 pwrite64(5</d/xinhuan.db-wal>, "x", 4096, 0) = 4096
10 write(9<socket:[1]>, "HTTP/1.1 200 OK", 300) = 300
`,
		"failed": `11 fdatasync(5</d/xinhuan.db-wal>) = -1 EIO (Input/output error)
10 write(9<socket:[1]>, "HTTP/1.1 200 OK", 300) = 300
`,
	} {
		file := filepath.Join(t.TempDir(), "trace")
		must(t, os.WriteFile(file, []byte(begin+rest), 0o600))
		if fault(readTrace(t, file)) == "" {
			t.Errorf("a flush that came %s was accepted", name)
		}
	}
}
