// Package torture kills the server in the middle of its work and looks at what
// is left. Its server is a process of its own: the test's binary once more, which
// joins database, kernel, the pupils' face and the HTTP house as the product does.
package torture

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"xinhuan/instruments"
	"xinhuan/internal/act"
	"xinhuan/internal/config"
	"xinhuan/internal/envelope"
	"xinhuan/internal/instrument"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/serve"
	"xinhuan/internal/store"
	"xinhuan/internal/web/pupil"
	"xinhuan/policies"
)

// What the server process is told: where the data is, and the file of its keys;
// a writer file (.pub) means that the region is locked.
const (
	envTarget = "XINHUAN_TORTURE_SERVER"
	envKeys   = "XINHUAN_TORTURE_KEYS"
)

func TestMain(m *testing.M) {
	if os.Getenv(envTarget) == "" {
		os.Exit(m.Run())
	}
	go func() { // whoever started this process is gone when its pipe ends
		io.Copy(io.Discard, os.Stdin)
		os.Exit(3)
	}()
	if err := serveRegion(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func serveRegion() error {
	ctx := context.Background()
	public, private, err := readKeys(os.Getenv(envKeys))
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, os.Getenv(envTarget))
	if err != nil {
		return err
	}
	k, err := newKernel(ctx, db, public, private)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	pupil.Routes(mux, pupil.Deps{Rooms: screening.Room{Kernel: k}})
	cfg := config.Default()
	cfg.Addr, cfg.BaseURL = "127.0.0.1:0", "http://127.0.0.1"
	return serve.Run(ctx, cfg, serve.Routes(mux), func(context.Context) error { return nil }, slog.New(slog.DiscardHandler))
}

func readKeys(path string) (*envelope.PublicKeys, *envelope.RegionKeys, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	if strings.HasSuffix(path, ".pub") {
		public, err := envelope.OpenPublic(f)
		return public, nil, err
	}
	private, err := envelope.Open(f, func() (string, error) { return "", errors.New("the file is plain") })
	if err != nil {
		return nil, nil, err
	}
	return private.Public(), private, nil
}

func newKernel(ctx context.Context, db *store.DB, public *envelope.PublicKeys, private *envelope.RegionKeys) (*act.Kernel, error) {
	stack, err := policy.Load(policies.FS, "youyang")
	if err != nil {
		return nil, err
	}
	forms, err := questionnaire.LoadForms(policies.FS, "national/forms")
	if err != nil {
		return nil, err
	}
	scales, err := instrument.Load(instruments.Packs()...)
	if err != nil {
		return nil, err
	}
	return act.New(ctx, act.Config{DB: db, Policy: stack, Forms: forms, Instruments: scales, Public: public, Private: private})
}

// server is a running server process.
type server struct {
	url string
	cmd *exec.Cmd
}

// start runs the server, under a tracer where one is given, and waits until it
// listens.
func start(t *testing.T, target, keys string, tracer ...string) *server {
	t.Helper()
	args := append(tracer, os.Args[0], "-test.run=^$")
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), envTarget+"="+target, envKeys+"="+keys)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the tracer and what it traces die together
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &server{cmd: cmd}
	t.Cleanup(s.kill)
	ready := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		ready <- strings.TrimSpace(line)
	}()
	select {
	case line := <-ready:
		_, url, found := strings.Cut(line, "listening on ")
		if !found {
			t.Fatalf("the server said %q", line)
		}
		s.url = url
	case <-time.After(time.Minute):
		t.Fatal("the server does not come up")
	}
	return s
}

// kill ends the process as hard as the system can. It may be called twice.
func (s *server) kill() {
	if s.cmd.ProcessState != nil {
		return
	}
	syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	s.cmd.Wait()
}
