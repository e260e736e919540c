// Command xinhuan is the whole product in one program: the server, the tools of
// whoever operates it, and the demonstration district.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"xinhuan/internal/care"
)

var cli struct {
	Serve   ServeCmd   `cmd:"" help:"Serve the pages of a region."`
	Demo    DemoCmd    `cmd:"" help:"Make a synthetic district and serve it."`
	Keys    KeysCmd    `cmd:"" help:"Make a region's keys."`
	Init    InitCmd    `cmd:"" help:"Found a region in an empty database."`
	Import  ImportCmd  `cmd:"" help:"Import rosters and answers."`
	Tickets TicketsCmd `cmd:"" help:"Export tickets for load tests."`
	Score   ScoreCmd   `cmd:"" help:"Score a file of answers."`
	Analyse AnalyseCmd `cmd:"" help:"Reliability and item statistics of a file of answers."`
	Verify  VerifyCmd  `cmd:"" help:"Prove that nobody dropped out of the loop and nothing was tampered with."`
	Policy  PolicyCmd  `cmd:"" help:"Check policy packs."`
	Report  ReportCmd  `cmd:"" help:"Check signed folders that left the house."`
	Backup  BackupCmd  `cmd:"" help:"Write an online backup."`
	Restore RestoreCmd `cmd:"" help:"Restore a backup into an empty place."`
	Bench   BenchCmd   `cmd:"" help:"Measure this machine against a bare echo."`
}

// gcPercent lets the heap grow to three times what is in use before it is
// collected: some 40 MiB are, and a burst of sheets would else be collected
// thousands of times. The environment's GOGC still decides. Ours.
const gcPercent = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command := kong.Parse(&cli, kong.Name("xinhuan"), kong.Description("Xinhuan 心环: a region's mental-health service for children and young people."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "xinhuan: "+words(err))
		os.Exit(exitCode(err))
	}
}

// words is what an operator reads: the error's own sentence, then the cause.
func words(err error) string {
	var e *care.Error
	if errors.As(err, &e) && e.Text.En != "" && e.Err == nil {
		return e.Text.En
	}
	return err.Error()
}

// errFailed is a command that did its work and found the answer to be no.
var errFailed = errors.New("not clean")

func exitCode(err error) int {
	if errors.Is(err, errFailed) {
		return 1
	}
	return 2
}
