// Command cmd runs another command with a throw-away PostgreSQL beside it:
//
//	go run ./internal/testpg/cmd start -- go test ./...
//
// Every test process of that command shares the cluster through the variable
// testpg.Env; it is stopped and removed when the command ends.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"xinhuan/internal/testpg"
)

func main() {
	code, err := start(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "testpg:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// start runs the command and returns its exit code. A signal goes to the
// command, never to the cluster: tests that are told to stop still need it for
// their cleaning up.
func start(args []string) (int, error) {
	if len(args) < 3 || args[0] != "start" || args[1] != "--" {
		return 2, errors.New("usage: start -- command [argument ...]")
	}
	cluster, err := testpg.Start(context.Background())
	if err != nil {
		return 1, err
	}

	cmd := exec.Command(args[2], args[3:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), testpg.Env+"="+cluster.URL)
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if err := cmd.Start(); err != nil {
		return 1, errors.Join(err, cluster.Stop())
	}
	go func() {
		for s := range signals {
			if s != os.Interrupt { // the terminal sends Ctrl-C to the command itself
				cmd.Process.Signal(s)
			}
		}
	}()

	err = cmd.Wait()
	stopped := cluster.Stop()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), stopped
	}
	return 0, errors.Join(err, stopped)
}
