package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"xinhuan/internal/config"
)

// Whoever writes a load test from docs/api.md gets tickets and echo by what stands there:
// the program knows each command with its flags, and the file switches the echo on.
func TestTheAPIPageSaysHowToMakeTicketsAndEcho(t *testing.T) {
	page, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)(?:^    |`)xinhuan ([^`\n]+--[^`\n]*)").FindAllStringSubmatch(string(page), -1) {
		grammar := cli
		parser, err := kong.New(&grammar)
		if err != nil {
			t.Fatal(err)
		}
		got, err := parser.Parse(strings.Fields(m[1]))
		if err != nil {
			t.Errorf("xinhuan %s: %v", m[1], err)
			continue
		}
		said[got.Command()] = true
	}
	for _, command := range []string{"demo", "tickets export", "serve"} {
		if !said[command] {
			t.Errorf("got commands %v, want %s among them", said, command)
		}
	}

	parser, err := kong.New(&struct {
		Export TicketsExportCmd `cmd:""`
	}{})
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]bool{}
	for _, group := range parser.Model.Children[0].AllFlags(false) {
		for _, flag := range group {
			flags[flag.Name] = true
		}
	}
	for _, m := range regexp.MustCompile("`--([a-z-]+)").FindAllStringSubmatch(string(page), -1) {
		if !flags[m[1]] {
			t.Errorf("--%s: tickets export has no such flag", m[1])
		}
	}

	file := regexp.MustCompile(`(?m)(?:^    [a-z]+: .*\n)+`).FindString(string(page))
	path := filepath.Join(t.TempDir(), "load.yaml")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	if cfg, err := config.Load(config.Flags{Where: config.Where{Config: path}}); err != nil || !cfg.Bench {
		t.Errorf("got bench %t, %v from\n%s", cfg.Bench, err, file)
	}
}
