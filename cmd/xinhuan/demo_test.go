package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"xinhuan/internal/config"
	"xinhuan/internal/demo"
	"xinhuan/internal/store"
	"xinhuan/internal/synthetic"
)

// A demo that is there is served as it is; whoever asks for another is told, and how
// to get it.
func TestADemoThatIsThereSaysWhichOneItIs(t *testing.T) {
	ctx, data := context.Background(), filepath.Join(t.TempDir(), "demo")
	parse := func(args ...string) (c DemoCmd) {
		t.Helper()
		parser, err := kong.New(&c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(append(args, "--data", data)); err != nil {
			t.Fatal(err)
		}
		return c
	}
	few := fmt.Sprint(synthetic.MinPupils)
	first := parse("--pupils", few, "--seed", "3")
	cfg, err := config.Load(first.Flags)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.prepare(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	made, err := demo.MadeOf(ctx, db)
	if want := (demo.Made{Pupils: synthetic.MinPupils, Seed: 3, Pack: "youyang"}); err != nil || made != want {
		t.Fatalf("got %+v, %v, want %+v", made, err, want)
	}
	for _, c := range []struct {
		args    []string
		made    demo.Made
		says    []string
		unasked bool // whether nothing else was asked for
	}{
		{nil, made, []string{few + " pupils, seed 3, pack youyang"}, true},
		{[]string{"--pupils", few, "--seed", "3", "--pack", "youyang"}, made, []string{few + " pupils"}, true},
		{[]string{"--pupils", "600"}, made, []string{"change nothing here", "600 pupils, seed 1, pack youyang", "remove " + data}, false},
		{[]string{"--seed", "4"}, made, []string{"12000 pupils, seed 4"}, false},
		{[]string{"--pack", "nanan"}, made, []string{"pack nanan"}, false},
		{nil, demo.Made{Pack: "youyang"}, []string{"not finished, or made by an earlier version"}, true},
		{[]string{"--seed", "1"}, demo.Made{Pack: "youyang"}, []string{"change nothing here"}, false},
	} {
		var out bytes.Buffer
		parse(c.args...).there(&out, c.made, cfg)
		for _, want := range c.says {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%v: got %q, want %q in it", c.args, out.String(), want)
			}
		}
		if got := !strings.Contains(out.String(), "ATTENTION"); got != c.unasked {
			t.Errorf("%v: quiet %t, want %t", c.args, got, c.unasked)
		}
	}
}
